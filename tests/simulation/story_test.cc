// The incident that the program grew from, told by a controller on a clock of its own.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/support/simulation.h"

namespace jada::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kFile = R"(
[controller]
tick = "1m"
heartbeat = { env = "HEARTBEAT" }
[token.google]
file = "/sim/token.json"
format = "plain"
token_url = "https://login.example/token"
client_id = "c1"
refresh_before = "20m"
[sync.port_sheet]
every = "30m"
run = ["port_sheet_sync"]
needs = ["token.google"]
[alert.oauth]
watch = ["token.*", "sync.*"]
consecutive_failures = 3
severity = "critical"
notify = ["channel.ops"]
escalate = { after = "30m", notify = ["channel.pager"] }
repeat = "4h"
[channel.ops]
type = "slack"
url = { env = "OPS" }
[channel.pager]
type = "pagerduty"
key = { env = "PAGER" }
)";

std::vector<std::string> outcomes(Simulation& world) {
  return world.sql("SELECT substr(slot_at, 12, 5), outcome, triggered FROM sync_runs ORDER BY slot_at");
}

std::vector<std::string> notices(Simulation& world) {
  return world.sql("SELECT transition, channel, status FROM notifications ORDER BY created_at, id");
}

TEST(Story, ARevokedGrantIsToldBeforeTheFirstSyncFails) {
  Simulation world(kFile);
  world.log_in();
  world.run(20min);
  ASSERT_THAT(world.posts, IsEmpty());
  world.provider = Simulation::Provider::dead;
  world.run(30min);
  ASSERT_THAT(world.posts, Not(IsEmpty()));
  EXPECT_THAT(world.posts.front(), HasSubstr("token.google"));
  EXPECT_THAT(world.posts.front(), HasSubstr("sync.port_sheet")) << "what depends on it";
  EXPECT_THAT(world.posts.front(), HasSubstr("jada-reconcile token login google")) << "the command that mends it";
  EXPECT_THAT(outcomes(world), Each(HasSubstr(" ok "))) << "the access token lived on: nothing has failed yet";
  world.run(2h);
  EXPECT_THAT(notices(world), ElementsAre("fired channel.ops sent", "escalated channel.pager sent"));
  EXPECT_THAT(outcomes(world), Contains(HasSubstr(" blocked ")));
  EXPECT_EQ(world.asked, 1) << "a dead refresh token is sent once";
  EXPECT_EQ(world.pings.back(), "/ping/fail");
}

TEST(Story, ARefusalWithoutAWordIsConfirmedTwiceAndToldOnce) {
  Simulation world(kFile);
  world.log_in();
  world.run(20min);
  world.provider = Simulation::Provider::refuses;
  world.run(3h);
  EXPECT_THAT(notices(world), ElementsAre("fired channel.ops sent", "escalated channel.pager sent"));
  world.run(4h);
  EXPECT_THAT(notices(world), SizeIs(4)) << "a reminder to both after four hours, nothing else";
  EXPECT_THAT(world.sql("SELECT state, occurrences FROM alerts WHERE subject = 'token.google'"),
              ElementsAre("firing 1"));
}

TEST(Story, AfterTheMendItIsOverOneRunCatchesUpAndTheHeartbeatIsGreen) {
  Simulation world(kFile);
  world.log_in();
  world.run(20min);
  world.provider = Simulation::Provider::dead;
  world.run(4h);
  const auto blocked = world.sql("SELECT count(*) FROM sync_runs WHERE outcome = 'blocked'");
  world.provider = Simulation::Provider::good;
  world.log_in();
  world.run(10min);
  EXPECT_THAT(world.posts.back(), testing::AnyOf(HasSubstr("resolve"), HasSubstr("resolved after")));
  const auto over = std::find_if(world.posts.begin(), world.posts.end(), [](const std::string& one) {
    return one.find("resolved after") != std::string::npos;
  });
  ASSERT_NE(over, world.posts.end());
  EXPECT_THAT(*over, HasSubstr(blocked.front() + " slots blocked"));
  EXPECT_THAT(world.sql("SELECT outcome FROM sync_runs WHERE triggered = 'catch_up'"), ElementsAre("ok"));
  EXPECT_EQ(world.pings.back(), "/ping");
  EXPECT_THAT(world.sql("SELECT state FROM alerts WHERE fired_at IS NOT NULL"), ElementsAre("resolved"));
  EXPECT_EQ(world.last.firing, 0u);
}

// A controller that ends and begins anew in the middle of it tells the same story.
TEST(Story, IsTheSameWhereverTheControllerIsRestarted) {
  std::vector<std::string> whole;
  for (const Duration restart : {Duration(0min), Duration(21min), Duration(50min), Duration(3h)}) {
    Simulation world(kFile);
    world.log_in();
    world.run(20min);
    world.provider = Simulation::Provider::dead;
    if (restart > 0min) world.run(restart);
    world.run(5h - restart);
    world.provider = Simulation::Provider::good;
    world.log_in();
    world.run(31min);
    auto story = notices(world);
    if (whole.empty()) whole = story;
    EXPECT_EQ(story, whole) << "restarted after " << to_string(restart);
  }
}

TEST(Story, AFileThatCannotBeUsedIsToldAndTheLastGoodOneStaysInForce) {
  Simulation world(kFile);
  world.log_in();
  world.after(10min, [&] { world.declare(std::string(kFile) + "[sync.other]\nevry = \"1h\"\n"); });
  world.after(50min, [&] { world.declare(kFile); });
  world.run(1h);
  EXPECT_THAT(world.posts, Contains(HasSubstr("desired.toml:")));
  EXPECT_THAT(outcomes(world), SizeIs(2)) << "the schedule went on";
  EXPECT_THAT(world.sql("SELECT state FROM alerts WHERE subject = 'controller.desired'"), ElementsAre("resolved"));
}

}  // namespace
}  // namespace jada::test
