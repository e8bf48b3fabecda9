#include "resources/apis/aws/aws_fault.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/json.h"
#include "engine/base/text.h"

namespace jada {
namespace {

using Kind = AwsFault::Kind;

constexpr std::array<std::string_view, 15> kThrottled{"Throttling",
                                                      "ThrottlingException",
                                                      "ThrottledException",
                                                      "RequestThrottled",
                                                      "RequestThrottledException",
                                                      "TooManyRequestsException",
                                                      "ProvisionedThroughputExceeded",
                                                      "ProvisionedThroughputExceededException",
                                                      "RequestLimitExceeded",
                                                      "BandwidthLimitExceeded",
                                                      "LimitExceededException",
                                                      "TransactionInProgressException",
                                                      "SlowDown",
                                                      "PriorRequestNotComplete",
                                                      "EC2ThrottledException"};
constexpr std::array<std::string_view, 7> kTransient{
    "RequestTimeout",       "RequestTimeoutException",          "InternalServerError",         "InternalFailure",
    "InternalServiceError", "ReplicatedWriteConflictException", "TransactionConflictException"};
constexpr std::array<std::string_view, 4> kKeysRefused{"ExpiredToken", "ExpiredTokenException",
                                                       "UnrecognizedClientException", "InvalidClientTokenId"};
constexpr std::array<std::string_view, 3> kClockApart{"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& codes, std::string_view code) {
  return std::ranges::find(codes, code) != codes.end();
}

// One code for any wrong signature: the text tells whether the time is what is wrong with it.
bool is_about_time(std::string_view code, std::string_view message) {
  if (code != "InvalidSignatureException" && code != "SignatureDoesNotMatch") return false;
  return message.find("Signature expired") != std::string_view::npos ||
         message.find("not yet current") != std::string_view::npos;
}

Kind kind_of(int status, std::string_view code, std::string_view message) {
  if (status == 429 || is_one_of(kThrottled, code)) return Kind::throttled;
  if (is_one_of(kKeysRefused, code)) return Kind::keys_refused;
  if (is_one_of(kClockApart, code) || is_about_time(code, message)) return Kind::clock_apart;
  if (is_one_of(kTransient, code)) return Kind::transient;
  const bool is_server_side = status == 500 || status == 502 || status == 503 || status == 504;
  return is_server_side ? Kind::transient : Kind::refused;
}

std::string text_of(const Json& body, const char* name) {
  if (!body.is_object()) return {};
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException`, `AccessDeniedException:http://…`
std::string bare(std::string code) {
  code.resize(std::min(code.size(), code.find(':')));
  return code.substr(code.find('#') + 1);
}

std::string code_of(const HttpAnswer& answer, const Json& body) {
  if (const auto header = answer.header("x-amzn-errortype")) return bare(*header);
  const std::string type = text_of(body, "__type");
  return bare(type.empty() ? text_of(body, "code") : type);
}

}  // namespace

// What follows the first line quotes the request that was signed.
std::string AwsFault::text() const {
  const std::string said = clean(message.substr(0, message.find('\n')));
  if (code.empty()) return said;
  return said.empty() ? clean(code) : clean(code) + ": " + said;
}

AwsFault fault_of(const HttpAnswer& answer) {
  const auto parsed = parse_json(answer.body.reveal());
  const Json body = parsed ? *parsed : Json();
  AwsFault fault{.status = answer.status, .code = code_of(answer, body), .message = text_of(body, "message")};
  if (fault.message.empty()) fault.message = text_of(body, "Message");
  if (fault.code.empty() && fault.message.empty()) fault.message = fmt::format("it answered {}", answer.status);
  fault.kind = kind_of(answer.status, fault.code, fault.message);
  fault.may_have_happened = fault.kind == Kind::transient;
  return fault;
}

AwsFault fault_of(const HttpTrouble& trouble) {
  const bool is_ours = trouble.why == HttpTrouble::Why::refused_by_us || trouble.why == HttpTrouble::Why::too_large;
  return {
      .kind = is_ours ? Kind::refused : Kind::transient, .message = trouble.message, .may_have_happened = trouble.sent};
}

}  // namespace jada
