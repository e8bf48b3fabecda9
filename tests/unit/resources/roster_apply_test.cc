#include <gmock/gmock.h>

#include "tests/unit/resources/roster_world.h"

namespace jada {
namespace {

using test::Items;
using test::RosterWorld;
using testing::HasSubstr;

using RosterApply = RosterWorld;

const std::string kAda = R"({"name":"Ada Park","phone":"+18185550100"})";

std::vector<WriteFate> fates(const std::vector<Outcome>& outcomes) {
  std::vector<WriteFate> fates;
  for (const Outcome& outcome : outcomes) fates.push_back(outcome.fate);
  return fates;
}

TEST_F(RosterApply, CreatesWithTheKeyAttributeFirst) {
  declare({{"ada", kAda}, {"be \"t\"", "{}"}});
  EXPECT_EQ(fates(apply(verdict().changes)), (std::vector{WriteFate::done, WriteFate::done}));
  EXPECT_EQ(items(), (Items{{"ada", R"({"crew_id":"ada","name":"Ada Park","phone":"+18185550100"})"},
                            {"be \"t\"", R"({"crew_id":"be \"t\""})"}}));
}

TEST_F(RosterApply, TouchesNoForeignAttribute) {
  declare({{"ada", R"({"address":{"city":"Lyndale"},"level":2})"}});
  items()["ada"] = R"({ "level": 1.0, "theirs":[1.50], "address":{"zip":"91331"} })";
  EXPECT_EQ(fates(apply(verdict().changes)), std::vector{WriteFate::done});
  EXPECT_EQ(items()["ada"], R"({ "level": 2, "theirs":[1.50], "address":{"zip":"91331","city":"Lyndale"} })");
}

TEST_F(RosterApply, MendsTheTypeOfAValue) {
  declare({{"ada", R"({"level":1})"}});
  items()["ada"] = R"({"level":"1"})";
  EXPECT_EQ(fates(apply(verdict().changes)), std::vector{WriteFate::done});
  EXPECT_EQ(items()["ada"], R"({"level":1})");
}

TEST_F(RosterApply, FieldNamesWithDotsAreNoPaths) {
  declare({{"ada", R"({"a.b":1,"c[0]":2})"}});
  items()["ada"] = R"({"a.b":0,"a":{"b":7},"c[0]":0})";
  EXPECT_EQ(fates(apply(verdict().changes)), std::vector{WriteFate::done});
  EXPECT_EQ(items()["ada"], R"({"a.b":1,"a":{"b":7},"c[0]":2})");
}

TEST_F(RosterApply, RecordsWhatItProved) {
  declare({{"ada", kAda}});
  const auto outcomes = apply(verdict().changes);
  ASSERT_TRUE(outcomes[0].item && outcomes[0].body);
  const std::uint64_t seed = store->identity()->seed;
  EXPECT_EQ(outcomes[0].item->key, "ada");
  EXPECT_EQ(outcomes[0].item->applied, digest_of(kAda, seed));
  EXPECT_EQ(outcomes[0].item->observed, digest_of(kAda, seed));
  EXPECT_EQ(outcomes[0].item->raw, digest_of(items()["ada"], seed));
  EXPECT_EQ(outcomes[0].item->status, ItemStatus::in_step);
  EXPECT_EQ(outcomes[0].item->verified_at, clock.now());
  EXPECT_EQ(outcomes[0].body->text, kAda);
}

TEST_F(RosterApply, ASecondApplyOfTheSamePlanChangesNothing) {
  declare({{"ada", kAda}});
  const auto changes = verdict().changes;
  apply(changes);
  const Items once = items();
  EXPECT_EQ(fates(apply(changes)), std::vector{WriteFate::done});
  EXPECT_EQ(items(), once);
}

TEST_F(RosterApply, DeletesWhatIsDeclaredNoMoreAndForgetsIt) {
  declare({{"ada", kAda}, {"bob", kAda}});
  converge();
  spec.on_extra = Roster::OnExtra::remove;
  declare({{"ada", kAda}});
  const auto outcomes = apply(verdict().changes);
  ASSERT_EQ(fates(outcomes), std::vector{WriteFate::done});
  EXPECT_FALSE(items().contains("bob"));
  ASSERT_TRUE(outcomes[0].item.has_value());
  EXPECT_FALSE(outcomes[0].item->applied || outcomes[0].item->observed);
}

struct RaceCase {
  std::string name;
  std::string before;  // the item when it is planned; empty: absent
  std::string between;
  bool declared;
  WriteFate fate;
  std::string says;
};

TEST_F(RosterApply, LosesNothingThatSomebodyWroteInBetween) {
  spec.on_extra = Roster::OnExtra::remove;
  const RaceCase cases[] = {
      {"an owned attribute moved", R"({"name":"Ada","phone":"1"})", R"({"name":"Ada","phone":"+18185550199"})", true,
       WriteFate::conflict, R"(changed while we were about to write it (.phone is now "+18185550199"); plan again)"},
      {"an owned attribute appeared", R"({"name":"Ada Park"})", R"({"name":"Ada Park","phone":"2"})", true,
       WriteFate::conflict, R"(.phone is now "2")"},
      {"an owned attribute went", R"({"name":"Ada Park","phone":"1"})", R"({"name":"Ada Park"})", true,
       WriteFate::conflict, ".phone is gone"},
      {"the item appeared", "", R"({"name":"Eve"})", true, WriteFate::conflict,
       "appeared while we were about to write it"},
      {"the item went", R"({"name":"Ada","phone":"1"})", "", true, WriteFate::conflict, "was deleted while we were"},
      {"the item was garbled", R"({"name":"Ada","phone":"1"})", "[]", true, WriteFate::conflict, "no JSON object"},
      {"an extra moved before it was deleted", R"({"name":"Ada"})", R"({"name":"Eve"})", false, WriteFate::conflict,
       R"(.name is now "Eve")"},
      {"somebody made it as declared", R"({"name":"Ada","phone":"1"})", kAda, true, WriteFate::done, ""},
      {"somebody created it as declared", "", kAda, true, WriteFate::done, ""},
      {"somebody deleted the extra", R"({"name":"Ada"})", "", false, WriteFate::done, ""},
  };
  for (const RaceCase& one : cases) {
    items().clear();
    if (!one.before.empty()) items()["ada"] = one.before;
    if (one.declared) declare({{"ada", kAda}});
    if (!one.declared) declare({});
    const auto changes = verdict().changes;
    ASSERT_EQ(changes.size(), 1u) << one.name;
    regions[kRegion].before_write = [&] {
      if (one.between.empty()) items().erase("ada");
      if (!one.between.empty()) items()["ada"] = one.between;
    };
    const auto outcomes = apply(changes);
    EXPECT_EQ(fates(outcomes), std::vector{one.fate}) << one.name;
    EXPECT_THAT(outcomes[0].trouble.message, HasSubstr(one.says)) << one.name;
    EXPECT_EQ(items().contains("ada") ? items()["ada"] : "", one.between) << one.name;
    EXPECT_EQ(outcomes[0].item.has_value(), one.fate == WriteFate::done) << one.name;
  }
}

TEST_F(RosterApply, CallsNothingDoneThatDoesNotReadBack) {
  declare({{"ada", kAda}});
  const auto changes = verdict().changes;
  regions[kRegion].after_write = [&] { items()["ada"] = R"({"name":"Ada Park","phone":"0"})"; };
  const auto outcomes = apply(changes);
  EXPECT_EQ(fates(outcomes), std::vector{WriteFate::unknown}) << "something was changed";
  EXPECT_EQ(outcomes[0].trouble.code, Code::conflict);
  EXPECT_THAT(outcomes[0].trouble.message, HasSubstr(R"(right after it was written (.phone is now "0"))"));
}

TEST_F(RosterApply, AFailedReadBackLeavesItOpen) {
  declare({{"ada", kAda}});
  const auto changes = verdict().changes;
  regions[kRegion].read_back_fails = true;
  const auto outcomes = apply(changes);
  EXPECT_EQ(fates(outcomes), std::vector{WriteFate::unknown});
  EXPECT_FALSE(outcomes[0].item.has_value());
}

TEST_F(RosterApply, WritesThatNobodyAnsweredAreReadBack) {
  declare({{"ada", kAda}});
  regions[kRegion].silent = {"ada"};
  EXPECT_EQ(fates(apply(verdict().changes)), std::vector{WriteFate::done});
}

TEST_F(RosterApply, OneRefusedItemDoesNotStopTheOthers) {
  declare({{"ada", kAda}, {"bob", kAda}, {"cy", kAda}});
  regions[kRegion].refuses = {"bob"};
  const auto outcomes = apply(verdict().changes);
  EXPECT_EQ(fates(outcomes), (std::vector{WriteFate::done, WriteFate::failed, WriteFate::done}));
  EXPECT_EQ(outcomes[1].trouble.message, "the item is refused");
  EXPECT_EQ(items().size(), 2u);
}

TEST_F(RosterApply, ARegionThatIsDownFailsAllOfThem) {
  declare({{"ada", kAda}, {"bob", kAda}});
  const auto changes = verdict().changes;
  regions[kRegion].down = true;
  EXPECT_EQ(fates(apply(changes)), (std::vector{WriteFate::failed, WriteFate::failed}));
}

TEST_F(RosterApply, ConvergesAndThenFindsNothingToDo) {
  std::vector<std::pair<std::string, std::string>> many;
  for (int i = 0; i < 3'000; ++i) many.emplace_back("item-" + std::to_string(i), R"({"n":)" + std::to_string(i) + "}");
  declare(many);
  converge();
  many[7].second = R"({"n":-1})";
  many.pop_back();
  spec.on_extra = Roster::OnExtra::remove;
  declare(many);
  const auto changes = verdict().changes;
  EXPECT_EQ(changes.size(), 2u);
  ++regions[kRegion].version;
  record(apply(changes));
  EXPECT_TRUE(verdict().changes.empty());
  EXPECT_EQ(items().size(), 2'999u);
}

}  // namespace
}  // namespace jada
