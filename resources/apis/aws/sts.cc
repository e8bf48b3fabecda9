#include "resources/apis/aws/sts.h"

#include <fmt/format.h>

#include <charconv>

#include "resources/apis/aws/key_document.h"
#include "resources/apis/aws/persistence.h"
#include "resources/apis/aws/sigv4.h"
#include "resources/apis/aws/sts_answer.h"
#include "resources/apis/form.h"
#include "resources/apis/oauth.h"

namespace jada {
namespace {

constexpr int kTries = 3;
constexpr const char* kFormType = "application/x-www-form-urlencoded; charset=utf-8";
// Clocks that differ by less are no reason to refuse a signature.
constexpr Duration kToleratedSkew = std::chrono::minutes{5};

bool is_session_name(std::string_view name) { return name.size() >= 2 && is_iam_name(name); }

bool is_duration(const std::string& text) {
  int seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size() && seconds >= 900 && seconds <= 43200;
}

std::optional<Error> flaw(const RoleWish& wish) {
  const auto flawed = [&](const std::string& what) {
    return Error{Code::denied, fmt::format("the role {}: {}", told(wish.arn), what)};
  };
  if (!wish.arn.starts_with("arn:")) return flawed("a role_arn begins with arn:");
  if (!wish.session_name.empty() && !is_session_name(wish.session_name))
    return flawed("a role_session_name has 2 to 64 letters, digits or marks of _+=,.@-");
  if (!wish.duration_seconds.empty() && !is_duration(wish.duration_seconds))
    return flawed("duration_seconds is a number from 900 to 43200");
  return std::nullopt;
}

Form form_of(const char* action, const RoleWish& wish) {
  Form form;
  form.add("Action", action);
  form.add("Version", "2011-06-15");
  form.add("RoleArn", wish.arn);
  form.add("RoleSessionName", wish.session_name.empty() ? "jada-reconcile" : wish.session_name);
  if (!wish.duration_seconds.empty()) form.add("DurationSeconds", wish.duration_seconds);
  return form;
}

AwsCredentials named(AwsCredentials found, std::string origin) {
  found.origin = std::move(origin);
  return found;
}

}  // namespace

Result<Sts> Sts::in(const std::string& region, const AwsPorts& ports, const AwsProfiles& profiles,
                    const std::string& profile) {
  if (region.empty()) return Error{Code::denied, "no AWS region is named whose STS could be asked: set AWS_REGION"};
  auto endpoint = endpoint_of("sts", region, ports.secrets, profiles, profile);
  if (!endpoint) return endpoint.error();
  return Sts(ports, std::move(*endpoint), region);
}

HttpRequest Sts::request(Secret body) const {
  HttpRequest request{.method = "POST", .url = address_.origin + address_.path};
  request.headers = {{"Content-Type", kFormType}};
  request.body = std::move(body);
  request.roots = endpoint_.roots;
  request.most = 64 * 1024;
  request.deadline = std::chrono::seconds{5};  // whoever waits for keys sends nothing else meanwhile
  request.connect_within = std::chrono::seconds{3};
  return request;
}

HttpRequest Sts::signed_request(const RoleWish& wish, const AwsCredentials& by, Duration clock_offset) const {
  Form form = form_of("AssumeRole", wish);
  if (!wish.external_id.empty()) form.add("ExternalId", wish.external_id);
  HttpRequest request = this->request(form.take());
  const AwsRequest unsigned_request{
      .host = address_.host, .path = address_.path, .headers = request.headers, .payload = request.body.reveal()};
  const SigningScope scope{.region = region_, .service = "sts", .at = ports_.clock.now() + clock_offset};
  AwsSignature signature = sign(unsigned_request, scope, by.keys);
  request.url = address_.origin + signature.target;
  for (auto& header : signature.headers) request.headers.push_back(std::move(header));
  if (!by.keys.session_token.empty())
    request.secret_headers.emplace_back("x-amz-security-token", by.keys.session_token.copy());
  request.authorization = std::move(signature.authorization);
  return request;
}

Error Sts::no_answer(const HttpTrouble& trouble) const {
  const bool is_final = trouble.why == HttpTrouble::Why::refused_by_us;
  return {is_final ? Code::denied : Code::unavailable, fmt::format("{}: {}", address_.host, trouble.message)};
}

Error Sts::refusal(const std::string& action, const StsRefusal& refusal) const {
  std::string why = fmt::format("{} answered {} to {}", address_.host, refusal.status, action);
  if (!refusal.code.empty()) why += ": " + refusal.code;
  if (!refusal.message.empty()) why += ": " + refusal.message;
  return {refusal.can_pass() ? Code::unavailable : Code::denied, why};
}

Result<AwsCredentials> Sts::assume(const RoleWish& wish, const AwsCredentials& by) const {
  if (auto error = flaw(wish)) return *error;
  Duration offset{};
  for (bool is_again = false;; is_again = true) {
    const HttpRequest request = signed_request(wish, by, offset);
    const auto reply = send_up_to(kTries, ports_.http, request);
    if (const auto* trouble = std::get_if<HttpTrouble>(&reply)) return no_answer(*trouble);
    const auto& answer = std::get<HttpAnswer>(reply);
    auto read = read_sts_answer(answer, {by.keys.secret_access_key.reveal(), by.keys.session_token.reveal()});
    if (auto* found = std::get_if<AwsCredentials>(&read))
      return named(std::move(*found), fmt::format("the role {}, assumed with {}", told(wish.arn), by.origin));
    const auto& why = std::get<StsRefusal>(read);
    const Duration skew = clock_offset(answer).value_or(Duration{});
    if (is_again || !why.is_about_the_time() || std::chrono::abs(skew) < kToleratedSkew)
      return within(fmt::format("the role {}, with {}", told(wish.arn), by.origin), refusal("AssumeRole", why));
    ports_.told.warn(fmt::format("the clock of this machine and that of {} differ by {}", address_.host,
                                 about(std::chrono::abs(skew))));
    offset = skew;
  }
}

Result<AwsCredentials> Sts::assume_by_token(const RoleWish& wish, const std::string& token_file) const {
  if (auto error = flaw(wish)) return *error;
  const std::string context = fmt::format("the role {}", told(wish.arn));
  const auto file = ports_.secrets.read(token_file);
  if (!file) {
    const bool can_pass = file.error().code == Code::unavailable;
    return Error{can_pass ? Code::unavailable : Code::denied,
                 fmt::format("{}: the file of its token: {}", context, file.error().message)};
  }
  Form form = form_of("AssumeRoleWithWebIdentity", wish);
  std::string_view token = file->text.reveal();
  while (token.ends_with('\n') || token.ends_with('\r')) token.remove_suffix(1);
  form.add("WebIdentityToken", token);
  const auto reply = send_up_to(kTries, ports_.http, request(form.take()));
  if (const auto* trouble = std::get_if<HttpTrouble>(&reply)) return within(context, no_answer(*trouble));
  auto read = read_sts_answer(std::get<HttpAnswer>(reply), {token});
  if (auto* found = std::get_if<AwsCredentials>(&read))
    return named(std::move(*found), fmt::format("the role {}, by the token in {}", told(wish.arn), token_file));
  return within(context, refusal("AssumeRoleWithWebIdentity", std::get<StsRefusal>(read)));
}

}  // namespace jada
