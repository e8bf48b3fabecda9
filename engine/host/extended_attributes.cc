#include "engine/host/extended_attributes.h"

#include <sys/xattr.h>

#include <cerrno>

#include "engine/host/system_error.h"

namespace jada {
namespace {

constexpr std::size_t kMost = 64 * 1024;  // of a list of names or a value, xattr(7)

bool is_given_by_policy(const std::string& name) {
  return name.starts_with("security.") || name.starts_with("trusted.");
}

Result<Done> copy_one(const std::string& from, int to, const std::string& name) {
  std::string value(kMost, '\0');
  const ssize_t size = lgetxattr(from.c_str(), name.c_str(), value.data(), value.size());
  if (size < 0) return system_error(from + ": attribute " + name, errno);
  if (fsetxattr(to, name.c_str(), value.data(), static_cast<std::size_t>(size), 0) == 0) return Done{};
  return system_error(from + ": attribute " + name + " could not be kept", errno);
}

}  // namespace

Result<Done> copy_attributes(const std::string& from, int to) {
  std::string names(kMost, '\0');
  const ssize_t size = llistxattr(from.c_str(), names.data(), names.size());
  if (size < 0) return errno == ENOTSUP ? Result<Done>(Done{}) : system_error(from, errno);
  names.resize(static_cast<std::size_t>(size));
  for (std::size_t start = 0; start < names.size();) {
    const std::string name = names.c_str() + start;
    start += name.size() + 1;
    if (is_given_by_policy(name)) continue;
    if (auto copied = copy_one(from, to, name); !copied) return copied;
  }
  return Done{};
}

Result<Done> drop_access_list(int file, const std::string& path) {
  if (fremovexattr(file, "system.posix_acl_access") == 0 || errno == ENODATA || errno == ENOTSUP) return Done{};
  return system_error(path, errno);
}

}  // namespace jada
