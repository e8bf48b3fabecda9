// The keys of a [token.NAME], and what may not stand together.
#include <fmt/format.h>

#include "engine/base/text.h"
#include "engine/base/web_address.h"
#include "resources/token/token.h"

namespace jada {
namespace {

using Grant = Token::Grant;

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
  if (spec.grant == Grant::client_credentials && spec.client_file.empty() && spec.client_id.empty())
    in.fault("client_id", "client_credentials needs `client` or `client_id`: the client is who the token is for");
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
    if (!url->empty() && !is_trustworthy(*url))
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
  if (spec.lifetime < std::chrono::minutes{1} || spec.lifetime > std::chrono::days{366})
    in.fault("lifetime", "`lifetime` is a minute at least and a year at most");
  if (spec.grant == Grant::self_signed_jwt && spec.refresh_before && *spec.refresh_before >= spec.lifetime)
    in.fault("refresh_before", "`refresh_before` is as long as `lifetime`: it would be due as soon as it is made",
             fmt::format("less than {}", about(spec.lifetime)));
}

// What would be read and never used: whoever wrote it believes otherwise.
void refuse_idle_keys(Reader& in, const Token::Spec& spec) {
  const bool self_signed = spec.grant == Grant::self_signed_jwt;
  const bool assertion = self_signed || spec.grant == Grant::service_account;
  const bool holds_profiles = !spec.layout.declared || spec.layout.declared == TokenFormat::openclaw;
  const struct {
    const char* key;
    bool is_used;
    const char* by;
  } keys[] = {
      {"key_file", assertion || spec.auth == ClientAuth::private_key_jwt, "what is signed here"},
      {"key_id", assertion || spec.auth == ClientAuth::private_key_jwt, "what is signed here"},
      {"subject", assertion, "service_account and self_signed_jwt"},
      {"audience", self_signed, "self_signed_jwt"},
      {"lifetime", assertion, "service_account and self_signed_jwt"},
      {"profile", holds_profiles, "format = \"openclaw\""},
  };
  for (const auto& [key, is_used, by] : keys) {
    if (in.has(key) && !is_used)
      in.fault(key, fmt::format("`{}` means nothing here: it is for {}", key, by), "take it out");
  }
}

}  // namespace

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
  refuse_idle_keys(in, spec);
  return spec;
}

}  // namespace jada
