// What a person mistyped is seen in a plan, before anybody has to be told anything.
#include "tests/support/world.h"
#include "tests/unit/resources/channel/channel_world.h"

namespace jada {
namespace {

using testing::HasSubstr;
using testing::Not;

class Flaws : public ChannelWorld {
 protected:
  Ailment ailment_with(const std::string& name, const std::string& text) {
    outside.secrets.variables[name] = text;
    return verdict().ailment;
  }
};

TEST_F(Flaws, AreFoundWithoutSendingAnything) {
  EXPECT_EQ(verdict().ailment.diagnosis, "");
  const struct {
    Type type;
    const char* name;
    const char* text;
    const char* cause;
  } cases[] = {{Type::slack, "URL", "hooks.example.com/canary", "the variable URL holds no https address"},
               {Type::slack, "URL", "http://hooks.example.com/canary", "the variable URL holds no https address"},
               {Type::slack, "URL", " ", "the variable URL is empty"},
               {Type::webhook, "SIGNING", "canary", "the variable SIGNING: the key of a webhook is `whsec_`"},
               {Type::ntfy, "TOPIC", "canary/topic", "the variable TOPIC holds no name of a topic"},
               {Type::pagerduty, "KEY", "canary key", "the variable KEY holds more than one word"}};
  for (const auto& one : cases) {
    outside.secrets.variables["URL"] = "https://hooks.example.com/services/canary";
    spec = spec_of(one.type);
    const Ailment ailment = ailment_with(one.name, one.text);
    EXPECT_EQ(ailment.diagnosis, "flawed") << one.cause;
    EXPECT_THAT(ailment.cause, HasSubstr(one.cause));
    EXPECT_THAT(ailment.cause, Not(HasSubstr("canary")));
    EXPECT_THAT(ailment.remedy, HasSubstr(std::string("the variable ") + one.name));
    EXPECT_TRUE(ailment.is_permanent);
    EXPECT_EQ(verdict().track_record->failures, 1);
  }
  EXPECT_EQ(sent(), 0u);
}

TEST_F(Flaws, HaveTheirNoticesWaitUntilTheyAreMended) {
  outside.secrets.variables.erase("URL");
  wait("a");
  apply();
  EXPECT_EQ(sent(), 0u);
  EXPECT_TRUE(kept("a.fired").is_waiting());
  EXPECT_EQ(kept("a.fired").error, "the variable URL is not set");
  outside.secrets.variables["URL"] = "https://hooks.example.com/services/canary\n";
  live(std::chrono::minutes{6});
  EXPECT_EQ(kept("a.fired").status, "sent");
}

TEST_F(Flaws, MakeAChannelFailInThePlan) {
  test::World world;
  const auto standing = [&] {
    const test::Told told = world.plan();
    EXPECT_EQ(told.error, "");
    for (const Standing& one : told.plan.standings) {
      if (one.address == kOps) return one;
    }
    return Standing{.address = {}};
  };
  world.declare("[channel.ops]\ntype = 'slack'\nurl = { env = 'SLACK_WEBHOOK_URL' }\n");
  EXPECT_EQ(standing().condition, Condition::failing);
  EXPECT_EQ(standing().message, "the variable SLACK_WEBHOOK_URL is not set");
  world.beside.secrets.variables["SLACK_WEBHOOK_URL"] = "https://hooks.example.com/services/x";
  EXPECT_EQ(standing().condition, Condition::ready);
}

}  // namespace
}  // namespace jada
