#include "engine/host/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "engine/host/descriptor.h"
#include "engine/host/system_error.h"

namespace jada {
namespace {

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Result<Done> write_new(const std::string& path, const std::string& shown, std::string_view content, int flags) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, 0644));
  if (!file.is_open()) return system_error(shown, errno);
  if (!write_all(file.number(), content)) return system_error(shown, errno);
  if ((flags & O_CREAT) != 0 && fsync(file.number()) != 0) return system_error(shown, errno);
  return Done{};
}

// Names of open descriptors and devices: the file behind them is somebody else's to replace.
bool is_in_place(const std::string& path, const struct stat& there) {
  return !S_ISREG(there.st_mode) || path.starts_with("/dev/") || path.starts_with("/proc/");
}

// Where the links end; the path itself when it is no link.
std::string target_of(const std::string& path) {
  std::error_code fault;
  const auto target = std::filesystem::canonical(path, fault);
  return fault ? path : target.string();
}

Result<Done> replace(const std::string& path, const std::string& shown, std::string_view content) {
  const std::string beside = path + ".new-" + std::to_string(getpid());
  auto written = write_new(beside, shown, content, O_CREAT | O_TRUNC);
  if (written && rename(beside.c_str(), path.c_str()) != 0) written = system_error(shown, errno);
  if (!written) unlink(beside.c_str());
  return written;
}

}  // namespace

Result<Done> write_file(const std::string& path, std::string_view content, Existing existing) {
  struct stat there {};
  const bool exists = stat(path.c_str(), &there) == 0;
  if (existing == Existing::refuse) {
    if (exists) return Error{Code::conflict, path + ": is there already"};
    return write_new(path, path, content, O_CREAT | O_EXCL);
  }
  if (exists && is_in_place(path, there)) return write_new(path, path, content, O_APPEND);
  return replace(exists ? target_of(path) : path, path, content);
}

Result<Done> make_folders(const std::string& folder) {
  std::error_code fault;
  if (!folder.empty()) std::filesystem::create_directories(folder, fault);
  if (fault) return system_error(folder, fault.value());
  return Done{};
}

}  // namespace jada
