// Secret files that can fail at any call, as Faults says.
#pragma once

#include "engine/ports/secrets.h"
#include "tests/support/faults.h"

namespace jada::test {

class FaultyReplacement final : public Replacement {
 public:
  FaultyReplacement(std::unique_ptr<Replacement> inner, Faults& faults) : inner_(std::move(inner)), faults_(faults) {}
  Result<Done> commit(const Secret& text) override {
    return faults_.through([&] { return inner_->commit(text); });
  }

 private:
  std::unique_ptr<Replacement> inner_;
  Faults& faults_;
};

class FaultySecrets final : public Secrets {
 public:
  FaultySecrets(Secrets& inner, Faults& faults) : inner_(inner), faults_(faults) {}

  Seen<FileFacts> look(const std::string& path) override {
    auto seen = faults_.through([&]() -> Result<Seen<FileFacts>> { return inner_.look(path); });
    return seen ? std::move(*seen) : Seen<FileFacts>(seen.error());
  }
  Result<SecretFile> read(const std::string& path) override {
    return faults_.through([&] { return inner_.read(path); });
  }
  Result<std::unique_ptr<Replacement>> prepare(const std::string& path, std::size_t size) override {
    auto place = faults_.through([&] { return inner_.prepare(path, size); });
    if (!place) return place;
    return std::unique_ptr<Replacement>(std::make_unique<FaultyReplacement>(std::move(*place), faults_));
  }
  Result<Done> remove(const std::string& path) override {
    return faults_.through([&] { return inner_.remove(path); });
  }
  Result<Done> set_mode(const std::string& path, unsigned mode) override {
    return faults_.through([&] { return inner_.set_mode(path, mode); });
  }
  Result<Done> make_folder(const std::string& path, unsigned mode) override {
    return faults_.through([&] { return inner_.make_folder(path, mode); });
  }
  Result<std::vector<std::string>> list(const std::string& folder) override {
    return faults_.through([&] { return inner_.list(folder); });
  }
  Result<std::unique_ptr<SecretLock>> lock(const std::string& name, Duration wait) override {
    return faults_.through([&] { return inner_.lock(name, wait); });
  }
  void leave_memo(const std::string& name, const std::string& line) override { inner_.leave_memo(name, line); }
  std::string memo(const std::string& name) override { return inner_.memo(name); }
  std::optional<Secret> variable(const std::string& name) override { return inner_.variable(name); }

 private:
  Secrets& inner_;
  Faults& faults_;
};

}  // namespace jada::test
