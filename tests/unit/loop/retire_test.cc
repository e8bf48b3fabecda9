#include "engine/loop/retire.h"

#include <gmock/gmock.h>

#include "resources/registry.h"
#include "tests/support/world.h"
#include "tests/unit/loop/by_hand.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kRegion = "[region.east]\npath = \"/east.db\"\n";

std::string dock(const std::string& keys) {
  return "[roster.dock]\nkey = \"crew_id\"\nreplicas = [\"region.east\"]\n" + keys +
         "\n[roster.dock.entries.cy]\nrole = \"hand\"\n";
}

class RetireTest : public testing::Test {
 protected:
  /// What the state knows and no file declares, after `keys` were applied and the block went.
  std::vector<Undeclared> gone_after(const std::string& keys) {
    world.declare(kRegion + dock(keys));
    EXPECT_EQ(world.apply().exit_code, 0);
    desired = test::desired_of(test::declared("region.east"));
    return *undeclared(desired, *world.store);
  }
  std::vector<std::string> notes(const std::vector<Undeclared>& gone) {
    std::vector<std::string> told;
    for (const Diagnostic& note : notes_on(gone)) told.push_back(note.message);
    return told;
  }
  test::World world{};
  Desired desired{};
};

TEST_F(RetireTest, FindsWhatTheFileNoLongerDeclares) {
  auto gone = gone_after("");
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(gone.front().address, test::at("roster.dock"));
  EXPECT_FALSE(gone.front().remove_with_block);
  EXPECT_THAT(notes(gone), ElementsAre(HasSubstr("will be forgotten; what it made stays")));
}

TEST_F(RetireTest, BringsBackOnlyWhatOwesADelete) {
  auto forgotten = gone_after("");
  ASSERT_TRUE(add_retired(desired, registry(), forgotten, *world.store));
  EXPECT_EQ(desired.find(test::at("roster.dock")), nullptr);
  auto gone = gone_after("on_remove = \"delete\"");
  EXPECT_THAT(notes(gone), ElementsAre(HasSubstr("what it made will be deleted")));
  ASSERT_TRUE(add_retired(desired, registry(), gone, *world.store));
  ASSERT_NE(desired.find(test::at("roster.dock")), nullptr);
  EXPECT_TRUE(desired.find(test::at("roster.dock"))->retired);
  EXPECT_THAT(desired.find(test::at("roster.dock"))->resource->replicas(), ElementsAre("east"));
}

TEST_F(RetireTest, KeepsTheProtectionOfABlockThatIsGone) {
  auto gone = gone_after("on_remove = \"delete\"\nprotect = true");
  EXPECT_THAT(notes(gone), ElementsAre(HasSubstr("protect = true")));
  ASSERT_TRUE(add_retired(desired, registry(), gone, *world.store));
  EXPECT_TRUE(desired.find(test::at("roster.dock"))->common.protect);
}

// The block is read again from the state: its region went from the file together with it.
TEST_F(RetireTest, FollowsReferencesToBlocksThatAreGoneToo) {
  (void)gone_after("on_remove = \"delete\"");
  world.declare("");
  EXPECT_THAT(world.apply().lines, ElementsAre("- roster.dock/cy@east delete edit done"));
  EXPECT_EQ(world.item("east", "dock", "cy"), "absent");
}

TEST_F(RetireTest, IsForgottenOnceNothingIsLeft) {
  (void)gone_after("on_remove = \"delete\"");
  world.declare(kRegion);
  world.regions["east"].refuses = {"cy"};
  EXPECT_EQ(world.apply().exit_code, 1);
  EXPECT_TRUE(*world.store->find(test::at("roster.dock"))) << "the delete is still owed";
  world.regions["east"].refuses.clear();
  EXPECT_EQ(world.apply().exit_code, 0);
  EXPECT_FALSE(*world.store->find(test::at("roster.dock")));
  EXPECT_THAT(*undeclared(desired, *world.store), IsEmpty());
}

}  // namespace
}  // namespace jada
