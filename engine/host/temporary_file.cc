#include "engine/host/temporary_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "engine/host/file_lock.h"
#include "engine/host/network_file_system.h"
#include "engine/host/random.h"
#include "engine/host/system_error.h"

namespace jada {
namespace {

constexpr int kAttempts = 10;
constexpr int kKnownNames = 4;  // more than ever write the same file at once
constexpr std::size_t kRandomBytes = 6;

// Cut, so that the name stays below the 255 bytes of a file system.
std::string start_of_name(const SecretPlace& place) { return "." + place.name.substr(0, 200) + ".new-jada-"; }

// Names that come again, so that what a process that died left is found without a search through the folder; after
// them, one that nobody can foresee and occupy.
std::string name_for(const SecretPlace& place, int attempt) {
  if (attempt < kKnownNames) return start_of_name(place) + std::to_string(attempt);
  std::string name = start_of_name(place) + std::to_string(getpid()) + "-";
  for (const char byte : random_bytes(kRandomBytes)) name += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return name;
}

Descriptor open_in(const Descriptor& folder, const std::string& name, int how) {
  constexpr int kCareful = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  return Descriptor(uninterrupted([&] { return openat(folder.number(), name.c_str(), kCareful | how, 0600); }));
}

// What a process that died left here; where locks do not tell it from one that lives elsewhere, nothing is removed.
void remove_abandoned(const Descriptor& folder, const std::string& name) {
  const Descriptor left = open_in(folder, name, 0);
  if (!left.is_open() || network_file_system(folder.number())) return;
  if (lock_file(left.number()) != FileLock::ours) return;
  // Its holder may have renamed it before we had the lock: the name must still lead to it.
  struct stat ours {};
  struct stat there {};
  const bool is_there = fstat(left.number(), &ours) == 0 && S_ISREG(ours.st_mode) &&
                        fstatat(folder.number(), name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
                        ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
  if (is_there) unlinkat(folder.number(), name.c_str(), 0);
}

}  // namespace

TemporaryFile::TemporaryFile(Descriptor folder, SecretPlace place, std::string name)
    : folder_(std::move(folder)), place_(std::move(place)), name_(std::move(name)) {
  file_ = open_in(folder_, name_, O_CREAT | O_EXCL);
  if (!file_.is_open()) name_.clear();
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : folder_(std::move(other.folder_)),
      place_(std::move(other.place_)),
      name_(std::exchange(other.name_, {})),
      file_(std::move(other.file_)) {}

TemporaryFile::~TemporaryFile() {
  if (!name_.empty()) unlinkat(folder_.number(), name_.c_str(), 0);
}

// Between its creation and its lock another process may have taken it for abandoned and removed it: then the name is
// no longer ours. Where files cannot be locked, nobody can take it for that.
bool TemporaryFile::is_surely_ours() {
  struct stat about {};
  const bool ours =
      lock_file(file_.number()) != FileLock::held && fstat(file_.number(), &about) == 0 && about.st_nlink == 1;
  if (!ours) name_.clear();
  return ours;
}

Result<TemporaryFile> TemporaryFile::create(const Descriptor& folder, SecretPlace place) {
  for (int known = 0; known < kKnownNames; ++known) remove_abandoned(folder, name_for(place, known));
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Descriptor own(fcntl(folder.number(), F_DUPFD_CLOEXEC, 0));
    if (!own.is_open()) return system_error(place.path(), errno);
    TemporaryFile made(std::move(own), place, name_for(place, attempt));
    if (!made.file_.is_open() && errno != EEXIST) return system_error(place.path(), errno);
    if (made.file_.is_open() && made.is_surely_ours()) return made;
  }
  return Error{Code::unavailable, place.path() + ": no file could be kept beside it"};
}

Result<Done> TemporaryFile::rename_over() {
  if (renameat(folder_.number(), name_.c_str(), folder_.number(), place_.name.c_str()) != 0) {
    return system_error(place_.path(), errno);
  }
  name_.clear();
  if (uninterrupted([&] { return fsync(folder_.number()); }) != 0) return system_error(place_.path(), errno);
  return Done{};
}

}  // namespace jada
