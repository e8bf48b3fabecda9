#include <gmock/gmock.h>

#include "tests/unit/resources/aws/exchange_world.h"

namespace jada::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::SizeIs;
using Kind = AwsFault::Kind;

TEST(AwsExchangeKeys, KeysThatAreRefusedAreRenewedOnceForAll) {
  Exchange world;
  world.secrets.variables.clear();
  world.instance("crew-vm", "ASIA1", "2026-05-13T18:00:00Z");
  world.reply = [&](const Asked& one) -> FakeHttp::Reply {
    if (one.authorization.find("ASIA1") == std::string::npos) return ok();
    world.instance("crew-vm", "ASIA2", "2026-05-13T19:00:00Z");
    return fault(400, "ExpiredTokenException");
  };
  world.run(5);
  EXPECT_THAT(world.taken, SizeIs(5));
  const auto searches = std::ranges::count_if(world.asked, [](const Asked& one) { return one.method == "PUT"; });
  EXPECT_EQ(searches, 2);
  EXPECT_EQ(world.asked.back().headers["x-amz-security-token"], kTokenCanary);
}

TEST(AwsExchangeKeys, KeysThatAreRefusedForGoodEndTheCall) {
  Exchange world;
  world.replies({[] { return fault(400, "UnrecognizedClientException", "who?"); }});
  world.run(2);
  ASSERT_THAT(world.faults, SizeIs(2));
  EXPECT_EQ(world.faults[0].kind, Kind::keys_refused);
  EXPECT_LE(world.requests(), 4u);
  EXPECT_THAT(world.service.explain(world.faults[0]), HasSubstr("AWS_ACCESS_KEY_ID"));
}

TEST(AwsExchangeKeys, WithoutKeysNothingIsSent) {
  Exchange world;
  world.secrets.variables.clear();
  world.run(3);
  ASSERT_THAT(world.faults, SizeIs(3));
  EXPECT_EQ(world.faults[2].kind, Kind::keys_refused);
  EXPECT_THAT(world.faults[2].message, HasSubstr("AWS_ACCESS_KEY_ID is not set"));
  EXPECT_EQ(world.requests(), 0u);
}

TEST(AwsExchangeKeys, KeysThatCannotBeFoundNowMayBeLater) {
  Exchange world;
  world.secrets.variables = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:9/keys"}};
  world.run();
  ASSERT_THAT(world.faults, SizeIs(1));
  EXPECT_EQ(world.faults[0].kind, Kind::transient) << world.faults[0].text();
}

TEST(AwsExchangeKeys, TheirTimeIsLearntFromTheirAnswer) {
  Exchange world;
  world.reply = [&](const Asked& one) -> FakeHttp::Reply {
    if (one.headers.at("x-amz-date") == "20260513T121500Z") return ok();
    HttpAnswer answer = fault(400, "InvalidSignatureException", "Signature expired: it is later");
    answer.headers.emplace_back("date", "Wed, 13 May 2026 12:15:00 GMT");
    return answer;
  };
  world.run(3);
  EXPECT_THAT(world.taken, SizeIs(3));
  EXPECT_EQ(world.requests(), 4u) << "what one call learnt counts for those after it";
  EXPECT_EQ(world.service.clock_offset(), 15min);
  EXPECT_THAT(world.said(), HasSubstr("our clock is 15m behind that of dynamodb.us-west-2.amazonaws.com"));
}

TEST(AwsExchangeKeys, ASignatureThatStaysWrongIsTriedTwice) {
  struct Case {
    const char* name;
    const char* code;
    const char* date;
    std::size_t requests;
  };
  const Case cases[] = {
      {"their time is other", "RequestTimeTooSkewed", "Wed, 13 May 2026 11:00:00 GMT", 2},
      {"wrong all the same", "SignatureDoesNotMatch", "Wed, 13 May 2026 11:00:00 GMT", 2},
      {"their time is ours", "SignatureDoesNotMatch", "Wed, 13 May 2026 12:00:00 GMT", 1},
      {"no time", "SignatureDoesNotMatch", "", 1},
  };
  for (const auto& [name, code, date, requests] : cases) {
    Exchange world;
    world.reply = [&](const Asked&) -> FakeHttp::Reply {
      HttpAnswer answer = fault(403, code);
      if (*date != '\0') answer.headers.emplace_back("date", date);
      return answer;
    };
    world.run();
    ASSERT_THAT(world.faults, SizeIs(1)) << name;
    EXPECT_EQ(world.requests(), requests) << name;
  }
}

TEST(AwsService, NothingSecretIsSaid) {
  Exchange world;
  world.replies({[] { return fault(403, "AccessDeniedException", "User: x with " + kCanary + " is not authorized"); }});
  world.run();
  ASSERT_THAT(world.faults, SizeIs(1));
  const std::string all = world.said() + world.faults[0].text() + world.service.explain(world.faults[0]);
  EXPECT_EQ(all.find(kCanary), std::string::npos);
}

}  // namespace
}  // namespace jada::test
