#include <gmock/gmock.h>

#include "tests/unit/resources/roster_world.h"

namespace jada {
namespace {

using Kind = Roster::Finding::Kind;
using test::RosterWorld;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RosterObserve : public RosterWorld {
 protected:
  std::vector<std::pair<std::string, Kind>> found() {
    std::vector<std::pair<std::string, Kind>> found;
    for (const auto& finding : seen().findings) found.emplace_back(finding.key, finding.kind);
    return found;
  }
};

const std::string kAda = R"({"name":"Ada Park","phone":"+18185550100"})";
const std::string kBob = R"({"name":"Bob Ito"})";

TEST_F(RosterObserve, SortsItemsIntoMissingDiffersExtraAndUnreadable) {
  declare({{"ada", kAda}, {"bob", kBob}, {"cy", kBob}, {"eve", kBob}});
  items() = {{"ada", R"({"crew_id":"ada","name":"Ada Park","phone":"+18185550101","theirs":1})"},
             {"aaa", R"({"crew_id":"aaa","name":"Nobody"})"},
             {"cy", "no json"},
             {"eve", R"({"name":"Bob Ito"})"},
             {"zed", "[]"}};
  const auto observed = seen();
  EXPECT_THAT(found(), ElementsAre(std::pair("aaa", Kind::extra), std::pair("ada", Kind::differs),
                                   std::pair("bob", Kind::missing), std::pair("cy", Kind::unreadable),
                                   std::pair("zed", Kind::unreadable)));
  EXPECT_EQ(observed.findings[0].seen, R"({"name":"Nobody"})");
  EXPECT_EQ(observed.findings[1].seen, R"({"name":"Ada Park","phone":"+18185550101"})");
  EXPECT_EQ(observed.findings[1].wanted, kAda);
  EXPECT_EQ(observed.findings[2].wanted, kBob);
  EXPECT_EQ(observed.findings[3].wanted, kBob);
  EXPECT_EQ(observed.findings[3].seen, std::nullopt);
  ASSERT_EQ(observed.settled.put.size(), 1u);
  EXPECT_EQ(observed.settled.put[0].key, "eve");
  EXPECT_EQ(observed.note.items, 6u);
}

struct OwnedCase {
  std::string name;
  std::string declared;
  std::string item;
  bool in_step;
};

TEST_F(RosterObserve, ComparesDeclaredAttributesByValue) {
  const OwnedCase cases[] = {
      {"as declared", R"({"n":1})", R"({"n":1})", true},
      {"foreign attributes", R"({"n":1})", R"({"n":1,"availability":{"mon":true}})", true},
      {"another order and spelling", R"({"a":1,"b":"ö"})", R"({ "b":"\u00f6", "a":1.0 })", true},
      {"text instead of number", R"({"n":1})", R"({"n":"1"})", false},
      {"number instead of text", R"({"n":"1"})", R"({"n":1})", false},
      {"true instead of one", R"({"n":1})", R"({"n":true})", false},
      {"attribute gone", R"({"n":1})", R"({})", false},
      {"null instead of absent", R"({"n":1})", R"({"n":null})", false},
      {"foreign member of a declared map", R"({"m":{"x":1}})", R"({"m":{"x":1,"y":2}})", true},
      {"declared member of a map moved", R"({"m":{"x":1}})", R"({"m":{"x":2}})", false},
      {"map became a text", R"({"m":{"x":1}})", R"({"m":"x"})", false},
      {"lists are compared whole", R"({"t":["a","b"]})", R"({"t":["a","b","c"]})", false},
      {"lists in another order", R"({"t":["a","b"]})", R"({"t":["b","a"]})", false},
      {"large numbers exactly", R"({"n":9007199254740993})", R"({"n":9007199254740992})", false},
      {"nothing declared", R"({})", R"({"n":1})", true},
  };
  for (const OwnedCase& one : cases) {
    declare({{"k", one.declared}});
    items() = {{"k", one.item}};
    EXPECT_EQ(seen().findings.empty(), one.in_step) << one.name;
  }
}

TEST_F(RosterObserve, AnAmbiguousTextIsUnreadable) {
  declare({{"k", R"({"a":1})"}});
  for (const std::string& text :
       {std::string(), std::string("null"), std::string(R"({"a":1,"a":1})"), std::string("{\"a\":\"\xff\"}"),
        "{\"a\":" + std::string(5000, '[') + std::string(5000, ']') + "}"}) {
    items() = {{"k", text}};
    EXPECT_THAT(found(), ElementsAre(std::pair("k", Kind::unreadable))) << text.substr(0, 30);
  }
}

TEST_F(RosterObserve, KeysAreAnyText) {
  declare({{"a b", kBob}, {"a/b@c", kBob}, {"ö", kBob}, {"船", kBob}});
  items() = {{"a b", kBob}, {"ö", kBob}, {"z", kBob}};
  EXPECT_THAT(found(), ElementsAre(std::pair("a/b@c", Kind::missing), std::pair("z", Kind::extra),
                                   std::pair("船", Kind::missing)));
}

TEST_F(RosterObserve, AnAbsentTableHasNothing) {
  declare({{"ada", kAda}});
  EXPECT_THAT(found(), ElementsAre(std::pair("ada", Kind::missing)));
}

TEST_F(RosterObserve, ConcludesNothingFromAFailedScan) {
  declare({{"ada", kAda}});
  regions[kRegion].version = 0;
  items() = {{"bob", kBob}};
  regions[kRegion].down = true;
  const auto observed = look();
  ASSERT_FALSE(observed.has_value());
  EXPECT_EQ(observed.error().code, Code::unavailable);
}

TEST_F(RosterObserve, WhatIsProvenByItsDigestIsNotRecordedAgain) {
  declare({{"ada", kAda}, {"bob", kBob}});
  converge();
  regions[kRegion].version = 0;
  const auto observed = seen();
  EXPECT_THAT(observed.settled.put, IsEmpty());
  EXPECT_EQ(observed.note.items, 2u);
}

TEST_F(RosterObserve, ForeignAttributesThatMoveAreRecordedButAreNoDrift) {
  declare({{"ada", kAda}});
  converge();
  by_hand("ada", R"({"crew_id":"ada","name":"Ada Park","phone":"+18185550100","theirs":2})");
  const auto observed = seen();
  EXPECT_THAT(observed.findings, IsEmpty());
  ASSERT_EQ(observed.settled.put.size(), 1u);
  EXPECT_EQ(observed.settled.put[0].raw, digest_of(items()["ada"], store->identity()->seed));
  EXPECT_THAT(observed.settled_bodies.put, IsEmpty());  // kept already
}

TEST_F(RosterObserve, AnItemThatIsGoneAndDeclaredNoMoreIsForgotten) {
  declare({{"ada", kAda}, {"bob", kBob}});
  converge();
  declare({{"ada", kAda}});
  items().erase("bob");
  ++regions[kRegion].version;
  const auto observed = seen();
  EXPECT_THAT(observed.findings, IsEmpty());
  EXPECT_THAT(observed.settled.forget, ElementsAre("bob"));
}

TEST_F(RosterObserve, OfAnItemOfOursOnlyOurAttributesAreSeenOnceItIsDeclaredNoMore) {
  declare({{"ada", kAda}});
  converge();
  declare({});
  by_hand("ada", R"({"crew_id":"ada","name":"Ada P.","phone":"+18185550100","theirs":2})");
  const auto observed = seen();
  ASSERT_EQ(observed.findings.size(), 1u);
  EXPECT_TRUE(observed.findings[0].ours);
  EXPECT_EQ(observed.findings[0].seen, R"({"name":"Ada P.","phone":"+18185550100"})");
}

TEST_F(RosterObserve, IgnoringExtrasLeavesThemOutOfSight) {
  spec.on_extra = Roster::OnExtra::ignore;
  items() = {{"zed", kBob}, {"zoe", "no json"}};
  EXPECT_THAT(found(), IsEmpty());
}

// --- the version of the region stands for a scan ---

TEST_F(RosterObserve, AnUnchangedRegionInStepIsProvenWithoutAScan) {
  declare({{"ada", kAda}, {"bob", kBob}});
  converge();
  const int scans = regions[kRegion].scans;
  const auto observed = seen();
  EXPECT_THAT(observed.findings, IsEmpty());
  EXPECT_EQ(observed.note.items, 2u);
  EXPECT_EQ(regions[kRegion].scans, scans);
}

TEST_F(RosterObserve, AnEditIsFoundFromTheRecordsOfAnUnchangedRegion) {
  declare({{"ada", kAda}, {"bob", kBob}});
  converge();
  const int scans = regions[kRegion].scans;
  declare({{"ada", kBob}, {"cy", kBob}});
  const auto observed = seen();
  EXPECT_EQ(regions[kRegion].scans, scans);
  ASSERT_EQ(observed.findings.size(), 3u);
  EXPECT_EQ(observed.findings[0].kind, Kind::differs);
  EXPECT_EQ(observed.findings[0].seen, R"({"name":"Ada Park"})");
  EXPECT_EQ(observed.findings[0].wanted, kBob);
  EXPECT_EQ(observed.findings[1].kind, Kind::extra);
  EXPECT_TRUE(observed.findings[1].ours);
  EXPECT_EQ(observed.findings[2].kind, Kind::missing);
}

TEST_F(RosterObserve, RecordsAndScanConcludeTheSame) {
  declare({{"ada", kAda}, {"bob", kBob}, {"cy", kBob}});
  converge();
  by_hand("bob", R"({"name":"Bobby"})");
  by_hand("zed", R"({"crew_id":"zed","name":"Zed"})");
  items().erase("cy");
  record(verdict());
  const int scans = regions[kRegion].scans;
  const auto by_records = verdict();
  EXPECT_EQ(regions[kRegion].scans, scans);
  regions[kRegion].version = 0;
  const auto by_scan = verdict();
  ASSERT_EQ(by_records.changes.size(), 3u);
  ASSERT_EQ(by_scan.changes.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(by_records.changes[i].id(), by_scan.changes[i].id());
    EXPECT_EQ(by_records.changes[i].reason, by_scan.changes[i].reason);
    EXPECT_EQ(by_records.changes[i].revision, by_scan.changes[i].revision);
  }
  EXPECT_EQ(by_records.items, by_scan.items);
}

TEST_F(RosterObserve, AnItemWithoutARecordIsLookedAtEvenWhenNothingMoved) {
  spec.on_extra = Roster::OnExtra::ignore;
  declare({{"ada", kAda}});
  items()["zed"] = R"({"name":"Zed"})";
  converge();
  declare({{"ada", kAda}, {"zed", kBob}});
  EXPECT_THAT(found(), ElementsAre(std::pair("zed", Kind::differs)));
}

TEST_F(RosterObserve, ScansWhenTheRecordsCannotStandForTheRegion) {
  declare({{"ada", kAda}});
  converge();
  int scans = regions[kRegion].scans;
  const auto scanned = [&] { return regions[kRegion].scans - std::exchange(scans, regions[kRegion].scans); };

  seen();
  EXPECT_EQ(scanned(), 0);
  ASSERT_TRUE(look(false, false).has_value());
  EXPECT_EQ(scanned(), 1) << "not trusted";
  ++regions[kRegion].version;
  seen();
  EXPECT_EQ(scanned(), 1) << "the region moved";
  --regions[kRegion].version;
  spec.on_extra = Roster::OnExtra::ignore;
  seen();
  EXPECT_EQ(scanned(), 1) << "another setting";
  spec.on_extra = Roster::OnExtra::report;
  regions[kRegion].version = 0;
  seen();
  EXPECT_EQ(scanned(), 1) << "not vouched for";
}

TEST_F(RosterObserve, RecordsThatDoNotAddUpAreNotUsed) {
  declare({{"ada", kAda}});
  converge();
  by_hand("ada", R"({"name":"Eve"})");
  Verdict only_note = verdict();
  only_note.changes.clear();  // the note says one is apart, no record does
  record(only_note);
  EXPECT_THAT(found(), ElementsAre(std::pair("ada", Kind::differs)));
}

TEST_F(RosterObserve, AnUnreadableItemIsLookedAtAgain) {
  declare({{"ada", kAda}});
  converge();
  by_hand("ada", "no json");
  record(verdict());
  const int scans = regions[kRegion].scans;
  EXPECT_THAT(found(), ElementsAre(std::pair("ada", Kind::unreadable)));
  EXPECT_EQ(regions[kRegion].scans, scans + 1);
}

TEST_F(RosterObserve, ItemsInStepButNotOursAreOfferedUntilTheyAre) {
  declare({{"ada", kAda}});
  items()["ada"] = kAda;
  Verdict looked = verdict();
  ASSERT_EQ(looked.settled.size(), 1u);
  looked.settled.clear();  // as plan does: it makes nothing ours
  record(looked);
  ASSERT_EQ(verdict().settled.size(), 1u);
  EXPECT_EQ(verdict().settled[0].put.size(), 1u);
}

TEST_F(RosterObserve, TenThousandItemsAreSortedRight) {
  std::vector<std::pair<std::string, std::string>> many;
  for (int i = 0; i < 10'000; ++i) many.emplace_back("item-" + std::to_string(i), R"({"n":)" + std::to_string(i) + "}");
  declare(many);
  for (const auto& [key, body] : many) items()[key] = body;
  items()["item-77"] = R"({"n":0})";
  items().erase("item-9999");
  items()["item-"] = "{}";
  EXPECT_THAT(found(), ElementsAre(std::pair("item-", Kind::extra), std::pair("item-77", Kind::differs),
                                   std::pair("item-9999", Kind::missing)));
  EXPECT_EQ(seen().settled.put.size(), 9'998u);
}

}  // namespace
}  // namespace jada
