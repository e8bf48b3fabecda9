#include <gmock/gmock.h>

#include "resources/roster/roster.h"

namespace jada {
namespace {

using Finding = Roster::Finding;
using OnExtra = Roster::OnExtra;
using testing::ElementsAre;
using testing::IsEmpty;

Roster::Spec spec_with(OnExtra on_extra) {
  return {.address = {"roster", "crew"},
          .table = "crew",
          .key = "crew_id",
          .replicas = {{.name = "east", .driver = "sqlite"}, {.name = "west", .driver = "sqlite"}},
          .on_extra = on_extra,
          .items = ItemSet({{"ada", R"({"n":1})", {1, 14, 3}}}, 0),
          .files = {"desired.toml", "crew.csv"}};
}

Verdict diff(OnExtra on_extra, const Finding& finding) {
  std::vector<ReplicaSight<Roster::Observed>> sights;
  sights.push_back({"west", Roster::Observed{.note = {.items = 3}, .findings = {finding}}});
  return Roster::diff(spec_with(on_extra), sights, Time{});
}

struct DiffCase {
  std::string name;
  OnExtra on_extra;
  Finding finding;
  std::optional<Action> action;
  std::optional<Cause> cause;
  std::string reason;
  std::string detail = "";
  bool held = false;
};

TEST(RosterDiff, DecidesByFindingAndOnExtra) {
  const Finding missing{.kind = Finding::Kind::missing, .key = "ada", .item = 0, .wanted = R"({"n":1})"};
  const Finding differs{
      .kind = Finding::Kind::differs, .key = "ada", .item = 0, .seen = R"({"n":2})", .wanted = R"({"n":1})"};
  const Finding ours{.kind = Finding::Kind::extra, .key = "bob", .seen = R"({"n":2})", .revision = 4, .ours = true};
  const Finding foreign{.kind = Finding::Kind::extra, .key = "bob", .seen = R"({"n":2})"};
  const Finding garbled{
      .kind = Finding::Kind::unreadable, .key = "ada", .item = 0, .wanted = R"({"n":1})", .why = "not JSON: byte 1"};
  const DiffCase cases[] = {
      {"missing", OnExtra::report, missing, Action::create, std::nullopt, "absent"},
      {"missing, deleting", OnExtra::remove, missing, Action::create, std::nullopt, "absent"},
      {"differs", OnExtra::report, differs, Action::update, std::nullopt, "differs"},
      {"ours, reporting", OnExtra::report, ours, std::nullopt, Cause::unmanaged, "extra", "declared no more"},
      {"foreign, reporting", OnExtra::report, foreign, std::nullopt, Cause::unmanaged, "extra"},
      {"ours, deleting", OnExtra::remove, ours, Action::remove, std::nullopt, "removed_from_file"},
      {"foreign, deleting", OnExtra::remove, foreign, Action::remove, Cause::unmanaged, "not_ours"},
      {"unreadable", OnExtra::remove, garbled, std::nullopt, Cause::drift, "unreadable", "not JSON: byte 1", true},
  };
  for (const DiffCase& one : cases) {
    const Verdict verdict = diff(one.on_extra, one.finding);
    ASSERT_EQ(verdict.changes.size(), 1u) << one.name;
    const Change& change = verdict.changes.front();
    EXPECT_EQ(change.address, (Address{"roster", "crew", one.finding.key, "west"})) << one.name;
    EXPECT_EQ(change.action, one.action) << one.name;
    EXPECT_EQ(change.cause, one.cause) << one.name;
    EXPECT_EQ(change.reason, one.reason) << one.name;
    EXPECT_EQ(change.detail, one.detail) << one.name;
    EXPECT_EQ(change.blocked_by.empty(), !one.held) << one.name;
    EXPECT_EQ(change.seen, one.finding.seen) << one.name;
    EXPECT_EQ(change.wanted, one.finding.wanted) << one.name;
    EXPECT_EQ(change.revision, one.finding.revision) << one.name;
  }
}

TEST(RosterDiff, NamesThePlaceInTheFile) {
  const Finding missing{.kind = Finding::Kind::missing, .key = "ada", .item = 0, .wanted = "{}"};
  EXPECT_EQ(diff(OnExtra::report, missing).changes.front().source, (Position{"crew.csv", 14, 3}));
  const Finding extra{.kind = Finding::Kind::extra, .key = "bob", .seen = "{}"};
  EXPECT_EQ(diff(OnExtra::report, extra).changes.front().source.line, 0);
}

TEST(RosterDiff, ConcludesNothingAboutAReplicaThatCouldNotBeSeen) {
  std::vector<ReplicaSight<Roster::Observed>> sights;
  sights.push_back({"east", Error{Code::unavailable, "no answer"}});
  sights.push_back({"west", Roster::Observed{.note = {.items = 1}}});
  const Verdict verdict = Roster::diff(spec_with(OnExtra::remove), sights, Time{});
  EXPECT_THAT(verdict.changes, IsEmpty());
  ASSERT_EQ(verdict.replica_notes.size(), 1u);
  EXPECT_EQ(verdict.replica_notes[0].first, "west");
  EXPECT_EQ(verdict.items, 1u);
}

TEST(RosterDiff, CountsTheItemsOfAllReplicas) {
  std::vector<ReplicaSight<Roster::Observed>> sights;
  sights.push_back({"east", Roster::Observed{.note = {.items = 3}}});
  sights.push_back({"west", Roster::Observed{.note = {.items = 4}}});
  EXPECT_EQ(Roster::diff(spec_with(OnExtra::report), sights, Time{}).items, 7u);
}

TEST(RosterDiff, HandsOnWhatIsSettled) {
  Roster::Observed observed;
  observed.settled = {.address = {"roster", "crew", "", "west"}, .put = {{.key = "ada"}}, .forget = {"bob"}};
  observed.settled_bodies = {.resource = {"roster", "crew"}, .put = {{"ada", 1, "{}"}}};
  std::vector<ReplicaSight<Roster::Observed>> sights;
  sights.push_back({"west", observed});
  const Verdict verdict = Roster::diff(spec_with(OnExtra::report), sights, Time{});
  ASSERT_EQ(verdict.settled.size(), 1u);
  EXPECT_THAT(verdict.settled[0].forget, ElementsAre("bob"));
  EXPECT_EQ(verdict.settled[0].put.size(), 1u);
  EXPECT_EQ(verdict.settled_bodies.size(), 1u);
}

TEST(RosterNeeds, ItsRegions) {
  EXPECT_THAT(Roster::needs(spec_with(OnExtra::report)),
              ElementsAre(Address{"region", "east"}, Address{"region", "west"}));
  EXPECT_THAT(Roster::replicas(spec_with(OnExtra::report)), ElementsAre("east", "west"));
}

}  // namespace
}  // namespace jada
