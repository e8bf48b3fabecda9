#include <gmock/gmock.h>

#include <functional>
#include <ostream>

#include "tests/unit/resources/roster_world.h"

namespace jada {
namespace {

using test::Items;
using test::RosterWorld;
using testing::HasSubstr;
using testing::IsEmpty;

// What records may tell once the declaration, the place or the region is not what it was.
using RosterRecall = RosterWorld;

struct EditCase {
  std::string name;
  std::string before;
  std::string after;
  std::string seen;      // by a look; empty: in step
  std::string recalled;  // from the state alone; empty: in step
};

// Shown when a case fails, in place of its bytes.
void PrintTo(const EditCase& one, std::ostream* out) { *out << one.name; }

const std::string kAda = R"({"name":"Ada Park","phone":"+18185550100"})";
const std::string kBob = R"({"name":"Bob Ito"})";
const std::string kNever = "never looked at";

const EditCase kEdits[] = {
    {"an attribute is declared no more", R"({"level":1,"name":"Ada"})", R"({"name":"Ada"})", "", ""},
    {"a member is declared no more", R"({"at":{"city":"L","zip":"9"}})", R"({"at":{"city":"L"}})", "", ""},
    {"one is declared no more, one edited", R"({"level":1,"name":"Ada"})", R"({"name":"A"})", R"({"name":"Ada"})",
     R"({"name":"Ada"})"},
    {"a foreign attribute is declared", R"({"name":"Ada"})", R"({"email":"new@example.com","name":"Ada"})",
     R"({"email":"old@example.com","name":"Ada"})", kNever},
    {"a foreign attribute is declared as it is", R"({"name":"Ada"})", R"({"email":"old@example.com","name":"Ada"})", "",
     kNever},
    {"a foreign member is declared", R"({"at":{"city":"L"}})", R"({"at":{"city":"L","unit":"3"}})",
     R"({"at":{"city":"L","unit":"2"}})", kNever},
};

class RosterEdit : public RosterWorld, public testing::WithParamInterface<EditCase> {
 protected:
  void edit() {
    items()["ada"] = R"({"crew_id":"ada","email":"old@example.com","at":{"unit":"2"}})";
    declare({{"ada", GetParam().before}});
    converge();
    declare({{"ada", GetParam().after}});
  }
};

// As in the cases: empty when there is nothing to find.
std::string seen_of(const Roster::Observed& observed) {
  return observed.findings.empty() ? "" : observed.findings[0].seen.value_or("absent");
}

TEST_P(RosterEdit, IsComparedWithWhatIsThere) {
  edit();
  const int scans = regions[kRegion].scans;
  const auto observed = seen();
  EXPECT_EQ(regions[kRegion].scans, scans);
  EXPECT_EQ(seen_of(observed), GetParam().seen);
}

TEST_P(RosterEdit, IsComparedWithTheStateAsFarAsItTells) {
  edit();
  const auto observed = look(true);
  if (GetParam().recalled == kNever) {
    ASSERT_FALSE(observed.has_value());
    EXPECT_THAT(observed.error().message, HasSubstr("plan once without --no-observe"));
    return;
  }
  ASSERT_TRUE(observed.has_value()) << observed.error().message;
  EXPECT_EQ(seen_of(*observed), GetParam().recalled);
}

TEST_P(RosterEdit, IsToldByTheStateOnceItWasLookedAt) {
  edit();
  record(verdict());
  const auto observed = look(true);
  ASSERT_TRUE(observed.has_value()) << observed.error().message;
  EXPECT_EQ(seen_of(*observed), GetParam().seen);
}

std::string case_name(const testing::TestParamInfo<EditCase>& one) {
  std::string name = one.param.name;
  std::erase_if(name, [](char c) { return c == ' ' || c == ','; });
  return name;
}

INSTANTIATE_TEST_SUITE_P(Edits, RosterEdit, testing::ValuesIn(kEdits), case_name);

TEST_F(RosterRecall, AnAttributeThatWasLookedForIsAbsent) {
  items()["ada"] = R"({"name":"Ada"})";
  declare({{"ada", R"({"email":"new@example.com","name":"Ada"})"}});
  record(verdict());
  const auto observed = look(true);
  ASSERT_TRUE(observed.has_value()) << observed.error().message;
  ASSERT_EQ(observed->findings.size(), 1u);
  EXPECT_EQ(observed->findings[0].seen, R"({"name":"Ada"})");
}

struct MoveCase {
  std::string name;
  std::function<void(Roster::Spec&)> move;
  std::string reason;
};

TEST_F(RosterRecall, WhatIsOursInOnePlaceIsForeignInAnother) {
  const MoveCase cases[] = {
      {"nothing", [](Roster::Spec&) {}, "removed_from_file"},
      {"the table", [](Roster::Spec& moved) { moved.table = "staff"; }, "not_ours"},
      {"the file", [](Roster::Spec& moved) { moved.replicas[0].path = "/east.db"; }, "not_ours"},
      {"the driver", [](Roster::Spec& moved) { moved.replicas[0].driver = "other"; }, "not_ours"},
  };
  const Roster::Spec home = spec;
  for (const MoveCase& one : cases) {
    store = memory_store();
    regions[kRegion].tables.clear();
    spec = home;
    declare({{"ada", R"({"name":"Ada"})"}, {"bob", R"({"name":"Bob"})"}});
    converge();
    regions[kRegion].tables["staff"] = items();
    declare({{"ada", R"({"name":"Ada"})"}});
    spec.on_extra = Roster::OnExtra::remove;
    one.move(spec);
    clock.time += std::chrono::seconds(1);
    for (int looks = 0; looks < 3; ++looks) {  // looking makes nothing ours
      const Verdict looked = verdict();
      ASSERT_EQ(looked.changes.size(), 1u) << one.name;
      EXPECT_EQ(looked.changes[0].reason, one.reason) << one.name << ", look " << looks;
      EXPECT_NE(looked.changes[0].revision, 0) << one.name;
      record(looked);
      clock.time += std::chrono::seconds(1);
    }
  }
}

TEST_F(RosterRecall, WhatIsMadeInTheNewPlaceIsOursThere) {
  declare({{"bob", R"({"name":"Bob"})"}});
  converge();
  clock.time += std::chrono::seconds(1);
  spec.table = "staff";
  EXPECT_THAT(look(true).error().message, HasSubstr("never looked at"));
  converge();
  EXPECT_TRUE(regions[kRegion].tables["staff"].contains("bob"));
  declare({});
  const auto observed = seen();
  ASSERT_EQ(observed.findings.size(), 1u);
  EXPECT_TRUE(observed.findings[0].ours);
}

TEST_F(RosterRecall, ARegionWithoutAnyItemMakesNothingForgotten) {
  declare({{"ada", R"({"name":"Ada"})"}, {"bob", R"({"name":"Bob"})"}});
  converge();
  declare({{"ada", R"({"name":"Ada"})"}});
  const Items before = std::exchange(items(), {});
  ++regions[kRegion].version;
  EXPECT_THAT(seen().settled.forget, IsEmpty());
  record(verdict());
  items() = before;
  ++regions[kRegion].version;
  const auto observed = seen();
  ASSERT_EQ(observed.findings.size(), 1u);
  EXPECT_EQ(observed.findings[0].key, "bob");
  EXPECT_TRUE(observed.findings[0].ours);
}

TEST_F(RosterRecall, ARecordThatALookLeftBehindIsNoItem) {
  declare({{"ada", R"({"name":"Ada"})"}, {"bob", R"({"name":"Bob"})"}});
  converge();
  declare({{"ada", R"({"name":"Ada"})"}});
  items().erase("bob");
  ++regions[kRegion].version;
  Verdict looked = verdict();
  looked.settled.clear();  // as plan does: it forgets nothing
  record(looked);
  declare({{"ada", R"({"name":"Ada"})"}, {"cy", R"({"name":"Cy"})"}});
  const auto observed = seen();
  ASSERT_EQ(observed.findings.size(), 1u);
  EXPECT_EQ(observed.findings[0].key, "cy");
}

TEST_F(RosterRecall, TheStateAloneTellsWhatWasLastSeen) {
  declare({{"ada", kAda}, {"bob", kBob}});
  converge();
  by_hand("ada", R"({"name":"Eve"})");
  record(verdict());
  regions[kRegion].down = true;
  declare({{"ada", kAda}, {"bob", kBob}, {"cy", kBob}});
  const auto observed = look(true);
  ASSERT_TRUE(observed.has_value()) << observed.error().message;
  ASSERT_EQ(observed->findings.size(), 2u);
  EXPECT_EQ(observed->findings[0].seen, R"({"name":"Eve"})");
  EXPECT_EQ(observed->findings[1].kind, Roster::Finding::Kind::missing);
}

TEST_F(RosterRecall, TheStateAloneSaysWhenItDoesNotKnow) {
  declare({{"ada", kAda}});
  EXPECT_THAT(look(true).error().message, HasSubstr("never looked at"));
  items()["ada"] = kAda;
  Verdict looked = verdict();
  looked.settled.clear();
  record(looked);
  declare({{"ada", kBob}});
  EXPECT_THAT(look(true).error().message, HasSubstr("plan without --no-observe"));
}

TEST_F(RosterRecall, ARenamedKeyAttributeIsWrittenIntoWhatIsThere) {
  declare({{"ada", kAda}, {"bob", kBob}});
  converge();
  by_hand("bob", R"({"crew_id":"bob","id":"bob","name":"Bob Ito"})");
  spec.key = "id";
  EXPECT_THAT(look(true).error().message, HasSubstr("renamed"));
  for (int turn = 0; turn < 2; ++turn) {  // a look that is only recorded does not make it forgotten
    const Verdict apart = verdict();
    ASSERT_EQ(apart.changes.size(), 1u) << turn;
    EXPECT_EQ(apart.changes[0].seen, kAda);
    EXPECT_EQ(apart.changes[0].wanted, R"({"id":"ada","name":"Ada Park","phone":"+18185550100"})");
    record(apart);
  }
  record(apply(verdict().changes));
  EXPECT_EQ(items()["ada"], R"({"crew_id":"ada","name":"Ada Park","phone":"+18185550100","id":"ada"})");
  const Verdict after = verdict();
  EXPECT_THAT(after.changes, IsEmpty());
  record(after);
  EXPECT_EQ(seen().note.key, "id");
  EXPECT_THAT(seen().settled.put, IsEmpty());
  EXPECT_THAT(look(true)->findings, IsEmpty());
}

TEST_F(RosterRecall, AKeyAttributeThatWasNotRenamedIsNeverCompared) {
  declare({{"ada", kAda}});
  converge();
  by_hand("ada", R"({"crew_id":"eve","name":"Ada Park","phone":"+18185550100"})");
  EXPECT_THAT(seen().findings, IsEmpty());
}

}  // namespace
}  // namespace jada
