#include "tests/support/memory_secrets.h"

namespace jada::test {

class MemorySecrets::Held final : public SecretLock {
 public:
  explicit Held(std::timed_mutex& mutex) : mutex_(mutex) {}
  ~Held() override { mutex_.unlock(); }

 private:
  std::timed_mutex& mutex_;
};

class MemorySecrets::Place final : public Replacement {
 public:
  Place(MemorySecrets& owner, std::string path) : owner_(owner), path_(std::move(path)) {}

  Result<Done> commit(const Secret& text) override {
    owner_.before_commit(path_);
    if (auto fault = owner_.fault_at(path_, "commit")) return *fault;
    const std::scoped_lock guard(owner_.mutex_);
    owner_.files[path_].text = text.reveal();
    return Done{};
  }

 private:
  MemorySecrets& owner_;
  std::string path_;
};

std::optional<Error> MemorySecrets::fault_at(const std::string& path, const std::string& step) const {
  const auto found = faults.find({path, step});
  return found == faults.end() ? std::nullopt : std::optional(found->second);
}

Seen<FileFacts> MemorySecrets::look(const std::string& path) {
  if (auto fault = fault_at(path, "look")) return *fault;
  const std::scoped_lock guard(mutex_);
  const auto found = files.find(path);
  if (found == files.end()) return Absent{};
  const File& file = found->second;
  FileFacts facts{.type = file.type, .target = file.target.empty() ? path : file.target};
  facts.is_link = !file.target.empty();
  facts.mode = file.mode;
  facts.is_ours = file.is_ours;
  facts.owner = file.is_ours ? 1000 : 1001;
  facts.links = file.links;
  facts.size = file.text.size();
  return facts;
}

Result<SecretFile> MemorySecrets::read(const std::string& path) {
  if (auto fault = fault_at(path, "read")) return *fault;
  const auto facts = look(path);
  if (!facts.present()) return Error{Code::missing, path + ": No such file or directory"};
  if (facts.value().type != FileFacts::Type::file) return Error{Code::invalid, path + ": is no plain file"};
  return SecretFile{.facts = facts.value(), .text = Secret(text(path))};
}

Result<std::unique_ptr<Replacement>> MemorySecrets::prepare(const std::string& path, std::size_t) {
  if (auto fault = fault_at(path, "prepare")) return *fault;
  return std::unique_ptr<Replacement>(std::make_unique<Place>(*this, path));
}

Result<Done> MemorySecrets::remove(const std::string& path) {
  const std::scoped_lock guard(mutex_);
  files.erase(path);
  return Done{};
}

Result<Done> MemorySecrets::set_mode(const std::string& path, unsigned mode) {
  const std::scoped_lock guard(mutex_);
  const auto found = files.find(path);
  if (found == files.end()) return Error{Code::missing, path + ": No such file or directory"};
  found->second.mode = mode;
  return Done{};
}

Result<Done> MemorySecrets::make_folder(const std::string& path, unsigned mode) {
  const std::scoped_lock guard(mutex_);
  files[path] = {.mode = mode, .type = FileFacts::Type::folder};
  return Done{};
}

Result<std::vector<std::string>> MemorySecrets::list(const std::string& folder) {
  const std::scoped_lock guard(mutex_);
  std::vector<std::string> names;
  for (const auto& [path, file] : files) {
    const bool inside = path.starts_with(folder + "/") && path.find('/', folder.size() + 1) == std::string::npos;
    if (inside) names.push_back(path.substr(folder.size() + 1));
  }
  return names;
}

Result<std::unique_ptr<SecretLock>> MemorySecrets::lock(const std::string& name, Duration wait) {
  if (auto fault = fault_at("", "lock")) return *fault;
  std::timed_mutex* mutex = nullptr;
  {
    const std::scoped_lock guard(mutex_);
    auto& held = locks_[name];
    if (!held) held = std::make_unique<std::timed_mutex>();
    mutex = held.get();
  }
  if (!mutex->try_lock_for(wait)) return Error{Code::unavailable, name + ": is held by another process"};
  return std::unique_ptr<SecretLock>(std::make_unique<Held>(*mutex));
}

void MemorySecrets::leave_memo(const std::string& name, const std::string& line) {
  const std::scoped_lock guard(mutex_);
  memos_[name] = line;
}

std::string MemorySecrets::memo(const std::string& name) {
  const std::scoped_lock guard(mutex_);
  const auto found = memos_.find(name);
  return found == memos_.end() ? std::string() : found->second;
}

std::optional<Secret> MemorySecrets::variable(const std::string& name) {
  const auto found = variables.find(name);
  if (found == variables.end() || found->second.empty()) return std::nullopt;
  return Secret(found->second);
}

}  // namespace jada::test
