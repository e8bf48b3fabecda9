#include "resources/token/token.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "resources/token/window.h"

namespace jada {

Kind token_kind() { return make_kind<Token>(); }

namespace {

using Grant = Token::Grant;
using Observed = Token::Observed;

std::string ahead(Duration window) { return fmt::format("at least {} ahead", about(window)); }

struct Need {
  const char* what = "file";  // drift: what is not as it should be
  Action action = Action::refresh;
  Cause cause = Cause::expiry;
  std::string reason{};
  std::string detail{};
};

std::optional<Need> need_of_file(const Token::Spec& spec, const Observed& seen) {
  switch (seen.file) {
    case Observed::File::good: return std::nullopt;
    case Observed::File::missing:
      if (spec.is_minted()) return Need{.action = Action::create, .cause = Cause::edit, .reason = "absent"};
      return Need{.cause = Cause::drift, .reason = "file_missing", .detail = seen.trouble};
    case Observed::File::damaged: return Need{.cause = Cause::drift, .reason = seen.flaw, .detail = seen.trouble};
    case Observed::File::unreadable: return Need{.cause = Cause::drift, .reason = "unreadable", .detail = seen.trouble};
  }
  return std::nullopt;
}

// While the access token still lives everything looks well; what is known to be dead is told all the same.
bool is_dead(const Observed& seen) { return seen.memory.parked && seen.memory.refresh_print == seen.refresh_print; }

std::optional<Need> need_of(const Token::Spec& spec, const Observed& seen, const Windows& windows, Time now) {
  if (auto need = need_of_file(spec, seen)) return need;
  if (is_dead(seen) && seen.memory.fault)
    return Need{.what = "refresh_token",
                .cause = Cause::drift,
                .reason = std::string(word(*seen.memory.fault)),
                .detail = seen.memory.cause};
  const Time theirs = now + seen.memory.clock_offset;
  if (seen.holds_access) {
    const bool is_useless = seen.access_print.empty() || seen.access_print == seen.memory.given_back;
    const Urgency urgent = is_useless ? Urgency::expired : urgency(seen.expires_at, windows, theirs);
    if (urgent != Urgency::none) return Need{.reason = std::string(word(urgent))};
  }
  if (seen.stage != Journal::Stage::kept) return Need{.reason = "interrupted"};
  if (is_unproven(spec, seen.memory, seen.holds_access, theirs)) return Need{.reason = "unproven"};
  if (seen.lacks_key)
    return Need{
        .what = "key",
        .cause = Cause::drift,
        .reason = "key_missing",
        .detail = spec.key_file + " is gone: a new one signs from now on, which whoever verifies has to be given"};
  if ((seen.mode & 077u) != 0) return Need{.action = Action::update, .cause = Cause::drift, .reason = "exposed"};
  return std::nullopt;
}

Json seen_side(const Observed& seen, const Need& need) {
  if (need.reason == "exposed") return Json{{"mode", fmt::format("{:04o}", seen.mode)}};
  if (need.cause == Cause::drift) return Json{{need.what, need.reason}};
  Json side{{"expires_at", seen.expires_at ? Json(to_string(*seen.expires_at)) : Json("unknown")}};
  if (!seen.access_print.empty()) side["token"] = Json{{"$secret", seen.access_print}};
  return side;
}

Json wanted_side(const Observed& seen, const Windows& windows, const Need& need) {
  if (need.reason == "exposed") return Json{{"mode", fmt::format("{:04o}", seen.mode & 0700u)}};
  if (need.cause == Cause::drift) return Json{{need.what, "good"}};
  return Json{{"expires_at", ahead(windows.advisory)}};
}

Change refresh_change(const Token::Spec& spec, const Observed& seen, const Windows& windows, Need need) {
  Change change{.address = spec.address, .action = need.action, .cause = need.cause, .reason = need.reason};
  change.detail = std::move(need.detail);
  if (seen.memory.fault && !seen.memory.cause.empty()) change.detail = seen.memory.cause;
  if (need.action != Action::create) change.seen = canonical(seen_side(seen, need));
  change.wanted = canonical(wanted_side(seen, windows, need));
  return change;
}

std::string note_of(const Token::Spec& spec, const Observed& seen, const Windows& windows) {
  Json note = note_of(spec, seen.memory, seen.node);
  note["expires_at"] = seen.expires_at ? Json(to_string(*seen.expires_at)) : Json();
  note["refresh_due_at"] = seen.expires_at ? Json(to_string(windows.due_at(*seen.expires_at))) : Json();
  note["look"] = {{"file", static_cast<int>(seen.file)},
                  {"trouble", seen.trouble},
                  {"flaw", seen.flaw},
                  {"access_print", seen.access_print},
                  {"refresh_print", seen.refresh_print},
                  {"holds_access", seen.holds_access},
                  {"lacks_key", seen.lacks_key},
                  {"mode", seen.mode},
                  {"stage", static_cast<int>(seen.stage)}};
  return canonical(note);
}

std::string why_unusable(const Observed& seen, Time now) {
  if (seen.file != Observed::File::good) return seen.trouble.empty() ? "its file is missing" : seen.trouble;
  if (!seen.holds_access) return "";
  const bool is_useless = seen.access_print.empty() || seen.access_print == seen.memory.given_back;
  if (is_useless) return "its file holds no access token";
  const bool is_expired = seen.expires_at && *seen.expires_at - seen.memory.clock_offset <= now;
  return is_expired ? "it expired at " + to_string(*seen.expires_at) : "";
}

// What others are told of it: alerts of its failures, schedules of where it is.
void tell_others(const Token::Spec& spec, const Observed& seen, bool is_needed, Time now, Verdict& verdict) {
  const TokenMemory& memory = seen.memory;
  verdict.use = {.unusable = why_unusable(seen, now), .until = seen.expires_at, .file = spec.file};
  if (const auto death = forecast(spec, memory)) {
    verdict.ends_at = death->at;
    verdict.ends_of = word(death->fault);
  }
  if (!is_needed) verdict.track_record.emplace();
  if (!is_needed || !memory.fault) return;  // what fails before anybody is asked is counted by the loop
  if (!is_local(*memory.fault))
    verdict.track_record = {.failures = std::max(memory.attempts, 1), .last_error = memory.cause};
  verdict.ailment = {.diagnosis = std::string(word(*memory.fault)),
                     .cause = memory.cause,
                     .remedy = memory.remedy,
                     .is_permanent = memory.parked};
  if (!memory.parked) verdict.retry_at = memory.next_try_at;
}

}  // namespace

std::string_view word(Grant grant) {
  switch (grant) {
    case Grant::refresh_token: return "refresh_token";
    case Grant::service_account: return "service_account";
    case Grant::self_signed_jwt: return "self_signed_jwt";
    case Grant::client_credentials: return "client_credentials";
  }
  return "";
}

// Providers name the scopes of a sign-in otherwise than they were asked for.
std::string lacking_scopes(const Token::Spec& spec, const TokenMemory& memory) {
  if (!memory.scopes_granted) return {};
  const std::string granted = " " + *memory.scopes_granted + " ";
  std::vector<std::string> lacking;
  for (const std::string& scope : spec.scopes) {
    const bool signs_in = scope == "openid" || scope == "email" || scope == "profile" || scope == "offline_access";
    if (!signs_in && granted.find(" " + scope + " ") == granted.npos) lacking.push_back(scope);
  }
  return join(lacking, " ");
}

Json note_of(const Token::Spec& spec, const TokenMemory& memory, const std::string& node) {
  Json note = to_json(memory);
  note.update({{"node", node}, {"file", spec.file}, {"grant", word(spec.grant)}});
  const auto death = forecast(spec, memory);
  note["dies_at"] = death ? Json(to_string(death->at)) : Json();
  note["dies_of"] = death ? Json(word(death->fault)) : Json();
  if (memory.fault || lacking_scopes(spec, memory).empty()) return note;
  note["diagnosis"] = "scope_narrowed";
  note["remedy"] = fmt::format("jada-reconcile token login {}, and agree to all scopes", spec.address.name);
  return note;
}

std::string Token::Spec::print() const {
  std::string text = join(std::vector<std::string>{file, client_file, client_id, key_file, key_id, subject, audience,
                                                   token_url, issuer, join(scopes, " ")},
                          "\n");
  text += fmt::format("\n{}\n{}", static_cast<int>(grant), auth ? static_cast<int>(*auth) : -1);
  return fingerprint(text);
}

std::vector<std::string> Token::replicas(const Spec&) { return {""}; }

std::vector<Address> Token::needs(const Spec&) { return {}; }

bool Token::remote(const Spec&) { return false; }

std::vector<std::string> Token::claims(const Spec& spec) {
  std::vector<std::string> claims{file_claim(spec.file) +
                                  (spec.layout.profile.empty() ? "" : ", " + spec.layout.profile)};
  if (!spec.refresh_file.empty()) claims.push_back(file_claim(spec.refresh_file));
  return claims;
}

Verdict Token::diff(const Spec& spec, const std::vector<ReplicaSight<Observed>>& sights, Time now) {
  Verdict verdict;
  const auto& sight = sights.front();
  if (!sight.seen) return verdict;
  const Observed& seen = *sight.seen;
  const Windows windows = windows_of(spec, seen.memory.lifetime, seen.node);
  verdict.items = 1;
  verdict.replica_notes.emplace_back("", note_of(spec, seen, windows));
  if (seen.expires_at) verdict.recheck_at = windows.due_at(*seen.expires_at) - seen.memory.clock_offset;
  verdict.recheck_reason = "refresh";
  if (rotation_of(spec, seen.memory) != Rotation::none)
    verdict.sole = {seen.refresh_print,
                    "holds the same refresh token: the use of one would kill the other; keep one of them, or declare "
                    "rotation = \"none\" if the provider replaces none"};
  auto need = need_of(spec, seen, windows, now);
  tell_others(spec, seen, need.has_value(), now, verdict);
  if (need) verdict.changes.push_back(refresh_change(spec, seen, windows, std::move(*need)));
  return verdict;
}

}  // namespace jada
