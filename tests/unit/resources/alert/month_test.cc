// A month of random histories: nothing that is wrong goes untold, and nothing is told twice.
#include "tests/unit/resources/alert/rule_world.h"

namespace jada {
namespace {

using std::chrono::days;
using std::chrono::hours;
using test::rule_of;
using test::RuleWorld;
using test::Stand;

class Random {
 public:
  explicit Random(std::uint32_t seed) : seed_(seed) {}
  std::uint32_t below(std::uint32_t limit) {
    seed_ = seed_ * 1664525u + 1013904223u;
    return (seed_ >> 16) % limit;
  }

 private:
  std::uint32_t seed_;
};

// Two tokens and what needs them, each failing and mending by chance.
class Fleet {
 public:
  explicit Fleet(std::uint32_t seed) : random_(seed) {
    for (const char* token : {"token.azure", "token.google"}) stands_[token] = {};
    stands_["sync.sheet"] = {.needs = {"token.google"}};
    stands_["sync.report"] = {.needs = {"sync.sheet", "token.azure"}};
    stands_["roster.crew"] = {};
  }

  void live_on(Time now) {
    for (auto& [address, stand] : stands_) {
      const std::uint32_t chance = random_.below(60);
      if (chance == 0) stand.condition = "Unknown";
      if (chance == 1) stand.condition = "Suspended";
      if (chance < 4) continue;
      if (chance < 8) stand.condition = "Ready";
      const bool fails = stand.failures > 0 ? chance < 45 : chance < 11;
      stand.failures = fails ? stand.failures + 1 : 0;
      stand.is_permanent = fails && (stand.is_permanent || chance == 10);
      stand.diagnosis = !fails ? "" : stand.is_permanent ? "revoked" : stand.failures % 7 < 4 ? "" : "throttled";
      if (!fails && stand.condition == "Ready") stand.succeeded_at = now;
    }
  }
  const std::map<std::string, Stand>& stands() const { return stands_; }

  /// What has to be told by now, by the words of docs/alerts.md.
  std::vector<std::string> failing() const {
    std::vector<std::string> subjects;
    for (const auto& [address, stand] : stands_) {
      const bool is_known = stand.condition == "Ready" && !waits(stand);
      if (is_known && (stand.failures >= 3 || stand.is_permanent)) subjects.push_back(address);
    }
    return subjects;
  }

 private:
  bool waits(const Stand& stand) const {
    return std::any_of(stand.needs.begin(), stand.needs.end(), [this](const std::string& needed) {
      const Stand& its = stands_.at(needed);
      return (its.condition != "Suspended" && its.failures > 0) || waits(its);
    });
  }

  Random random_;
  std::map<std::string, Stand> stands_{};
};

// What one channel hears of one alert, in order.
class Ear {
 public:
  void hear(const NoticeRecord& notice, Time now) {
    const std::string& told = notice.transition;
    const std::string where = notice.alert_id + " " + to_string(now) + " " + told;
    EXPECT_TRUE(ids_.insert(notice.id).second) << where << ": an id twice";
    EXPECT_FALSE(told == "fired" && is_told_) << where;
    EXPECT_FALSE(told == "resolved" && !is_told()) << where;
    EXPECT_FALSE(told == "repeated" && now - last_ < hours(4)) << where;
    EXPECT_FALSE((told == "repeated" || told == "fired") && is_flapping_) << where;
    if (told == "flapping") is_flapping_ = true;
    if (told == "settled" || told == "resolved") is_flapping_ = false;
    const auto read = read_notice(notice.notice);
    ASSERT_TRUE(read) << where;
    is_told_ = !is_over(*read);
    last_ = now;
  }
  bool is_told() const { return is_told_ || is_flapping_; }

 private:
  bool is_told_ = false;
  bool is_flapping_ = false;
  Time last_{};
  std::set<std::string> ids_{};
};

// Every look reads all it knows from the state: as if the process were started anew each time.
class Month {
 public:
  explicit Month(std::uint32_t seed) : fleet_(seed) {
    Alert::Spec stale = failing_;
    stale.address.name = "stale";
    stale.when = Alert::When::stale;
    rules_ = {failing_, stale};
  }

  void live() {
    for (Duration age{0}; age < days(30); age += hours(1)) {
      fleet_.live_on(world_.now());
      world_.put(fleet_.stands());
      for (const Alert::Spec& rule : rules_) {
        look(rule);
        if (age % hours(4) != Duration(0)) continue;
        for (const std::string& told : look(rule)) EXPECT_EQ(told, "ops settled") << "told twice";
      }
      check();
      EXPECT_TRUE(world_.store->prune({.before = world_.now() - days(10)}));
      world_.pass(hours(1));
    }
  }

 private:
  std::vector<std::string> look(const Alert::Spec& rule) {
    auto told = world_.look(rule);
    for (NoticeRecord& notice : world_.last.notices) {
      ears_[notice.alert_id].hear(notice, world_.now());
      notice.revision = 1;
      notice.status = "sent";
    }
    EXPECT_TRUE(told.empty() || world_.store->commit({.notices = world_.last.notices}));
    return told;
  }

  void check() {
    std::set<std::string> open;
    for (const AlertRecord& alert : world_.book()) {
      const bool is_open = alert.state == "firing";
      if (is_open && alert.rule == "alert.rule") open.insert(alert.subject);
      EXPECT_TRUE(!is_open || ears_[alert.id].is_told()) << alert.id << " fires and nobody was told";
    }
    for (const std::string& subject : fleet_.failing())
      EXPECT_TRUE(open.contains(subject)) << subject << " fails untold at " << to_string(world_.now());
  }

  const Alert::Spec failing_ = rule_of("consecutive_failures = 3\nnotify = [\"channel.ops\"]\n").first;
  std::vector<Alert::Spec> rules_{};
  RuleWorld world_{};
  Fleet fleet_;
  std::map<std::string, Ear> ears_{};
};

TEST(AlertMonth, NothingGoesUntoldAndNothingIsToldTwice) {
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    Month(seed).live();
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace jada
