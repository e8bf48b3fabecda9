#include "resources/apis/oauth.h"

#include <gmock/gmock.h>

#include "engine/base/base64.h"
#include "engine/base/json.h"
#include "resources/apis/jwt.h"

namespace jada {
namespace {

using testing::HasSubstr;
using testing::Not;

HttpAnswer answer(int status, std::string body) { return {.status = status, .body = Secret(std::move(body))}; }

std::optional<Duration> lifetime(const std::string& told) {
  const auto read = read_token_answer(answer(200, R"({"access_token":"a","expires_in":)" + told + "}"), {});
  return std::get<TokenAnswer>(read).lifetime;
}

TEST(TokenAnswer, TakesALifetimeThatCanBeTrue) {
  using std::chrono::seconds;
  EXPECT_EQ(lifetime("3599"), seconds(3599));
  EXPECT_EQ(lifetime("3599.9"), seconds(3599));
  EXPECT_EQ(lifetime("\"3599\""), seconds(3599));
  for (const char* told : {"0", "-5", "1e300", "-1e300", "9223372036854775807", "\"1e300\"", "\"nan\"", "\"inf\"",
                           "\"soon\"", "\"\"", "null", "[]"})
    EXPECT_EQ(lifetime(told), std::nullopt) << told;
}

TEST(ExpiryOfJwt, TakesAnEndThatCanBeTrue) {
  const auto expiry = [](const std::string& told) {
    return expiry_of_jwt("e30." + base64url("{\"exp\":" + told + "}") + ".x");
  };
  EXPECT_EQ(expiry("1700000000"), Time(std::chrono::seconds(1700000000)));
  EXPECT_EQ(expiry("1700000000.5"), Time(std::chrono::seconds(1700000000)));
  for (const char* told : {"0", "-1", "1e300", "9223372036854775807", "\"1\"", "null"})
    EXPECT_EQ(expiry(told), std::nullopt) << told;
}

TEST(Refusal, NamesTheCodeOfANestedErrorFirst) {
  struct Case {
    const char* body;
    const char* error;
    const char* description;
  };
  const Case cases[] = {
      {R"({"error":{"type":"invalid_request_error","code":"refresh_token_reused","message":"already used"}})",
       "refresh_token_reused", "already used"},
      {R"({"error":{"type":"invalid_grant","message":"no"}})", "invalid_grant", "no"},
      {R"({"error":{"code":400,"status":"INVALID_ARGUMENT","message":"no"}})", "INVALID_ARGUMENT", "no"},
      {R"({"error":"invalid_grant","error_description":"no"})", "invalid_grant", "no"},
  };
  for (const Case& one : cases) {
    const Refusal refusal = read_refusal(answer(401, one.body), {});
    EXPECT_EQ(refusal.error, one.error) << one.body;
    EXPECT_EQ(refusal.description, one.description) << one.body;
  }
}

TEST(Refusal, CutsALongDescriptionAtAWholeCharacter) {
  for (int before = 297; before <= 300; ++before) {
    const std::string text = std::string(static_cast<std::size_t>(before), 'a') + "船船船";
    const Refusal refusal = read_refusal(answer(400, Json{{"error", "x"}, {"error_description", text}}.dump()), {});
    EXPECT_NO_THROW(Json(refusal.description).dump()) << before;
    EXPECT_TRUE(refusal.description.ends_with("…")) << before;
  }
}

TEST(DeviceGrant, ShowsNothingThatDrivesATerminal) {
  const auto read = read_device_answer(
      answer(200, R"({"device_code":"d","user_code":"AB\u001b[2J","verification_uri":"https://x.example/\u009b1m"})"),
      {});
  const auto& grant = std::get<DeviceGrant>(read);
  EXPECT_THAT(grant.user_code, Not(HasSubstr("\x1b")));
  EXPECT_THAT(grant.address, Not(HasSubstr("\u009b")));
}

}  // namespace
}  // namespace jada
