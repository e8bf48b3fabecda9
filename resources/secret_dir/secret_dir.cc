#include "resources/secret_dir/secret_dir.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>

namespace jada {

Kind secret_dir_kind() { return make_kind<SecretDir>(); }

namespace {

std::string octal(unsigned mode) { return fmt::format("{:04o}", mode); }

// As chmod(1) writes it: three or four octal digits.
std::optional<unsigned> octal_of(const std::string& text) {
  unsigned mode = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), mode, 8);
  const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  return whole && text.size() >= 3 && text.size() <= 4 && mode <= 0777 ? std::optional(mode) : std::nullopt;
}

unsigned read_mode(Reader& in, const char* key, const char* doc, unsigned fallback, unsigned needed) {
  const std::string text = in.text(key, doc, octal(fallback));
  if (text == "heal" || text == "observe") return fallback;  // the loop's: whether to act at all
  const auto mode = octal_of(text);
  if (!mode) {
    in.fault(key, fmt::format("`{}` is no permission", key), fmt::format("for example \"{}\"", octal(fallback)));
    return fallback;
  }
  if ((*mode & 077u) != 0)
    in.fault(key, fmt::format("`{} = \"{}\"` opens secrets to others", key, text),
             fmt::format("\"{}\"", octal(fallback)));
  if ((*mode & needed) != needed)
    in.fault(key, fmt::format("`{} = \"{}\"` closes it to ourselves", key, text),
             fmt::format("\"{}\"", octal(fallback)));
  return *mode;
}

Json side_of(const FileFacts& facts) {
  return Json{{"mode", octal(facts.mode)}, {"owner", facts.is_ours ? Json("us") : Json(facts.owner)}};
}

Change not_ours(Change change) {
  change.blocked_by.push_back("it belongs to another user: chown it, or name another folder");
  return change;
}

// What is apart about one place; nothing when it is as it should be.
std::optional<Change> apart(Address address, const FileFacts& facts, unsigned wanted) {
  if (facts.mode == wanted && facts.is_ours) return std::nullopt;
  Change change{.address = std::move(address), .action = Action::update, .cause = Cause::drift, .reason = "exposed"};
  if ((facts.mode & ~wanted & 077u) == 0) change.reason = "mode";
  change.seen = canonical(side_of(facts));
  change.wanted = canonical(Json{{"mode", octal(wanted)}, {"owner", "us"}});
  if (facts.is_ours) return change;
  change.reason = "foreign_owner";
  return not_ours(std::move(change));
}

bool leads_out(const std::string& folder, const FileFacts& facts) {
  const auto inside = std::filesystem::path(facts.target).lexically_relative(folder);
  return facts.is_link && (inside.empty() || *inside.begin() == "..");
}

// Nothing here is deleted: what a person put there, a person takes away.
Change by_hand(Address address, std::string_view reason, std::string_view is, std::string why) {
  Change change{.address = std::move(address), .action = Action::update, .cause = Cause::drift};
  change.reason = reason;
  change.seen = canonical(Json{{"is", is}});
  change.wanted = canonical(Json{{"is", "a plain file"}});
  change.blocked_by.push_back(std::move(why));
  return change;
}

std::string_view meaning(std::string_view objection) {
  if (objection == "leads_out") return "a link to another folder";
  return objection == "hard_link" ? "a file with a second name" : "no plain file";
}

std::optional<Change> of_file(const SecretDir::Spec& spec, const std::string& folder, const SecretDir::File& file) {
  Address address = spec.address;
  address.item = file.name;
  if (!file.trouble.empty())
    return by_hand(std::move(address), "unreadable", "unknown",
                   "mend it by hand, it cannot be looked at: " + file.trouble);
  if (const auto objection = SecretDir::objection(folder, file.facts); !objection.empty())
    return by_hand(std::move(address), objection, meaning(objection),
                   "mend it by hand: look where it leads, then move or remove it");
  const bool is_folder = file.facts.type == FileFacts::Type::folder;
  return apart(std::move(address), file.facts, is_folder ? spec.mode : spec.file_mode);
}

// All that a look found, so that a plan can be made from it without another.
Json json_of(const FileFacts& facts) {
  return Json{{"type", static_cast<int>(facts.type)},
              {"target", facts.target},
              {"is_link", facts.is_link},
              {"mode", facts.mode},
              {"is_ours", facts.is_ours},
              {"owner", facts.owner},
              {"links", facts.links}};
}

std::string note_of(const SecretDir::Observed& seen) {
  Json files = Json::object();
  for (const SecretDir::File& file : seen.files) {
    files[file.name] = json_of(file.facts);
    files[file.name]["trouble"] = file.trouble;
  }
  return canonical(Json{{"folder", seen.folder ? json_of(*seen.folder) : Json()}, {"files", std::move(files)}});
}

}  // namespace

std::string_view SecretDir::objection(const std::string& folder, const FileFacts& place) {
  if (leads_out(folder, place)) return "leads_out";
  if (place.type == FileFacts::Type::folder) return "";
  if (place.links > 1) return "hard_link";
  return place.type == FileFacts::Type::file ? "" : "no_plain_file";
}

SecretDir::Spec SecretDir::parse(Reader& in) {
  Spec spec{.address = in.address()};
  spec.path = in.required_path("path", "the folder");
  spec.mode = read_mode(in, "mode", "permission of the folder (or heal, observe: whether to mend)", spec.mode, 0700);
  spec.file_mode = read_mode(in, "file_mode", "permission of the files in it", spec.file_mode, 0400);
  return spec;
}

std::vector<std::string> SecretDir::replicas(const Spec&) { return {""}; }

std::vector<Address> SecretDir::needs(const Spec&) { return {}; }

bool SecretDir::remote(const Spec&) { return false; }

std::vector<std::string> SecretDir::claims(const Spec& spec) { return {folder_claim(spec.path)}; }

Verdict SecretDir::diff(const Spec& spec, const std::vector<ReplicaSight<Observed>>& sights, Time) {
  Verdict verdict;
  const auto& sight = sights.front();
  if (!sight.seen) return verdict;
  const Observed& seen = *sight.seen;
  verdict.items = seen.files.size() + 1;
  verdict.replica_notes.emplace_back("", note_of(seen));
  if (!seen.folder) {
    verdict.changes.push_back({.address = spec.address,
                               .action = Action::create,
                               .reason = "absent",
                               .wanted = canonical(Json{{"mode", octal(spec.mode)}, {"owner", "us"}})});
    return verdict;
  }
  if (auto change = apart(spec.address, *seen.folder, spec.mode)) verdict.changes.push_back(std::move(*change));
  for (const File& file : seen.files) {
    if (auto change = of_file(spec, seen.folder->target, file)) verdict.changes.push_back(std::move(*change));
  }
  return verdict;
}

}  // namespace jada
