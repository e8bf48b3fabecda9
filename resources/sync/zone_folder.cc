#include "resources/sync/zone_folder.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>

namespace jada {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostOfName = 64;
constexpr std::size_t kMostOfFile = 256 * 1024;  // the largest of tzdata 2025b has 3.5 KB

// In the folder, but no zones: the same again, counting leap seconds, what this machine happens to be set to, and a
// table.
constexpr std::array<std::string_view, 5> kNoZones = {"posix", "right", "localtime", "posixrules", "leapseconds"};

// No dot: with it go `..`, hidden files and the tables beside the zones.
bool is_zone_name(std::string_view name) {
  const auto belongs = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/_+-").find(c) != std::string_view::npos;
  };
  if (name.empty() || name.size() > kMostOfName || name.front() == '/') return false;
  const std::string_view first = name.substr(0, name.find('/'));
  return std::all_of(name.begin(), name.end(), belongs) &&
         std::find(kNoZones.begin(), kNoZones.end(), first) == kNoZones.end();
}

// A pipe or device would never end; what is no file is no zone.
bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

// As much of it as `most`; none: it may not be read.
std::optional<std::string> beginning_of(const fs::path& path, std::size_t most) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(most, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(most));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  if (!file.is_open() || file.bad()) return std::nullopt;
  return bytes;
}

}  // namespace

Result<ZoneFile> ZoneFolder::read(std::string_view name) const {
  std::error_code ignored;
  if (!fs::is_directory(path_, ignored))
    return Error{Code::unavailable, path_ + ": there is no such folder; install the package tzdata"};
  const fs::path path = fs::path(path_) / name;
  if (!is_zone_name(name) || !is_file(path)) return Error{Code::missing, "no zone is called so"};
  const auto bytes = beginning_of(path, kMostOfFile);
  if (!bytes) return Error{Code::unavailable, path.string() + ": it cannot be read"};
  auto zone = ZoneFile::parse(*bytes);
  if (!zone) return Error{Code::unavailable, path.string() + ": " + zone.error().message};
  return zone;
}

std::vector<std::string> ZoneFolder::names() const {
  std::vector<std::string> found;
  std::error_code trouble;
  for (fs::recursive_directory_iterator at(path_, trouble), end; !trouble && at != end; at.increment(trouble)) {
    const std::string name = at->path().lexically_relative(path_).string();
    if (!is_zone_name(name)) {
      at.disable_recursion_pending();
    } else if (is_file(at->path()) && beginning_of(at->path(), 4) == "TZif") {
      found.push_back(name);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace jada
