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
  const auto folder = env.secrets.look(spec.path);
  const auto seen = env.secrets.look(path);
  if (folder.unknown()) return folder.trouble();
  if (seen.unknown()) return seen.trouble();
  if (folder.absent() || seen.absent()) return Done{};  // gone by itself
  const FileFacts& facts = seen.value();
  // Another may stand there by now than the one that was planned for.
  const std::string_view objection =
      change.address.item.empty() ? "" : SecretDir::objection(folder.value().target, facts);
  if (!objection.empty()) return Error{Code::conflict, path + ": is another by now: " + std::string(objection)};
  return env.secrets.set_mode(path, facts.type == FileFacts::Type::folder ? spec.mode : spec.file_mode);
}

FileFacts facts_in(const Json& json) {
  FileFacts facts{.type = static_cast<FileFacts::Type>(json.value("type", 0)), .target = json.value("target", "")};
  facts.is_link = json.value("is_link", false);
  facts.mode = json.value("mode", 0u);
  facts.is_ours = json.value("is_ours", true);
  facts.owner = json.value("owner", 0u);
  facts.links = json.value("links", std::uint64_t{1});
  return facts;
}

// What the last look left in the record, for a plan that looks at nothing.
Result<SecretDir::Observed> recalled(const Look& look) {
  const auto note = parse_json(look.prior ? look.prior->observed : "");
  if (!note || !note->is_object() || !note->contains("files"))
    return Error{Code::unavailable, "was never looked at; plan once without --no-observe"};
  SecretDir::Observed seen;
  if ((*note)["folder"].is_object()) seen.folder = facts_in((*note)["folder"]);
  for (const auto& [name, file] : (*note)["files"].items())
    seen.files.push_back({name, facts_in(file), file.value("trouble", "")});
  return seen;
}

}  // namespace

Result<SecretDir::Observed> SecretDir::observe(const Spec& spec, const Look& look, Env& env) {
  if (look.stored_only) return recalled(look);
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
    // What may answer a moment later proves nothing; what never will is told, and the rest is looked at.
    if (facts.unknown() && facts.trouble().code == Code::unavailable) return facts.trouble();
    if (facts.unknown()) seen.files.push_back({.name = name, .trouble = facts.trouble().message});
    if (facts.present()) seen.files.push_back({.name = name, .facts = facts.value()});
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
