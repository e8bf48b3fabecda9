// A month of trouble by chance, the same for the same seed: nothing is lost, nothing is told twice, nobody is left in
// the dark.
#include <gmock/gmock.h>

#include <map>
#include <random>

#include "tests/support/simulation.h"

namespace jada::test {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;

#ifdef NDEBUG
constexpr Duration kMonth = 24h * 30;
#else
constexpr Duration kMonth = 24h * 6;  // what is compiled to be debugged is slow
#endif

constexpr const char* kFile = R"(
[controller]
tick = "15m"
keep = "400d"
[token.google]
file = "/sim/token.json"
format = "plain"
token_url = "https://login.example/token"
client_id = "c1"
refresh_before = "20m"
[sync.port_sheet]
every = "1h"
run = ["port_sheet_sync"]
needs = ["token.google"]
retry = { attempts = 2, interval = "2m" }
[sync.nightly]
cron = "30 2 * * *"
timezone = "America/New_York"
run = ["backup"]
[alert.oauth]
watch = ["token.*", "sync.*"]
consecutive_failures = 2
notify = ["channel.ops"]
[channel.ops]
type = "slack"
url = { env = "OPS" }
)";

// Trouble comes every few hours and lasts up to a day; now and then the controller is restarted, or was down for hours.
void live(Simulation& world, std::mt19937& random, Duration length) {
  const auto hours = [&](unsigned most) { return std::chrono::hours(1 + random() % most); };
  const Time until = world.clock.time + length;
  while (world.clock.time < until) {
    switch (random() % 6) {
      case 0: world.provider = Simulation::Provider::dead; break;
      case 1: world.provider = Simulation::Provider::silent; break;
      case 2: world.job = [] { return FakeJobs::exited(1, "token error"); }; break;
      default:
        world.provider = Simulation::Provider::good;
        world.job = [] { return FakeJobs::exited(0, "synced"); };
        world.log_in();
    }
    world.run(hours(18));
    if (random() % 4 == 0) world.clock.time += hours(9);  // nobody is there
  }
}

void mend(Simulation& world) {
  world.provider = Simulation::Provider::good;
  world.job = [] { return FakeJobs::exited(0, "synced"); };
  world.log_in();
  world.run(6h);
}

TEST(Month, NothingIsLostAndNothingIsToldTwice) {
  Simulation world(kFile);
  std::mt19937 random(1);
  world.log_in();
  live(world, random, kMonth);
  mend(world);
  EXPECT_THAT(world.sql("SELECT address, slot_at FROM sync_runs WHERE outcome IS NULL"), IsEmpty())
      << "every slot ends";
  // Between the first and the last slot of an hourly schedule none is missing.
  EXPECT_EQ(world.sql("SELECT count(*) FROM sync_runs WHERE address = 'sync.port_sheet' AND triggered = 'slot'"),
            world.sql("SELECT 1 + CAST(round((julianday(max(slot_at)) - julianday(min(slot_at))) * 24) AS INTEGER)"
                      " FROM sync_runs WHERE address = 'sync.port_sheet' AND triggered = 'slot'"));
  EXPECT_THAT(world.sql("SELECT date(slot_at) FROM sync_runs WHERE address = 'sync.nightly' AND triggered = 'slot'"
                        " GROUP BY 1 HAVING count(*) <> 1"),
              IsEmpty());
  EXPECT_THAT(world.sql("SELECT id FROM alerts WHERE state <> 'resolved'"), IsEmpty()) << "after the mend all is over";
  EXPECT_THAT(world.sql("SELECT id FROM notifications WHERE status <> 'sent'"), IsEmpty());
  EXPECT_THAT(
      world.sql(
          "SELECT alert_id FROM notifications GROUP BY 1"
          " HAVING sum(transition IN ('fired', 'flapping')) = 0 OR sum(transition IN ('resolved', 'settled')) = 0"),
      IsEmpty())
      << "whatever was begun to be told was ended";
  EXPECT_THAT(world.sql("SELECT address, condition, reason, message FROM resources WHERE condition NOT IN ('Ready', "
                        "'Pending') AND kind <> 'token'"),
              IsEmpty());
}

TEST(Month, IsTheSameForTheSameSeed) {
  const auto tell = [](unsigned seed) {
    Simulation world(kFile);
    std::mt19937 random(seed);
    world.log_in();
    live(world, random, kMonth / 6);
    auto all = world.posts;
    for (std::string& run : world.sql("SELECT slot_at, outcome, attempts FROM sync_runs ORDER BY 1, 2"))
      all.push_back(run);
    return all;
  };
  EXPECT_EQ(tell(7), tell(7));
  EXPECT_NE(tell(7), tell(8));
}

}  // namespace
}  // namespace jada::test
