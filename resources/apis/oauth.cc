#include "resources/apis/oauth.h"

#include <fmt/format.h>

#include <charconv>

#include "engine/base/base64.h"
#include "engine/base/json_secret.h"
#include "engine/base/text.h"
#include "resources/apis/quoted.h"
#include "resources/apis/retry_after.h"

namespace jada {
namespace {

constexpr std::size_t kMostOfDescription = 300;

void prove(Form& form, HttpRequest& request, const OAuthClient& client) {
  switch (client.auth) {
    case ClientAuth::basic: {
      std::string pair = percent_encoded(client.id) + ":" + percent_encoded(client.secret.reveal());
      request.authorization = Secret("Basic " + base64(pair));
      wipe(pair);
      return;
    }
    case ClientAuth::post:
      form.add("client_id", client.id);
      if (!client.secret.empty()) form.add("client_secret", client.secret);
      return;
    case ClientAuth::private_key_jwt:
      form.add("client_id", client.id);
      form.add("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
      form.add("client_assertion", client.assertion);
      return;
    case ClientAuth::none: form.add("client_id", client.id); return;
  }
}

HttpRequest posted(const std::string& url, Form form, const OAuthClient* client) {
  HttpRequest request{.method = "POST", .url = url};
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
  if (client != nullptr) prove(form, request, *client);
  request.body = form.take();
  return request;
}

// The document of an answer; not an object: none. It may hold tokens, so it is gone when its reader is done.
std::optional<Json> object_in(const HttpAnswer& answer) {
  auto json = parse_json(answer.body.reveal());
  if (!json || !json->is_object()) return std::nullopt;
  return std::move(*json);
}

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Some providers write the number as a string (row 30 of the failure table).
std::optional<Duration> seconds_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return std::nullopt;
  double seconds = 0;
  if (found->is_number()) {
    seconds = found->get<double>();
  } else if (found->is_string()) {
    const std::string& text = found->get_ref<const std::string&>();
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  }
  constexpr double kMost = 20.0 * 366 * 24 * 3600;
  if (!(seconds >= 1 && seconds <= kMost)) return std::nullopt;
  return std::chrono::seconds(static_cast<std::int64_t>(seconds));
}

// The secrets go first: of one that is cut in the middle the rest would not be known again.
std::string one_line(std::string text, const Quoted& quoted) {
  return shortened(printable(quoted.masked(std::move(text))), kMostOfDescription);
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

}  // namespace

HttpRequest refresh_request(const std::string& url, const OAuthClient& client, const Secret& refresh_token) {
  Form form;
  form.add("grant_type", "refresh_token");
  form.add("refresh_token", refresh_token);
  return posted(url, std::move(form), &client);
}

HttpRequest client_credentials_request(const std::string& url, const OAuthClient& client, const std::string& scope) {
  Form form;
  form.add("grant_type", "client_credentials");
  if (!scope.empty()) form.add("scope", scope);
  return posted(url, std::move(form), &client);
}

HttpRequest code_request(const std::string& url, const OAuthClient& client, const Secret& code,
                         const std::string& redirect, const Secret& verifier) {
  Form form;
  form.add("grant_type", "authorization_code");
  form.add("code", code);
  form.add("redirect_uri", redirect);
  form.add("code_verifier", verifier);
  return posted(url, std::move(form), &client);
}

HttpRequest device_token_request(const std::string& url, const OAuthClient& client, const Secret& device_code) {
  Form form;
  form.add("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
  form.add("device_code", device_code);
  return posted(url, std::move(form), &client);
}

HttpRequest device_request(const std::string& url, const OAuthClient& client, const std::string& scope) {
  Form form;
  if (!scope.empty()) form.add("scope", scope);
  return posted(url, std::move(form), &client);
}

HttpRequest revocation_request(const std::string& url, const OAuthClient& client, const Secret& token) {
  Form form;
  form.add("token", token);
  return posted(url, std::move(form), &client);
}

HttpRequest jwt_bearer_request(const std::string& url, const Secret& assertion) {
  Form form;
  form.add("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
  form.add("assertion", assertion);
  return posted(url, std::move(form), nullptr);
}

Refusal read_refusal(const HttpAnswer& answer, const HttpRequest& sent) {
  Refusal refusal{.status = answer.status, .retry_after = retry_after(answer)};
  refusal.body = answer.body.empty() ? Refusal::Body::none : Refusal::Body::other;
  const auto json = object_in(answer);
  if (!json) return refusal;
  refusal.body = Refusal::Body::json;
  const Quoted quoted(sent);
  const auto line = [&](const Json& from, const char* name) { return one_line(text_of(from, name), quoted); };
  refusal.error = line(*json, "error");
  refusal.subtype = line(*json, "error_subtype");
  if (refusal.subtype.empty()) refusal.subtype = line(*json, "suberror");
  refusal.description = line(*json, "error_description");
  const auto nested =
      json->find("error");  // {"error": {"code" | "type" | "status", "message"}}, likeliest the word first
  if (nested != json->end() && nested->is_object()) {
    for (const char* name : {"code", "type", "status"}) {
      if (refusal.error.empty()) refusal.error = line(*nested, name);
    }
    refusal.description = line(*nested, "message");
  }
  return refusal;
}

std::variant<TokenAnswer, Refusal> read_token_answer(const HttpAnswer& answer, const HttpRequest& sent) {
  auto json = answer.status == 200 ? object_in(answer) : std::nullopt;
  if (!json) return read_refusal(answer, sent);
  TokenAnswer tokens{.access = take_secret(*json, "access_token")};
  if (tokens.access.empty()) {
    Refusal refusal = read_refusal(answer, sent);
    if (refusal.description.empty()) refusal.description = "the answer has no access_token";
    return refusal;
  }
  tokens.refresh = take_secret(*json, "refresh_token");
  tokens.id_token = take_secret(*json, "id_token");
  tokens.lifetime = seconds_of(*json, "expires_in");
  tokens.refresh_lifetime = seconds_of(*json, "refresh_token_expires_in");
  if (json->contains("scope")) tokens.scope = printable(text_of(*json, "scope"));
  return tokens;
}

std::vector<std::string> metadata_urls(const std::string& issuer) {
  const std::string base = without_slash(issuer);
  const auto scheme = base.find("://");
  const auto path = scheme == std::string::npos ? scheme : base.find('/', scheme + 3);
  const std::string host = base.substr(0, path);
  const std::string rest = path == std::string::npos ? "" : base.substr(path);
  return {base + "/.well-known/openid-configuration", host + "/.well-known/oauth-authorization-server" + rest};
}

Result<ProviderMetadata> read_metadata(const HttpAnswer& answer, const std::string& issuer) {
  const auto json = answer.status == 200 ? object_in(answer) : std::nullopt;
  if (!json) return Error{Code::invalid, fmt::format("answered {} without a metadata document", answer.status)};
  const std::string named = text_of(*json, "issuer");
  if (without_slash(named) != without_slash(issuer))
    return Error{Code::invalid, "the metadata names another issuer: " + printable(named)};
  return ProviderMetadata{.token_url = text_of(*json, "token_endpoint"),
                          .authorization_url = text_of(*json, "authorization_endpoint"),
                          .device_url = text_of(*json, "device_authorization_endpoint"),
                          .revocation_url = text_of(*json, "revocation_endpoint")};
}

std::variant<DeviceGrant, Refusal> read_device_answer(const HttpAnswer& answer, const HttpRequest& sent) {
  auto json = answer.status == 200 ? object_in(answer) : std::nullopt;
  if (!json) return read_refusal(answer, sent);
  const Quoted quoted(sent);
  const auto line = [&](const char* name) { return one_line(text_of(*json, name), quoted); };
  DeviceGrant grant{.device_code = take_secret(*json, "device_code"), .user_code = line("user_code")};
  grant.address = line("verification_uri");
  if (grant.address.empty()) grant.address = line("verification_url");  // Google's spelling
  grant.complete_address = line("verification_uri_complete");
  grant.lifetime = seconds_of(*json, "expires_in").value_or(grant.lifetime);
  grant.interval = seconds_of(*json, "interval").value_or(grant.interval);
  if (grant.device_code.empty() || grant.user_code.empty() || grant.address.empty()) return read_refusal(answer, sent);
  return grant;
}

std::optional<Duration> clock_offset(const HttpAnswer& answer) {
  const auto theirs = http_date(answer.header("date").value_or(""));
  if (!theirs) return std::nullopt;
  // The header has whole seconds, cut: on the average it is half a second behind.
  const Time middle = answer.sent_at + (answer.received_at - answer.sent_at) / 2;
  return *theirs + std::chrono::milliseconds{500} - middle;
}

}  // namespace jada
