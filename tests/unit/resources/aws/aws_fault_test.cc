#include "resources/apis/aws/aws_fault.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

using Kind = AwsFault::Kind;

HttpAnswer answer(int status, std::string body, std::string type = "") {
  HttpAnswer one{.status = status, .body = Secret(std::move(body))};
  if (!type.empty()) one.headers.emplace_back("x-amzn-errortype", std::move(type));
  return one;
}

HttpAnswer of_code(int status, const std::string& code, const std::string& message = "") {
  return answer(status,
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + code + "\",\"message\":\"" + message + "\"}");
}

TEST(AwsFault, IsOfTheClassThatAwsMeans) {
  struct Case {
    const char* code;
    int status;
    Kind kind;
    const char* message = "";
  };
  const Case cases[] = {
      {"Throttling", 400, Kind::throttled},
      {"ThrottlingException", 400, Kind::throttled},
      {"ThrottledException", 400, Kind::throttled},
      {"RequestThrottled", 400, Kind::throttled},
      {"RequestThrottledException", 400, Kind::throttled},
      {"TooManyRequestsException", 400, Kind::throttled},
      {"ProvisionedThroughputExceeded", 400, Kind::throttled},
      {"ProvisionedThroughputExceededException", 400, Kind::throttled},
      {"RequestLimitExceeded", 400, Kind::throttled},
      {"BandwidthLimitExceeded", 400, Kind::throttled},
      {"LimitExceededException", 400, Kind::throttled},
      {"TransactionInProgressException", 400, Kind::throttled},
      {"SlowDown", 503, Kind::throttled},
      {"PriorRequestNotComplete", 400, Kind::throttled},
      {"EC2ThrottledException", 503, Kind::throttled},
      {"Whatever", 429, Kind::throttled},
      {"Whatever", 500, Kind::transient},
      {"Whatever", 502, Kind::transient},
      {"Whatever", 503, Kind::transient},
      {"Whatever", 504, Kind::transient},
      {"RequestTimeout", 400, Kind::transient},
      {"RequestTimeoutException", 400, Kind::transient},
      {"InternalServerError", 400, Kind::transient},
      {"InternalFailure", 500, Kind::transient},
      {"InternalServiceError", 500, Kind::transient},
      {"ReplicatedWriteConflictException", 409, Kind::transient},
      {"TransactionConflictException", 400, Kind::transient},
      {"ExpiredToken", 400, Kind::keys_refused},
      {"ExpiredTokenException", 400, Kind::keys_refused},
      {"UnrecognizedClientException", 400, Kind::keys_refused},
      {"InvalidClientTokenId", 403, Kind::keys_refused},
      {"RequestExpired", 400, Kind::clock_apart},
      {"RequestTimeTooSkewed", 403, Kind::clock_apart},
      {"RequestInTheFuture", 403, Kind::clock_apart},
      {"InvalidSignatureException", 400, Kind::clock_apart, "Signature expired: 20260513T120000Z is now earlier"},
      {"InvalidSignatureException", 400, Kind::clock_apart, "Signature not yet current: 20260513T120000Z"},
      {"SignatureDoesNotMatch", 403, Kind::clock_apart, "Signature expired"},
      {"InvalidSignatureException", 400, Kind::refused, "The request signature we calculated does not match"},
      {"ValidationException", 400, Kind::refused, "Signature expired"},
      {"ValidationException", 400, Kind::refused},
      {"ResourceNotFoundException", 400, Kind::refused},
      {"AccessDeniedException", 400, Kind::refused},
      {"MissingAuthenticationToken", 403, Kind::refused},
      {"IncompleteSignature", 403, Kind::refused},
      {"SerializationException", 400, Kind::refused},
      {"UnknownOperationException", 400, Kind::refused},
      {"ConditionalCheckFailedException", 400, Kind::refused},
      {"ItemCollectionSizeLimitExceededException", 400, Kind::refused},
      {"Whatever", 404, Kind::refused},
      {"Whatever", 501, Kind::refused},
  };
  for (const Case& one : cases) {
    const AwsFault fault = fault_of(of_code(one.status, one.code, one.message));
    EXPECT_EQ(fault.kind, one.kind) << one.code << " " << one.status << " " << one.message;
    EXPECT_EQ(fault.code, one.code);
    EXPECT_EQ(fault.status, one.status);
    EXPECT_EQ(fault.may_have_happened, one.kind == Kind::transient) << one.code;
  }
}

TEST(AwsFault, FindsCodeAndTextWhereverTheyStand) {
  struct Case {
    const char* name;
    HttpAnswer answer;
    std::string text;
  };
  const Case cases[] = {
      {"in the body", answer(400, R"({"__type":"a#B","message":"c"})"), "B: c"},
      {"without a name space", answer(400, R"({"__type":"B","message":"c"})"), "B: c"},
      {"with a large M", answer(400, R"({"__type":"B","Message":"c"})"), "B: c"},
      {"as code", answer(400, R"({"code":"B"})"), "B"},
      {"in the header", answer(400, R"({"__type":"no","message":"c"})", "B:http://internal.amazon.com/x/"), "B: c"},
      {"in the header alone", answer(400, "", "B"), "B"},
      {"a text alone", answer(400, R"({"message":"c"})"), "c"},
      {"of several lines", answer(400, R"({"__type":"B","message":"c\nthe request was: x"})"), "B: c"},
      {"nowhere", answer(502, "<html>Bad Gateway</html>"), "it answered 502"},
      {"in no object", answer(400, "[1]"), "it answered 400"},
      {"of other types", answer(400, R"({"__type":1,"code":null,"message":["c"]})"), "it answered 400"},
      {"with what no terminal should see", answer(400, R"({"__type":"B","message":"c\u001b[2J"})"), "B: c"},
  };
  for (const auto& [name, answer, text] : cases) {
    const std::string told = fault_of(answer).text();
    EXPECT_TRUE(told.starts_with(text)) << name << ": " << told;
    EXPECT_EQ(told.find_first_of("\x1b\n"), std::string::npos) << name;
    EXPECT_EQ(told.find("request was"), std::string::npos) << name;
  }
}

TEST(AwsFault, WithoutAnAnswerTellsWhetherItMayHaveHappened) {
  using Why = HttpTrouble::Why;
  struct Case {
    Why why;
    bool sent;
    Kind kind;
  };
  const Case cases[] = {
      {Why::refused_by_us, false, Kind::refused}, {Why::too_large, true, Kind::refused},
      {Why::lookup, false, Kind::transient},      {Why::connect, false, Kind::transient},
      {Why::tls, false, Kind::transient},         {Why::timeout, true, Kind::transient},
      {Why::timeout, false, Kind::transient},     {Why::broken_off, true, Kind::transient},
  };
  for (const Case& one : cases) {
    const AwsFault fault = fault_of(HttpTrouble{.why = one.why, .sent = one.sent, .message = "why"});
    EXPECT_EQ(fault.kind, one.kind);
    EXPECT_EQ(fault.may_have_happened, one.sent);
    EXPECT_EQ(fault.status, 0);
    EXPECT_EQ(fault.text(), "why");
  }
}

}  // namespace
}  // namespace jada
