#include "resources/token/token.h"

#include <fmt/format.h>

#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "resources/token/window.h"

namespace jada {

Kind token_kind() { return make_kind<Token>(); }

namespace {

using Grant = Token::Grant;
using Observed = Token::Observed;

std::optional<Duration> declared_duration(Reader& in, std::string_view key, std::string_view doc) {
  const Duration value = in.duration(key, doc, Duration(0));
  return in.has(key) ? std::optional(value) : std::nullopt;
}

void read_client(Reader& in, Token::Spec& spec) {
  spec.client_file = in.maybe_path("client", "a file with client id and secret").value_or("");
  spec.client_id = in.text("client_id", "the client's id; absent: as in `client` or in the token file", "");
  spec.client_secret = in.maybe_secret("client_secret", "the client's secret");
  const auto method = in.choice("auth_method", "how the client proves who it is at the token endpoint",
                                {"client_secret_post", "client_secret_basic", "private_key_jwt", "none"}, 0);
  if (in.has("auth_method")) spec.auth = static_cast<ClientAuth>(method);
  spec.key_file =
      in.maybe_path("key_file", "a service account's key file, or the private key (PEM) that signs").value_or("");
  spec.key_id = in.text("key_id", "`kid` of what is signed; absent: as in the key file", "");
  spec.subject = in.text("subject", "whom a service account acts for", "");
  spec.audience = in.text("audience", "whom a self-signed token is meant for", "");
  if (!spec.client_file.empty() && !spec.client_id.empty())
    in.fault("client_id", "`client` and `client_id` both say who the client is", "keep one of them");
  // A key of our own stands beside the token and is made when it is not there.
  if (spec.grant == Grant::self_signed_jwt && spec.key_file.empty()) spec.key_file = spec.file + ".key";
  const bool signs = spec.grant == Grant::service_account || spec.auth == ClientAuth::private_key_jwt;
  if (signs && spec.key_file.empty())
    in.fault("key_file", "a token that is signed here needs `key_file`", "name the private key's file");
}

void read_endpoint(Reader& in, Token::Spec& spec) {
  spec.token_url = in.expanded("token_url", "the token endpoint", "");
  spec.issuer = in.expanded("issuer", "the provider, asked for its endpoints when they are not declared", "");
  spec.authorization_url =
      in.expanded("authorization_url", "where a person logs in, when the issuer does not name it", "");
  spec.device_url = in.expanded("device_url", "where a device login begins, when the issuer does not name it", "");
  spec.revocation_url =
      in.expanded("revocation_url", "where a token is given back, when the issuer does not name it", "");
  const std::pair<const char*, const std::string*> addresses[] = {{"token_url", &spec.token_url},
                                                                  {"issuer", &spec.issuer},
                                                                  {"authorization_url", &spec.authorization_url},
                                                                  {"device_url", &spec.device_url},
                                                                  {"revocation_url", &spec.revocation_url}};
  for (const auto& [key, url] : addresses) {
    const bool plain = url->starts_with("http://");
    const std::string host = host_of(*url);
    const bool near = host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
    if (!url->empty() && !url->starts_with("https://") && !(plain && near))
      in.fault(key, fmt::format("`{}` is no https address", key), "http is for this machine only (127.0.0.1)");
  }
  if (spec.grant == Grant::client_credentials && spec.token_url.empty() && spec.issuer.empty())
    in.fault("token_url", "client_credentials needs `token_url` or `issuer`");
}

void read_windows(Reader& in, Token::Spec& spec) {
  spec.refresh_before = declared_duration(in, "refresh_before", "refreshed when less life than this is left");
  spec.must_refresh_before = declared_duration(in, "must_refresh_before", "inside this, failing is an outage");
  spec.idle_limit = declared_duration(in, "idle_limit", "the refresh token dies when unused for this long");
  spec.warn_before = in.duration("warn_before", "how long before a known death it is told", spec.warn_before);
  spec.prove_every = in.duration("prove_every", "an idle token is refreshed at least this often", spec.prove_every);
  spec.lifetime = in.duration("lifetime", "of what is signed here", spec.lifetime);
  spec.grace = in.duration("grace", "how long the provider takes a replaced refresh token again", spec.grace);
  const auto rotation =
      in.choice("rotation", "whether a refresh token is replaced at each use", {"auto", "none", "rotating"}, 0);
  spec.rotation = static_cast<Rotation>(rotation);
  if (spec.refresh_before && spec.must_refresh_before && *spec.must_refresh_before > *spec.refresh_before)
    in.fault("must_refresh_before", "`must_refresh_before` is longer than `refresh_before`",
             "the outage begins inside the freshness window");
  if (spec.lifetime > std::chrono::hours{1} && spec.grant == Grant::service_account)
    in.fault("lifetime", "a service account's assertion may live an hour at most");
}

std::string ahead(Duration window) { return fmt::format("at least {} ahead", about(window)); }

struct Need {
  const char* what = "file";  // drift: what is not as it should be
  Action action = Action::refresh;
  Cause cause = Cause::expiry;
  std::string reason{};
  std::string detail{};
};

bool is_minted(const Token::Spec& spec) { return spec.grant != Grant::refresh_token; }

std::optional<Need> need_of_file(const Token::Spec& spec, const Observed& seen) {
  switch (seen.file) {
    case Observed::File::good: return std::nullopt;
    case Observed::File::missing:
      if (is_minted(spec)) return Need{.action = Action::create, .cause = Cause::edit, .reason = "absent"};
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
  const auto proven = seen.memory.proven_at ? seen.memory.proven_at : seen.memory.issued_at;
  const bool never = !seen.holds_access && !proven;
  if (!is_minted(spec) && (never || (proven && theirs - *proven >= spec.prove_every)))
    return Need{.reason = "unproven"};
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
  const auto death = forecast(spec, seen.memory);
  note["dies_at"] = death ? Json(to_string(death->at)) : Json();
  note["dies_of"] = death ? Json(word(death->fault)) : Json();
  note["look"] = {{"file", static_cast<int>(seen.file)},
                  {"trouble", seen.trouble},
                  {"flaw", seen.flaw},
                  {"access_print", seen.access_print},
                  {"refresh_print", seen.refresh_print},
                  {"holds_access", seen.holds_access},
                  {"mode", seen.mode},
                  {"stage", static_cast<int>(seen.stage)}};
  return canonical(note);
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

Token::Spec Token::parse(Reader& in) {
  Spec spec{.address = in.address()};
  spec.file = in.required_path("file", "the file that scripts read the token from");
  const auto format = in.choice("format", "how the file is written; absent: found out",
                                {"google", "node", "adc", "openclaw", "plain", "split"}, 0);
  if (in.has("format")) spec.layout.declared = static_cast<TokenFormat>(format);
  spec.layout.profile = in.text("profile", "openclaw: the profile of the file, `google:ops`", "");
  spec.refresh_file = in.maybe_path("refresh_file", "split: the file that holds the refresh token").value_or("");
  spec.grant =
      static_cast<Grant>(in.choice("grant", "how a new access token is obtained",
                                   {"refresh_token", "service_account", "self_signed_jwt", "client_credentials"}, 0));
  read_endpoint(in, spec);
  read_client(in, spec);
  spec.scopes = in.texts("scopes", "what the token must be good for");
  read_windows(in, spec);
  const bool split = spec.layout.declared == TokenFormat::split;
  if (split != !spec.refresh_file.empty())
    in.fault(split ? "format" : "refresh_file", "`format = \"split\"` and `refresh_file` go together");
  if (spec.layout.declared == TokenFormat::openclaw && spec.layout.profile.empty())
    in.fault("profile", "an openclaw file holds several tokens: `profile` says which", "profile = \"google:ops\"");
  return spec;
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
  const Rotation rotation = spec.rotation == Rotation::unknown ? seen.memory.rotation : spec.rotation;
  if (rotation != Rotation::none)
    verdict.sole = {seen.refresh_print,
                    "holds the same refresh token: the use of one would kill the other; keep one of them, or declare "
                    "rotation = \"none\" if the provider replaces none"};
  if (auto need = need_of(spec, seen, windows, now))
    verdict.changes.push_back(refresh_change(spec, seen, windows, std::move(*need)));
  return verdict;
}

}  // namespace jada
