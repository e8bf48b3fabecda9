#include "resources/apis/aws/aws_service.h"

#include <fmt/format.h>

#include <cstdlib>

#include "resources/apis/aws/sigv4.h"
#include "resources/apis/retry_after.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

// One attempt; a region that says nothing for so long is asked again. A page of a table may have a megabyte.
constexpr Duration kPatience = 4s;
constexpr Duration kPatienceForPages = 10s;
constexpr Duration kConnect = 3s;
constexpr std::size_t kLargestAnswer = 24 * 1024 * 1024;  // BatchGetItem: 16 MB of items, and what JSON adds
constexpr Duration kApart = 5min;                         // what AWS tolerates
constexpr Duration kSameTime = 2s;

bool has_pages(std::string_view operation) { return operation == "Scan" || operation.starts_with("Batch"); }

}  // namespace

Result<AwsService::Signed> AwsService::sign(const std::string& operation, std::string body) {
  auto credentials = outside_.chain.current(place_.identity);
  if (!credentials) return credentials.error();
  AwsRequest asked{
      .host = place_.address.host,
      .path = place_.address.path,
      .headers = {{"content-type", place_.content_type}, {"x-amz-target", place_.target_prefix + operation}},
      .payload = body};
  const SigningScope scope{
      .region = place_.region, .service = place_.service, .at = outside_.clock.now() + clock_offset()};
  AwsSignature signature = signature_by(*credentials, asked, scope);
  Signed made{.request = {.method = "POST",
                          .url = place_.address.origin + signature.target,
                          .headers = std::move(asked.headers),
                          .authorization = std::move(signature.authorization),
                          .body = Secret(std::move(body)),
                          .deadline = has_pages(operation) ? kPatienceForPages : kPatience,
                          .connect_within = kConnect,
                          .most = kLargestAnswer,
                          .roots = place_.roots},
              .generation = credentials->generation};
  for (auto& header : signature.headers) made.request.headers.push_back(std::move(header));
  if (!credentials->keys.session_token.empty())
    made.request.secret_headers.emplace_back("x-amz-security-token", std::move(credentials->keys.session_token));
  return made;
}

AwsSignature AwsService::signature_by(const AwsCredentials& credentials, const AwsRequest& asked,
                                      const SigningScope& scope) {
  const std::scoped_lock guard(mutex_);
  if (!signer_ || generation_ != credentials.generation) {
    signer_.emplace(credentials.keys.copy());
    mask_ = {};
    mask_.add_spellings(credentials.keys.secret_access_key);
    mask_.add_spellings(credentials.keys.session_token);
    generation_ = credentials.generation;
    identity_ = credentials.origin;
    hint_ = foreign_role_hint(credentials);
  }
  return signer_->sign(asked, scope);
}

Result<Done> AwsService::renew(std::uint64_t generation) {
  const auto fresh = outside_.chain.renewed(place_.identity, generation);
  if (!fresh) return fresh.error();
  return Done{};
}

bool AwsService::learn_time(const HttpAnswer& answer) {
  const auto date = answer.header("date");
  const auto theirs = date ? http_date(*date) : std::nullopt;
  if (!theirs) return false;
  const Duration apart = *theirs - answer.received_at;
  if (std::abs((apart - clock_offset()).count()) < kSameTime.count()) return false;
  offset_ = apart.count();
  outside_.log.say({.level = LogLine::Level::warning,
                    .event = "aws.clock_apart",
                    .message = fmt::format("our clock is {} {} that of {}: requests are signed with theirs",
                                           about(Duration{std::abs(apart.count())}),
                                           apart > Duration{} ? "behind" : "ahead of", place_.address.host)});
  return true;
}

std::string AwsService::explain(const AwsFault& fault) const {
  std::string identity;
  std::string hint;
  {
    const std::scoped_lock guard(mutex_);
    identity = identity_;
    hint = hint_;
  }
  const bool is_denied = fault.code.starts_with("AccessDenied") || fault.kind == AwsFault::Kind::keys_refused ||
                         fault.code.find("Signature") != std::string::npos;
  const Duration apart = clock_offset();
  if (fault.kind == AwsFault::Kind::clock_apart || (fault.status != 0 && std::abs(apart.count()) > kApart.count() &&
                                                    fault.code.find("Signature") != std::string::npos))
    return fmt::format("our clock is {} {} theirs; set it (timedatectl set-ntp true)",
                       about(Duration{std::abs(apart.count())}), apart < Duration{} ? "ahead of" : "behind");
  if (!is_denied || identity.empty()) return {};
  return "asked with " + identity + (hint.empty() ? "" : "; " + hint);
}

bool AwsService::enter(std::size_t most) {
  std::size_t here = under_way_;
  do {
    if (most != 0 && here >= most) return false;
  } while (!under_way_.compare_exchange_weak(here, here + 1));
  return true;
}

AwsFault AwsService::masked(AwsFault fault) const {
  const std::scoped_lock guard(mutex_);
  fault.code = mask_.masked(fault.code);
  fault.message = mask_.masked(fault.message.substr(0, fault.message.find("Authorization=")));
  return fault;
}

Duration AwsService::jitter(Duration most) {
  const std::scoped_lock guard(mutex_);
  return Duration{std::uniform_int_distribution<std::int64_t>(0, most.count())(random_)};
}

}  // namespace jada
