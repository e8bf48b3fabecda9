#include "resources/token/attempt.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "engine/base/web_address.h"
#include "resources/apis/jwt.h"
#include "resources/apis/rsa_key.h"
#include "resources/token/openclaw_profile.h"
#include "resources/token/refresh.h"
#include "resources/token/window.h"

namespace jada {
namespace {

constexpr Duration kSkewWorthCorrecting = std::chrono::seconds{2};
constexpr Duration kLifeWhenUnsaid = std::chrono::minutes{30};

}  // namespace

Attempt::Attempt(const Token::Spec& spec, Env& env) : spec_(spec), env_(env), file_(spec, env.secrets) {}

Time Attempt::now() const { return env_.clock.now() + memory_.clock_offset; }

bool Attempt::unproven() const { return is_unproven(spec_, memory_, file_.holds_access(), now()); }

Windows Attempt::windows() const { return windows_of(spec_, memory_.lifetime, env_.node); }

bool Attempt::read_file() { return file_.read() == TokenStore::State::good && !file_.access().empty(); }

bool Attempt::look() {
  const auto kept = env_.memory.recall(spec_.address);
  recalled_ = kept ? Result<Done>(Done{}) : kept.error();
  if (kept) memory_ = read_memory(*kept);
  file_.expect(token_format(memory_.format));
  return read_file();
}

bool Attempt::glance() {
  if (!read_file()) return false;
  const auto memo = read_memo(env_.secrets.memo(memo_name()));
  if (!memo || memo->access_print != access_print()) return look();
  memory_.clock_offset = memo->clock_offset;
  memory_.lifetime = memo->lifetime;
  return true;
}

std::optional<Diagnosis> Attempt::open() {
  look();
  if (auto done = read_journal_file(); !done) return fault(Fault::file_not_writable, done.error().message);
  if (auto trouble = recover()) return trouble;
  if (file_.state() != TokenStore::State::good) {
    if (auto trouble = restore()) return trouble;
  }
  if (auto trouble = fenced(file_)) return trouble;
  if (has_refresh_token() && file_.refresh().empty())
    return fault(Fault::file_damaged, spec_.file + ": there is no refresh token in it",
                 remedy(Fault::file_damaged, names()));
  const std::string seen = file_.refresh().fingerprint();
  if (has_refresh_token() && seen != memory_.refresh_print) {  // a login, or a refresh by somebody else
    memory_.refresh_print = seen;
    memory_.issued_at = env_.clock.now() + memory_.clock_offset;
    memory_.refresh_expires_at.reset();
  }
  return std::nullopt;
}

Result<const Credentials*> Attempt::credentials() {
  if (!credentials_) {
    auto gathered = gather(spec_, file_.content(), env_, now());
    if (!gathered) return gathered.error();
    credentials_ = std::move(*gathered);
  }
  return static_cast<const Credentials*>(&*credentials_);
}

std::string Attempt::memo_name() const {
  return "token-" + sha256_hex(spec_.file + '\0' + spec_.layout.profile).substr(0, 32);
}

std::string Attempt::print() const {
  return fingerprint(file_.refresh().fingerprint() + '\0' + client_print(spec_, file_.content(), env_) + '\0' +
                     spec_.print());
}

bool Attempt::was_tried_so() const { return !memory_.tried_with.empty() && memory_.tried_with == print(); }

std::optional<Diagnosis> Attempt::restore() {
  if (file_.state() == TokenStore::State::unreadable) return unkept({Code::denied, file_.trouble()});
  if (!file_.is_mendable() && !(has_refresh_token() && file_.takes_login())) return misplaced(file_);
  if (!has_refresh_token()) return std::nullopt;  // nothing to lose: it is made anew
  // A token that the provider refused for good is not brought back.
  const bool dead = memory_.parked && journal_.refresh.fingerprint() == memory_.refresh_print;
  if (!journal_.refresh.empty() && !dead) {
    // What could not be read may hold something that a person misses.
    if (auto done = keep_aside(spec_.file, kDamaged); !done) return unkept(done.error());
    expect_of_provider();
    const auto done = file_.restore(journal_.refresh, journal_.file);
    if (done) return std::nullopt;
    if (done.error().code != Code::invalid) return unkept(done.error());
  }
  const Fault kind = file_.state() == TokenStore::State::missing ? Fault::file_missing : Fault::file_damaged;
  return fault(kind, file_.trouble(), remedy(kind, names()));
}

HttpRequest Attempt::request() const {
  if (has_refresh_token()) return refresh_request(credentials_->token_url, credentials_->client, file_.refresh());
  return client_credentials_request(credentials_->token_url, credentials_->client, join(spec_.scopes, " "));
}

bool Attempt::lacks_key() const { return is_signed_here() && env_.secrets.look(spec_.key_file).absent(); }

// Who signs for himself needs no key of somebody else: one is made when there is none yet.
std::optional<Diagnosis> Attempt::make_key() {
  if (!lacks_key()) return std::nullopt;
  auto place = env_.secrets.prepare(spec_.key_file, 0);
  if (!place) return unkept(place.error());
  const auto key = new_rsa_key();
  if (!key) return fault(Fault::not_declared_fully, key.error().message);
  const auto kept = (*place)->commit(*key);
  made_key_ = kept.has_value();
  return kept ? std::nullopt : std::optional(fault(Fault::file_not_writable, kept.error().message));
}

std::optional<Diagnosis> Attempt::ask() {
  if (auto trouble = make_key()) return trouble;
  if (const auto known = credentials(); !known) {
    const bool later = known.error().code == Code::unavailable;
    return fault(later ? Fault::unreachable : Fault::not_declared_fully, known.error().message);
  }
  if (auto room = file_.reserve(); !room)
    return unkept({room.error().code, room.error().message + ": not refreshed, since the result could not be kept"});
  if (is_signed_here()) return sign();
  if (has_refresh_token()) return was_interrupted() ? ask_again() : spend(Journal::Stage::intent);
  if (spec_.grant != Token::Grant::service_account) return exchange(request());
  const auto jwt = assertion(spec_, *credentials_, now());
  if (!jwt) return fault(Fault::not_declared_fully, spec_.key_file + ": " + jwt.error().message);
  return exchange(jwt_bearer_request(credentials_->token_url, *jwt));
}

std::optional<Diagnosis> Attempt::sign() {
  const Time signed_at = now();
  auto jwt = assertion(spec_, *credentials_, signed_at);
  if (!jwt) return fault(Fault::not_declared_fully, spec_.key_file + ": " + jwt.error().message);
  TokenAnswer answer{.access = std::move(*jwt)};
  if (const auto expiry = expiry_of_jwt(answer.access.reveal())) answer.lifetime = *expiry - signed_at;
  return keep(answer, signed_at);
}

void Attempt::observe_clock(const HttpAnswer& answer) {
  const auto offset = clock_offset(answer);
  if (offset) memory_.clock_offset = std::chrono::abs(*offset) < kSkewWorthCorrecting ? Duration(0) : *offset;
}

std::optional<Diagnosis> Attempt::exchange(const HttpRequest& request) {
  const auto reply = env_.http.send(request);
  if (const auto* trouble = std::get_if<HttpTrouble>(&reply)) return settle_trouble(*trouble);
  const auto& answer = std::get<HttpAnswer>(reply);
  observe_clock(answer);
  auto read = read_token_answer(answer, request);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return settle_refusal(*refusal);
  return keep(std::get<TokenAnswer>(read), answer.sent_at + memory_.clock_offset);
}

// The file last: once it holds the new tokens, everything else can be told from it.
std::optional<Diagnosis> Attempt::keep(const TokenAnswer& answer, Time sent_at, bool is_login) {
  Duration life = answer.lifetime.value_or(kLifeWhenUnsaid);
  if (const auto expiry = expiry_of_jwt(answer.access.reveal()); !answer.lifetime && expiry) life = *expiry - sent_at;
  const FreshTokens fresh{.access = &answer.access,
                          .refresh = answer.refresh.empty() ? nullptr : &answer.refresh,
                          .expires_at = sent_at + life,
                          .received_at = env_.clock.now(),
                          .granted_scope = answer.scope ? &*answer.scope : nullptr,
                          .id_token = answer.id_token.empty() ? nullptr : &answer.id_token};
  const auto put = is_login ? file_.put_login(fresh) : file_.put(fresh);
  if (!put) return unkept(put.error());

  if (has_refresh_token()) {
    const bool is_new = fresh.refresh != nullptr && fresh.refresh->fingerprint() != sent_print_;
    // What a login brings is new in any case: it tells nothing of what a refresh does.
    if (!is_login && (is_new || memory_.rotation == Rotation::unknown))
      memory_.rotation = is_new ? Rotation::rotating : Rotation::none;
    if (is_new) ++memory_.generation;
    memory_.refresh_print = file_.refresh().fingerprint();
    if (answer.refresh_lifetime) memory_.refresh_expires_at = sent_at + *answer.refresh_lifetime;
  }
  fresh_ = answer.access.copy();
  memory_.access_print = fresh_.fingerprint();
  memory_.format = word(file_.content()->format);
  memory_.lifetime = life;
  memory_.expires_at = sent_at + life;
  memory_.refresh_due_at = windows().due_at(sent_at + life);
  memory_.proven_at = sent_at;
  if (!memory_.issued_at) memory_.issued_at = sent_at;
  if (answer.scope) memory_.scopes_granted = answer.scope;
  return std::nullopt;
}

std::vector<std::string> Attempt::scopes() const {
  if (!spec_.scopes.empty() || file_.content() == nullptr) return spec_.scopes;
  return file_.content()->scopes;
}

Past Attempt::past() const {
  Past past{.issued_at = memory_.issued_at,
            .proven_at = memory_.proven_at,
            .refresh_expires_at = memory_.refresh_expires_at,
            .idle_limit = spec_.idle_limit,
            .deaths = memory_.deaths,
            .scopes = scopes()};
  past.rotating = rotation() == Rotation::rotating;
  past.clock_offset = memory_.clock_offset;
  past.now = now();
  return past;
}

RemedyNames Attempt::names() const {
  const bool own = spec_.client_file.empty() && spec_.client_id.empty();
  return {.token = spec_.address.name,
          .host = credentials_ ? host_of(credentials_->token_url) : host_of(spec_.token_url),
          .file = spec_.file,
          .client = !spec_.key_file.empty()      ? spec_.key_file
                    : !spec_.client_file.empty() ? spec_.client_file
                    : own                        ? spec_.file
                                                 : "desired.toml"};
}

std::optional<Diagnosis> Attempt::fenced(const TokenStore& file) const {
  const TokenContent* content = file.content();
  if (content == nullptr || (!content->pending_fence && !content->failed_fence)) return std::nullopt;
  const std::string login = fmt::format("openclaw models auth login --provider {}", provider_of(spec_.layout.profile));
  if (content->failed_fence)
    return fault(Fault::held_elsewhere,
                 spec_.file + ": OpenClaw's refresh of the profile failed, and the token with it", login);
  return fault(Fault::held_elsewhere, spec_.file + ": OpenClaw is refreshing the profile just now",
               "wait for two minutes; if it stays so, " + login);
}

Diagnosis Attempt::misplaced(const TokenStore& file) const {
  return fault(Fault::file_damaged, file.trouble(), "check `file` in desired.toml, or move " + spec_.file + " away");
}

Diagnosis Attempt::unkept(const Error& error) const {
  if (error.code == Code::missing)
    return fault(Fault::file_not_writable, error.message,
                 "jada-reconcile apply, which makes the folder of a secret_dir; or make the folder it is to stand in");
  // Not ours to mend: another program put something better there.
  if (error.code == Code::conflict) return fault(Fault::file_not_writable, error.message);
  return fault(Fault::file_not_writable, error.message, remedy(Fault::file_not_writable, names()));
}

Diagnosis Attempt::fault(Fault kind, std::string cause, std::string remedy) const {
  return {.fault = kind, .cause = std::move(cause), .remedy = std::move(remedy)};
}

}  // namespace jada
