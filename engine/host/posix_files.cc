#include "engine/host/posix_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <span>

#include "engine/host/descriptor.h"
#include "engine/host/system_error.h"

namespace jada {
namespace {

constexpr std::size_t kChunk = 256 * 1024;  // stays in the cache between being cleared and being filled

Error too_large(const std::string& path, std::size_t limit) {
  return {Code::invalid, fmt::format("{}: larger than the {} bytes that are read of one file", path, limit)};
}

// How many bytes came, `room` at most.
Result<std::size_t> read_into(std::span<char> room, const Descriptor& file, const std::string& path) {
  ssize_t count = 0;
  do {
    count = ::read(file.number(), room.data(), room.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0) return system_error(path, errno);
  return static_cast<std::size_t>(count);
}

// As the system tells it before reading; 0 of a pipe.
Result<std::size_t> size_of(const Descriptor& file, const std::string& path, std::size_t limit) {
  if (!file.is_open()) return system_error(path, errno);
  struct stat about {};
  if (::fstat(file.number(), &about) != 0) return system_error(path, errno);
  if (S_ISDIR(about.st_mode)) return system_error(path, EISDIR);
  const auto size = static_cast<std::size_t>(std::max<off_t>(about.st_size, 0));
  if (size > limit) return too_large(path, limit);
  return size;
}

// glob(3) asks whether to give up on a folder it could not open: not when it is simply not there.
int gives_up(const char*, int reason) { return reason == ENOENT || reason == ENOTDIR ? 0 : 1; }

}  // namespace

Result<FileDigest> PosixFiles::digest(const std::string& path, std::size_t limit, std::uint64_t seed) const {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (const auto size = size_of(file, path, limit); !size) return size.error();
  Digester digester(seed);
  FileDigest found;
  std::vector<char> chunk(kChunk);
  while (true) {
    const auto count = read_into(chunk, file, path);
    if (!count) return count.error();
    if (*count == 0) break;
    digester.add({chunk.data(), *count});
    found.size += *count;
    if (found.size > limit) return too_large(path, limit);
  }
  found.digest = digester.value();
  return found;
}

Result<std::string> PosixFiles::read(const std::string& path, std::size_t limit) const {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const auto told = size_of(file, path, limit);
  if (!told) return told.error();
  const std::size_t size = *told;
  std::string text;
  text.reserve(size + 1);
  while (true) {
    const std::size_t before = text.size();
    // One more than the file should hold: that there is no more is then seen without growing.
    const std::size_t step = before <= size ? std::min(size + 1 - before, kChunk) : kChunk;
    text.resize(before + step);
    const auto count = read_into({text.data() + before, step}, file, path);
    if (!count) return count.error();
    text.resize(before + *count);
    if (*count == 0) return text;
    if (text.size() > limit) return too_large(path, limit);
  }
}

std::string PosixFiles::resolved(const std::string& path) const {
  std::error_code fault;
  const auto place = std::filesystem::weakly_canonical(path, fault);
  return fault ? path : place.string();
}

Result<std::vector<std::string>> PosixFiles::matching(const std::string& pattern) const {
  glob_t found{};
  errno = 0;
  const int verdict = ::glob(pattern.c_str(), GLOB_NOSORT, gives_up, &found);
  const int reason = errno;
  std::vector<std::string> paths(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  std::sort(paths.begin(), paths.end());
  if (verdict == 0 || verdict == GLOB_NOMATCH) return paths;
  return system_error(pattern, verdict == GLOB_NOSPACE ? ENOMEM : reason);
}

}  // namespace jada
