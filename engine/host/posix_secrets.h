// Secrets as files of this machine.
#pragma once

#include "engine/host/lock_folder.h"
#include "engine/ports/secrets.h"

namespace jada {

class PosixSecrets final : public Secrets {
 public:
  /// Locks are kept in that folder, made when the first is asked for.
  explicit PosixSecrets(std::string lock_folder) : locks_(std::move(lock_folder)) {}

  Seen<FileFacts> look(const std::string& path) override;
  Result<SecretFile> read(const std::string& path) override;
  Result<std::unique_ptr<Replacement>> prepare(const std::string& path, std::size_t size) override;
  Result<Done> remove(const std::string& path) override;
  Result<Done> set_mode(const std::string& path, unsigned mode) override;
  Result<Done> make_folder(const std::string& path, unsigned mode) override;
  Result<std::vector<std::string>> list(const std::string& folder) override;
  Result<std::unique_ptr<SecretLock>> lock(const std::string& name, Duration wait) override;
  void leave_memo(const std::string& name, const std::string& line) override { locks_.leave_memo(name, line); }
  std::string memo(const std::string& name) override { return locks_.memo(name); }
  std::optional<Secret> variable(const std::string& name) override;

 private:
  LockFolder locks_;
};

}  // namespace jada
