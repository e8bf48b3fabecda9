// Named locks over all threads and processes of this machine: one file a name in one folder, never removed.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "engine/host/descriptor.h"
#include "engine/ports/secrets.h"

namespace jada {

/// Thread-safe. Locks are of the open file (F_OFD_SETLK): threads exclude each other, and the kernel lets go when a
/// process dies. They must not outlive this.
class LockFolder {
 public:
  /// The folder is made (0700) when the first lock is asked for.
  explicit LockFolder(std::string folder) : folder_(std::move(folder)) {}

  /// As Secrets::lock.
  Result<std::unique_ptr<SecretLock>> take(const std::string& name, Duration wait);

  /// As Secrets::leave_memo and Secrets::memo: a file beside the locks.
  void leave_memo(const std::string& name, const std::string& line) const;
  std::string memo(const std::string& name) const;

 private:
  using Deadline = std::chrono::steady_clock::time_point;
  class Held;

  std::string path_of(const std::string& name) const { return folder_ + "/" + name + ".lock"; }
  std::string memo_path(const std::string& name) const { return folder_ + "/" + name + ".memo"; }
  // The threads of this process queue here, so that only one of them asks the kernel for a name.
  bool enter(const std::string& name, Deadline);
  void leave(const std::string& name);

  const std::string folder_;
  std::mutex mutex_{};
  std::condition_variable left_{};
  std::set<std::string> entered_{};  // under mutex_
};

}  // namespace jada
