#include "engine/host/secret_replacement.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>

#include "engine/host/extended_attributes.h"
#include "engine/host/system_error.h"
#include "engine/host/temporary_file.h"

namespace jada {
namespace {

constexpr std::size_t kSpare = 16 * 1024;  // an answer may be longer than what it replaces

class Beside final : public Replacement {
 public:
  explicit Beside(TemporaryFile file) : file_(std::move(file)) {}

  Result<Done> dress_as(const struct statx& there);
  Result<Done> dress_as_new();
  Result<Done> reserve(std::size_t size, bool to_last);
  Result<Done> commit(const Secret& text) override;

 private:
  Result<Done> set_mode(mode_t mode);
  Result<Done> write(const std::string& text);
  Result<Done> read_back(const std::string& text) const;
  std::string path() const { return file_.place().path(); }

  TemporaryFile file_;
  bool is_spent_ = false;
};

// The owner first: changing it clears bits of the mode.
Result<Done> Beside::dress_as(const struct statx& there) {
  struct stat now {};
  if (fstat(file_.number(), &now) != 0) return system_error(path(), errno);
  const bool is_apart = now.st_uid != there.stx_uid || now.st_gid != there.stx_gid;
  if (is_apart && fchown(file_.number(), there.stx_uid, there.stx_gid) != 0) {
    return system_error(
        fmt::format("{}: its owner {} and group {} could not be kept", path(), there.stx_uid, there.stx_gid), errno);
  }
  if (auto done = set_mode(there.stx_mode & 07777); !done) return done;
  return copy_attributes(path(), file_.number());
}

Result<Done> Beside::dress_as_new() { return set_mode(0600); }

Result<Done> Beside::set_mode(mode_t mode) {
  if (auto done = drop_access_list(file_.number(), path()); !done) return done;
  if (fchmod(file_.number(), mode) != 0) return system_error(path(), errno);
  return Done{};
}

Result<Done> Beside::reserve(std::size_t size, bool to_last) {
  int fault = 0;
  do {
    fault = posix_fallocate(file_.number(), 0, static_cast<off_t>(size));
  } while (fault == EINTR);
  if (fault != 0) return system_error(path(), fault);
  if (to_last && uninterrupted([&] { return fsync(file_.number()); }) != 0) return system_error(path(), errno);
  return Done{};
}

Result<Done> Beside::write(const std::string& text) {
  for (std::size_t written = 0; written < text.size();) {
    const auto at = static_cast<off_t>(written);
    const ssize_t count =
        uninterrupted([&] { return pwrite(file_.number(), text.data() + written, text.size() - written, at); });
    if (count < 0) return system_error(path(), errno);
    written += static_cast<std::size_t>(count);
  }
  const auto size = static_cast<off_t>(text.size());
  if (uninterrupted([&] { return ftruncate(file_.number(), size); }) != 0) return system_error(path(), errno);
  if (uninterrupted([&] { return fsync(file_.number()); }) != 0) return system_error(path(), errno);
  return Done{};
}

// Through the file we hold, which its own mode may forbid to open; the name must lead to it.
Result<Done> Beside::read_back(const std::string& text) const {
  struct stat ours {};
  struct stat there {};
  if (fstat(file_.number(), &ours) != 0 || lstat(path().c_str(), &there) != 0) return system_error(path(), errno);
  if (ours.st_ino != there.st_ino || ours.st_dev != there.st_dev) {
    return Error{Code::conflict, path() + ": was replaced by another program at the same moment"};
  }
  std::string found(text.size() + 1, '\0');
  const ssize_t count = uninterrupted([&] { return pread(file_.number(), found.data(), found.size(), 0); });
  const int fault = errno;
  const bool is_same = count == static_cast<ssize_t>(text.size()) && found.compare(0, text.size(), text) == 0;
  wipe(found);
  if (count < 0) return system_error(path(), fault);
  return is_same
             ? Result<Done>(Done{})
             : Error{Code::conflict, path() + ": does not read back as it was written: another program writes to it"};
}

Result<Done> Beside::commit(const Secret& text) {
  if (std::exchange(is_spent_, true)) return Error{Code::internal, path() + ": committed twice"};
  if (auto written = write(text.reveal()); !written) return written;
  if (auto renamed = file_.rename_over(); !renamed) return renamed;
  return read_back(text.reveal());
}

// Whether the sticky bit of the folder keeps us from replacing what others own.
bool is_kept_by_folder(const struct stat& folder, const struct statx& there) {
  const uid_t us = geteuid();
  return us != 0 && (folder.st_mode & S_ISVTX) != 0 && us != folder.st_uid && us != there.stx_uid;
}

// Why a rename over what is there could not be, or would do harm.
std::optional<Error> obstacle(const std::string& path, const struct stat& folder, const struct statx& there) {
  const auto denied = [&](const std::string& why) { return Error{Code::denied, path + ": " + why}; };
  if (S_ISDIR(there.stx_mode)) return system_error(path, EISDIR);
  if (!S_ISREG(there.stx_mode)) return Error{Code::invalid, path + ": is no plain file"};
  if (there.stx_nlink > 1) {
    return denied(
        fmt::format("has {} names (hard links), of which all but this one would keep the old content: remove "
                    "the others",
                    there.stx_nlink));
  }
  if ((there.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0) {
    return denied("is mounted by itself and cannot be replaced: mount its folder instead");
  }
  if ((there.stx_attributes & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND)) != 0) {
    return denied("is marked immutable or append-only (chattr)");
  }
  if (is_kept_by_folder(folder, there)) return denied("belongs to another user, in a folder with the sticky bit");
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<Replacement>> prepare_replacement(const std::string& path, std::size_t size) {
  const auto place = place_of(path);
  if (!place) return place.error();
  const Descriptor folder(open(place->folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat around {};
  if (!folder.is_open() || fstat(folder.number(), &around) != 0) return system_error(place->folder, errno);
  struct statx there {};
  const bool exists = statx(folder.number(), place->name.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &there) == 0;
  if (!exists && errno != ENOENT) return system_error(place->path(), errno);
  if (exists) {
    if (auto reason = obstacle(place->path(), around, there)) return *reason;
  }
  auto file = TemporaryFile::create(folder, *place);
  if (!file) return file.error();
  auto beside = std::make_unique<Beside>(std::move(*file));
  if (auto dressed = exists ? beside->dress_as(there) : beside->dress_as_new(); !dressed) return dressed.error();
  if (auto reserved = beside->reserve(size + kSpare, size > 0); !reserved) return reserved.error();
  return std::unique_ptr<Replacement>(std::move(beside));
}

}  // namespace jada
