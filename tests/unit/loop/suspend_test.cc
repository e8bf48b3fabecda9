#include "engine/loop/suspend.h"

#include <gmock/gmock.h>

#include "state/open.h"
#include "tests/unit/loop/by_hand.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Time kNoon{std::chrono::hours{12}};

class SuspendTest : public testing::Test {
 protected:
  void suspend(const std::string& address, Suspension suspension) {
    const auto record = suspension_record(*store, test::at(address), suspension, "ann", kNoon);
    ASSERT_TRUE(record);
    ASSERT_TRUE(store->commit({.put = {*record}}));
  }
  /// `address: sentence`, those in force.
  std::vector<std::string> in_force(Time now, const Desired& desired = {}) {
    const auto found = suspensions(desired, *store, now);
    std::vector<std::string> told;
    for (const auto& [address, suspension] : *found) told.push_back(to_string(address) + ": " + sentence(suspension));
    return told;
  }
  std::unique_ptr<Store> store = memory_store();
};

TEST_F(SuspendTest, EndsByItself) {
  suspend("roster.crew", {.until = kNoon + std::chrono::hours{1}, .reason = "engine swap"});
  EXPECT_THAT(in_force(kNoon), ElementsAre("roster.crew: suspended until 1970-01-01T13:00:00.000Z: engine swap"));
  EXPECT_THAT(in_force(kNoon + std::chrono::hours{1} - Duration{1}), testing::SizeIs(1));
  EXPECT_THAT(in_force(kNoon + std::chrono::hours{1}), IsEmpty());
}

TEST_F(SuspendTest, WithoutAnEndLastsUntilTakenBack) {
  suspend("roster.crew", {});
  EXPECT_THAT(in_force(kNoon + std::chrono::hours{24 * 3650}), ElementsAre("roster.crew: suspended"));
  ASSERT_TRUE(store->commit({.forget = {suspension_address(test::at("roster.crew"))}}));
  EXPECT_THAT(in_force(kNoon), IsEmpty());
}

TEST_F(SuspendTest, SaidAgainReplacesTheFirst) {
  suspend("roster.crew", {.until = kNoon + std::chrono::hours{1}, .reason = "swap"});
  suspend("roster.crew", {.reason = "longer"});
  EXPECT_THAT(in_force(kNoon + std::chrono::hours{2}), ElementsAre("roster.crew: suspended: longer"));
}

TEST_F(SuspendTest, InTheFileWinsOverTheState) {
  suspend("roster.crew", {.reason = "said"});
  suspend("roster.dock", {.reason = "said"});
  Common written;
  written.suspend = Suspension{.until = kNoon + std::chrono::hours{1}, .reason = "written"};
  const Desired desired =
      test::desired_of(test::declared("roster.crew", std::move(written)), test::declared("roster.dock"));
  EXPECT_THAT(in_force(kNoon, desired), ElementsAre("roster.crew: suspended until 1970-01-01T13:00:00.000Z: written",
                                                    "roster.dock: suspended: said"));
  EXPECT_THAT(in_force(kNoon + std::chrono::hours{1}, desired),
              ElementsAre("roster.crew: suspended: said", "roster.dock: suspended: said"));
}

}  // namespace
}  // namespace jada
