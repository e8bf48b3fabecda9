// Files that hold secrets: looked at with suspicion, replaced whole or not at all, locked across processes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/secret.h"
#include "engine/base/seen.h"
#include "engine/base/time.h"

namespace jada {

/// What the file system tells of a place, the last link followed.
struct FileFacts {
  enum class Type { file, folder, other };
  Type type = Type::file;
  std::string target{};  ///< where the links end, absolute; the path itself when it is no link
  bool is_link = false;
  unsigned mode = 0;        ///< permission bits
  bool is_ours = false;     ///< owned by this user
  std::uint32_t owner = 0;  ///< uid
  std::uint64_t links = 1;  ///< hard links
  std::uint64_t size = 0;
  Time modified_at{};
  bool folder_is_writable_by_others = false;
};

struct SecretFile {
  FileFacts facts{};
  Secret text{};
};

/// A place made ready for a new content: room is reserved beside it, so that what is fetched can be kept. What was not
/// committed leaves no trace; after a death of the process the next prepare of the place removes what was left.
class Replacement {
 public:
  virtual ~Replacement() = default;
  /// Writes, syncs, renames over the target, syncs the folder and reads back; once. A reader sees the old content or
  /// the new, also when this fails. conflict: written, but another program wrote over it at the same moment.
  virtual Result<Done> commit(const Secret& text) = 0;
};

/// Held while it lives, which is no longer than its Secrets; the kernel lets go of it when the process dies.
class SecretLock {
 public:
  virtual ~SecretLock() = default;
};

/// Thread-safe. Errors name the path and the system's reason: missing, denied (permission, read-only file system),
/// invalid (no plain file, larger than it may be), unavailable (full, busy, input or output failed).
class Secrets {
 public:
  virtual ~Secrets() = default;

  /// Absent: nothing there, or a link that leads to nothing.
  virtual Seen<FileFacts> look(const std::string& path) = 0;
  /// Never blocks on a pipe or a device: those are invalid. At most 1 MiB. unavailable: it kept changing meanwhile.
  virtual Result<SecretFile> read(const std::string& path) = 0;
  /// Keeps owner, mode and attributes of what is there (0600 when nothing is) and replaces what a link leads to, not
  /// the link. What would stand in the way of a commit is found now: denied also when the file has hard links, is a
  /// mount point, or belongs to somebody whose it could not stay. `size`: of the content; 0 when it follows at once, so
  /// that no room has to outlast a wait.
  virtual Result<std::unique_ptr<Replacement>> prepare(const std::string& path, std::size_t size) = 0;
  /// The name itself, also when it is a link. Not there: done.
  virtual Result<Done> remove(const std::string& path) = 0;
  /// Of a file or a folder, the last link followed.
  virtual Result<Done> set_mode(const std::string& path, unsigned mode) = 0;
  /// With what is missing above it (0700); one that is there is left as it is.
  virtual Result<Done> make_folder(const std::string& path, unsigned mode) = 0;
  virtual Result<std::vector<std::string>> list(const std::string& folder) = 0;  ///< names, sorted

  /// Exclusive over all threads and processes of this machine that use the same state; `name` is a plain word.
  /// unavailable: not obtained within `wait`. denied: also when the state lies on a network file system.
  virtual Result<std::unique_ptr<SecretLock>> lock(const std::string& name, Duration wait) = 0;
  /// A line that the holder of a lock leaves beside the locks for those who look without one, and what was left last;
  /// empty: nothing. No secrets, below 256 bytes; `name` is a plain word. It costs no sync and may be lost: whoever
  /// finds none asks elsewhere.
  virtual void leave_memo(const std::string& name, const std::string& line) = 0;
  virtual std::string memo(const std::string& name) = 0;

  /// Of the environment; none when it is not set or empty.
  virtual std::optional<Secret> variable(const std::string& name) = 0;
};

}  // namespace jada
