#include "resources/token/credentials.h"

#include <fmt/format.h>

#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "engine/base/web_address.h"
#include "engine/config/read_secret.h"
#include "resources/apis/jwt.h"
#include "resources/token/client_file.h"

namespace jada {
namespace {

// Issued a little in the past: a provider whose clock is behind would refuse a token from its future.
constexpr Duration kIssuedBefore = std::chrono::seconds{10};

Result<Secret> secret_at(const SecretRef& place, Env& env) {
  auto read = read_secret(place, env.secrets);
  if (!read || place.from == SecretRef::From::env) return read;
  std::string text = read->reveal();
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty()) return Error{Code::invalid, place.name + ": is empty"};
  return Secret(std::move(text));
}

class Gathering {
 public:
  Gathering(const Token::Spec& spec, const TokenContent* content, Env& env, Time now)
      : spec_(spec), content_(content), env_(env), now_(now) {}

  Result<Credentials> run() {
    if (auto done = read_key(); !done) return done.error();
    if (spec_.grant == Token::Grant::self_signed_jwt) return std::move(found_);
    if (auto done = read_client(); !done) return done.error();
    if (auto done = find_endpoint(); !done) return done.error();
    auto client = proven_client(spec_, found_, now_);
    if (!client) return client.error();
    found_.client = std::move(*client);
    return std::move(found_);
  }

  std::string print() {
    const bool complete = read_key() && (spec_.grant == Token::Grant::self_signed_jwt || read_client());
    return complete ? found_.print : std::string();
  }

 private:
  Result<Done> read_key() {
    if (spec_.key_file.empty()) return Done{};
    auto file = env_.secrets.read(spec_.key_file);
    if (!file) return file.error();
    found_.print = file->text.fingerprint();
    found_.key_id = spec_.key_id;
    if (file->text.reveal().starts_with("-----BEGIN")) {
      found_.key = std::move(file->text);
      return Done{};
    }
    const bool is_object =
        file->text.reveal().find_first_not_of(" \t\r\n\xef\xbb\xbf") == file->text.reveal().find('{');
    if (!is_object && spec_.grant != Token::Grant::service_account)
      return Error{Code::invalid, spec_.key_file + ": it is no private key in PEM form"};
    auto key = read_key_file(file->text);
    if (!key) return within(spec_.key_file, key.error());
    found_.key = std::move(key->private_key);
    if (found_.key_id.empty()) found_.key_id = key->private_key_id;
    found_.issuer_of_key = key->client_email;
    url_in_file_ = key->token_url;
    return Done{};
  }

  Result<Done> read_client() {
    if (spec_.grant == Token::Grant::service_account) return Done{};
    OAuthClient& client = found_.client;
    if (!spec_.client_file.empty()) {
      auto file = env_.secrets.read(spec_.client_file);
      if (!file) return file.error();
      auto read = read_client_file(file->text);
      if (!read) return within(spec_.client_file, read.error());
      client.id = read->client_id;
      client.secret = std::move(read->client_secret);
      url_in_file_ = read->token_url;
      found_.authorization_url = read->auth_url;
    } else if (content_ != nullptr && spec_.client_id.empty()) {
      client.id = content_->client_id;
      client.secret = content_->client_secret.copy();
      url_in_file_ = content_->token_url;
    }
    if (!spec_.client_id.empty()) client.id = spec_.client_id;
    if (spec_.client_secret) {
      auto secret = secret_at(*spec_.client_secret, env_);
      if (!secret) return within("client_secret", secret.error());
      client.secret = std::move(*secret);
    }
    if (client.id.empty())
      return Error{Code::invalid, "no client id: declare `client` or `client_id`; the token file has none"};
    client.auth = spec_.auth.value_or(client.secret.empty() ? ClientAuth::none : ClientAuth::post);
    if (client.auth == ClientAuth::private_key_jwt && found_.key.empty())
      return Error{Code::invalid, "auth_method = \"private_key_jwt\" needs `key_file`"};
    found_.print = fingerprint(client.id + '\0' + client.secret.fingerprint() + '\0' + found_.print);
    return Done{};
  }

  Result<Done> find_endpoint() {
    found_.token_url = spec_.token_url;
    if (found_.token_url.empty() && !spec_.issuer.empty()) {
      auto metadata = discover(spec_.issuer, env_);
      if (!metadata) return metadata.error();
      found_.token_url = metadata->token_url;
    }
    if (found_.token_url.empty()) found_.token_url = url_in_file_;
    if (found_.token_url.empty()) return Error{Code::invalid, "no token endpoint: declare `token_url` or `issuer`"};
    return Done{};
  }

  const Token::Spec& spec_;
  const TokenContent* content_;
  Env& env_;
  Time now_;
  std::string url_in_file_{};
  Credentials found_{};
};

}  // namespace

Result<ProviderMetadata> discover(const std::string& issuer, Env& env) {
  std::string said;
  for (const std::string& url : metadata_urls(issuer)) {
    const auto reply = env.http.send({.url = url});
    const auto* answer = std::get_if<HttpAnswer>(&reply);
    if (answer == nullptr) return Error{Code::unavailable, host_of(url) + ": " + std::get<HttpTrouble>(reply).message};
    auto metadata = read_metadata(*answer, issuer);
    if (metadata) return metadata;
    if (answer->status == 429 || answer->status >= 500)
      return Error{Code::unavailable, fmt::format("{}: {}", host_of(url), answer->status)};
    said = metadata.error().message;
  }
  return Error{Code::invalid, host_of(issuer) + ": " + said};
}

std::string client_print(const Token::Spec& spec, const TokenContent* content, Env& env) {
  return Gathering(spec, content, env, Time{}).print();
}

Result<Credentials> gather(const Token::Spec& spec, const TokenContent* content, Env& env, Time now) {
  return Gathering(spec, content, env, now).run();
}

Result<OAuthClient> proven_client(const Token::Spec& spec, const Credentials& from, Time now) {
  OAuthClient client{.id = from.client.id, .secret = from.client.secret.copy(), .auth = from.client.auth};
  if (client.auth != ClientAuth::private_key_jwt) return client;
  const Time issued = now - kIssuedBefore;
  const Json claims{{"iss", client.id},
                    {"sub", client.id},
                    {"aud", from.token_url},
                    {"jti", fingerprint(to_string(now) + spec.address.name)},
                    {"iat", numeric_date(issued)},
                    {"exp", numeric_date(issued + std::chrono::minutes{5})}};
  auto proof = signed_jwt(claims, from.key, from.key_id);
  if (!proof) return within(spec.key_file, proof.error());
  client.assertion = std::move(*proof);
  return client;
}

Result<Secret> assertion(const Token::Spec& spec, const Credentials& from, Time now) {
  const Time issued = now - kIssuedBefore;
  Json claims{{"iat", numeric_date(issued)}, {"exp", numeric_date(issued + spec.lifetime)}};
  if (spec.grant == Token::Grant::service_account) {
    claims["iss"] = from.issuer_of_key;
    claims["aud"] = from.token_url;
    claims["scope"] = join(spec.scopes, " ");
    if (!spec.subject.empty()) claims["sub"] = spec.subject;
  } else {
    const std::string self = from.issuer_of_key.empty() ? spec.address.name : from.issuer_of_key;
    claims["iss"] = self;
    claims["sub"] = spec.subject.empty() ? self : spec.subject;
    if (!spec.audience.empty()) claims["aud"] = spec.audience;
    if (!spec.scopes.empty()) claims["scope"] = join(spec.scopes, " ");
  }
  return signed_jwt(claims, from.key, from.key_id);
}

}  // namespace jada
