#include "engine/host/temporary_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "engine/host/file_lock.h"
#include "engine/host/network_file_system.h"
#include "engine/host/random.h"
#include "engine/host/system_error.h"

namespace jada {
namespace {

constexpr int kAttempts = 10;
constexpr std::size_t kRandomBytes = 6;

// Cut, so that the name stays below the 255 bytes of a file system.
std::string start_of_name(const SecretPlace& place) { return "." + place.name.substr(0, 200) + ".new-"; }

std::string fresh_name(const SecretPlace& place) {
  std::string name = start_of_name(place) + std::to_string(getpid()) + "-";
  for (const char byte : random_bytes(kRandomBytes)) name += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return name;
}

bool is_such_a_name(std::string_view name, const SecretPlace& place) {
  const std::string start = start_of_name(place);
  if (!name.starts_with(start)) return false;
  const auto rest = name.substr(start.size());
  const auto behind_number = rest.find_first_not_of("0123456789");
  return behind_number != 0 && behind_number != rest.npos && rest[behind_number] == '-' &&
         rest.size() == behind_number + 1 + 2 * kRandomBytes &&
         rest.find_first_not_of("0123456789abcdef", behind_number + 1) == rest.npos;
}

Descriptor open_in(const Descriptor& folder, const std::string& name, int how) {
  constexpr int kCareful = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  return Descriptor(uninterrupted([&] { return openat(folder.number(), name.c_str(), kCareful | how, 0600); }));
}

// What a process that died left here; where locks do not tell it from one that lives elsewhere, nothing is removed.
void remove_abandoned(const Descriptor& folder, const SecretPlace& place) {
  if (network_file_system(folder.number())) return;
  std::error_code fault;
  for (std::filesystem::directory_iterator entry(place.folder, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    const std::string name = entry->path().filename();
    if (!is_such_a_name(name, place)) continue;
    const Descriptor left = open_in(folder, name, 0);
    const bool is_abandoned = left.is_open() && lock_file(left.number()) == FileLock::ours;
    if (is_abandoned) unlinkat(folder.number(), name.c_str(), 0);
  }
}

}  // namespace

TemporaryFile::TemporaryFile(Descriptor folder, SecretPlace place)
    : folder_(std::move(folder)), place_(std::move(place)), name_(fresh_name(place_)) {
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

// Between its creation and its lock another process may have taken it for abandoned and removed it. Where files cannot
// be locked, nobody can take it for that.
bool TemporaryFile::is_surely_ours() const {
  struct stat about {};
  return lock_file(file_.number()) != FileLock::held && fstat(file_.number(), &about) == 0 && about.st_nlink == 1;
}

Result<TemporaryFile> TemporaryFile::create(const Descriptor& folder, SecretPlace place) {
  remove_abandoned(folder, place);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Descriptor own(fcntl(folder.number(), F_DUPFD_CLOEXEC, 0));
    if (!own.is_open()) return system_error(place.path(), errno);
    TemporaryFile made(std::move(own), place);
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
