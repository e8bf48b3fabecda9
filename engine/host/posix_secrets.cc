#include "engine/host/posix_secrets.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "engine/host/folders.h"
#include "engine/host/secret_place.h"
#include "engine/host/secret_replacement.h"
#include "engine/host/system_error.h"

namespace jada {
namespace {

constexpr off_t kMost = 1024 * 1024;
constexpr int kAttempts = 3;

FileFacts::Type type_of(mode_t mode) {
  return S_ISREG(mode) ? FileFacts::Type::file : S_ISDIR(mode) ? FileFacts::Type::folder : FileFacts::Type::other;
}

void measure(FileFacts& facts, const struct stat& about) {
  const auto changed = std::chrono::seconds{about.st_mtim.tv_sec} + std::chrono::nanoseconds{about.st_mtim.tv_nsec};
  facts.type = type_of(about.st_mode);
  facts.mode = about.st_mode & 07777;
  facts.is_ours = about.st_uid == geteuid();
  facts.owner = about.st_uid;
  facts.links = about.st_nlink;
  facts.size = static_cast<std::uint64_t>(std::max<off_t>(about.st_size, 0));
  facts.modified_at = Time(std::chrono::floor<Duration>(changed));
}

// Who may write to a folder may put another file in our file's place, unless the sticky bit forbids it.
bool is_writable_by_others(const struct stat& folder) {
  const bool by_mode = (folder.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (folder.st_mode & S_ISVTX) == 0;
  return by_mode || (folder.st_uid != geteuid() && folder.st_uid != 0);
}

Error no_plain_file(const std::string& path, FileFacts::Type type) {
  if (type == FileFacts::Type::folder) return system_error(path, EISDIR);
  return {Code::invalid, path + ": is no plain file but a pipe, a socket or a device"};
}

// The whole file of that size; empty when it is not that long any more.
Result<std::optional<Secret>> contents(const Descriptor& file, std::size_t size, const std::string& path) {
  std::string text(size + 1, '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const auto at = static_cast<off_t>(filled);
    const ssize_t count =
        uninterrupted([&] { return pread(file.number(), text.data() + filled, text.size() - filled, at); });
    if (count < 0) {
      const int fault = errno;
      wipe(text);
      return system_error(path, fault);
    }
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  const bool is_whole = filled == size;
  text.resize(size);
  Secret found(std::move(text));
  return is_whole ? std::optional(std::move(found)) : std::nullopt;
}

// None: it changed while it was read.
Result<std::optional<SecretFile>> read_once(FileFacts facts, const std::string& path) {
  constexpr int kHow = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  const Descriptor file(uninterrupted([&] { return open(facts.target.c_str(), kHow); }));
  struct stat about {};
  if (!file.is_open() || fstat(file.number(), &about) != 0) return system_error(path, errno);
  measure(facts, about);
  if (facts.type != FileFacts::Type::file) return no_plain_file(path, facts.type);
  if (about.st_size > kMost) return Error{Code::invalid, path + ": is larger than the 1 MiB a secret may have"};
  auto text = contents(file, static_cast<std::size_t>(about.st_size), path);
  if (!text) return text.error();
  if (!*text) return std::optional<SecretFile>();
  return std::optional(SecretFile{std::move(facts), std::move(**text)});
}

}  // namespace

Seen<FileFacts> PosixSecrets::look(const std::string& path) {
  struct stat about {};
  // Most of what is not there is no link either: known without a walk along its folders.
  if (lstat(path.c_str(), &about) != 0 && errno == ENOENT) return Absent{};
  const auto place = place_of(path);
  if (!place && place.error().code == Code::missing) return Absent{};
  if (!place) return place.error();
  if (lstat(place->path().c_str(), &about) != 0) {
    return errno == ENOENT ? Seen<FileFacts>(Absent{}) : system_error(path, errno);
  }
  FileFacts facts{.target = place->path()};
  measure(facts, about);
  std::error_code ignored;  // it was there a moment ago; no link is as good
  facts.is_link = std::filesystem::is_symlink(path, ignored);
  struct stat folder {};
  if (stat(place->folder.c_str(), &folder) != 0) return system_error(path, errno);
  facts.folder_is_writable_by_others = is_writable_by_others(folder);
  return facts;
}

Result<SecretFile> PosixSecrets::read(const std::string& path) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    auto facts = look(path);
    if (facts.absent()) return system_error(path, ENOENT);
    if (facts.unknown()) return facts.trouble();
    // Not even opened: opening a device may do something.
    if (facts.value().type != FileFacts::Type::file) return no_plain_file(path, facts.value().type);
    auto file = read_once(std::move(facts.value()), path);
    if (!file) return file.error();
    if (*file) return std::move(**file);
  }
  return Error{Code::unavailable, path + ": another program is writing to it"};
}

Result<std::unique_ptr<Replacement>> PosixSecrets::prepare(const std::string& path, std::size_t size) {
  return prepare_replacement(path, size);
}

Result<Done> PosixSecrets::remove(const std::string& path) {
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return system_error(path, errno);
  const std::string folder = std::filesystem::path(path).parent_path();
  const Descriptor around(open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!around.is_open() && errno == ENOENT) return Done{};
  if (!around.is_open() || uninterrupted([&] { return fsync(around.number()); }) != 0) return system_error(path, errno);
  return Done{};
}

Result<Done> PosixSecrets::set_mode(const std::string& path, unsigned mode) {
  const auto facts = look(path);
  if (facts.absent()) return system_error(path, ENOENT);
  if (facts.unknown()) return facts.trouble();
  if (facts.value().type == FileFacts::Type::other) return no_plain_file(path, facts.value().type);
  const std::string& target = facts.value().target;
  if (fchmodat(AT_FDCWD, target.c_str(), mode, AT_SYMLINK_NOFOLLOW) != 0) return system_error(path, errno);
  struct stat about {};
  if (lstat(target.c_str(), &about) != 0) return system_error(path, errno);
  if ((about.st_mode & 07777) == mode) return Done{};
  return Error{Code::denied, path + ": its file system does not keep this mode"};
}

Result<Done> PosixSecrets::make_folder(const std::string& path, unsigned mode) {
  return make_private_folders(path, mode);
}

Result<std::vector<std::string>> PosixSecrets::list(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code fault;
  for (std::filesystem::directory_iterator entry(folder, fault), end; !fault && entry != end; entry.increment(fault)) {
    names.push_back(entry->path().filename());
  }
  if (fault) return system_error(folder, fault.value());
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::unique_ptr<SecretLock>> PosixSecrets::lock(const std::string& name, Duration wait) {
  return locks_.take(name, wait);
}

std::optional<Secret> PosixSecrets::variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr || *value == '\0' ? std::nullopt : std::optional(Secret(value));
}

}  // namespace jada
