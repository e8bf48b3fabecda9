#include <filesystem>

#include "resources/secret_dir/secret_dir.h"

namespace jada {
namespace {

std::string place(const SecretDir::Spec& spec, const std::string& item) {
  return item.empty() ? spec.path : (std::filesystem::path(spec.path) / item).string();
}

Result<Done> mend(const SecretDir::Spec& spec, const Change& change, Env& env) {
  const std::string path = place(spec, change.address.item);
  if (change.action == Action::create) return env.secrets.make_folder(path, spec.mode);
  const auto seen = env.secrets.look(path);
  if (seen.unknown()) return seen.trouble();
  if (seen.absent()) return Done{};  // gone by itself
  const bool folder = seen.value().type == FileFacts::Type::folder;
  return env.secrets.set_mode(path, folder ? spec.mode : spec.file_mode);
}

}  // namespace

Result<SecretDir::Observed> SecretDir::observe(const Spec& spec, const Look&, Env& env) {
  Observed seen;
  const auto folder = env.secrets.look(spec.path);
  if (folder.unknown()) return folder.trouble();
  if (folder.absent()) return seen;
  if (folder.value().type != FileFacts::Type::folder) return Error{Code::invalid, spec.path + ": is no folder"};
  seen.folder = folder.value();
  const auto names = env.secrets.list(spec.path);
  if (!names) return names.error();
  for (const std::string& name : *names) {
    const auto facts = env.secrets.look(place(spec, name));
    if (facts.unknown()) return facts.trouble();
    if (facts.present()) seen.files.push_back({name, facts.value()});
  }
  return seen;
}

std::vector<Outcome> SecretDir::apply(const Spec& spec, Changes batch, Env& env) {
  std::vector<Outcome> outcomes;
  for (const Change* change : batch) {
    const auto done = mend(spec, *change, env);
    outcomes.push_back(done ? Outcome{.fate = WriteFate::done} : Outcome{.trouble = done.error()});
  }
  return outcomes;
}

}  // namespace jada
