// Secret files in memory, with the faults of a disk on demand.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "engine/ports/secrets.h"

namespace jada::test {

class MemorySecrets final : public Secrets {
 public:
  struct File {
    std::string text{};
    unsigned mode = 0600;
    FileFacts::Type type = FileFacts::Type::file;
    bool is_ours = true;
    std::uint64_t links = 1;
    std::string target{};  ///< of a link; empty: none
  };

  /// What the disk does: errors by path, at the step named `look`, `read`, `prepare` or `commit`; of no path
  /// `lock`.
  std::map<std::pair<std::string, std::string>, Error> faults{};
  std::map<std::string, File> files{};
  std::map<std::string, std::string> variables{};
  /// Called before each commit of a replacement: a process may die here, or another may write.
  std::function<void(const std::string& path)> before_commit = [](const std::string&) {};

  std::string text(const std::string& path) const {
    const std::scoped_lock guard(mutex_);
    const auto found = files.find(path);
    return found == files.end() ? "absent" : found->second.text;
  }

  Seen<FileFacts> look(const std::string& path) override;
  Result<SecretFile> read(const std::string& path) override;
  Result<std::unique_ptr<Replacement>> prepare(const std::string& path, std::size_t size) override;
  Result<Done> remove(const std::string& path) override;
  Result<Done> set_mode(const std::string& path, unsigned mode) override;
  Result<Done> make_folder(const std::string& path, unsigned mode) override;
  Result<std::vector<std::string>> list(const std::string& folder) override;
  Result<std::unique_ptr<SecretLock>> lock(const std::string& name, Duration wait) override;
  void leave_memo(const std::string& name, const std::string& line) override;
  std::string memo(const std::string& name) override;
  std::optional<Secret> variable(const std::string& name) override;

 private:
  class Held;
  class Place;
  std::optional<Error> fault_at(const std::string& path, const std::string& step) const;

  mutable std::mutex mutex_{};
  std::map<std::string, std::unique_ptr<std::timed_mutex>> locks_{};  // under mutex_
  std::map<std::string, std::string> memos_{};                        // under mutex_
};

}  // namespace jada::test
