#include "engine/loop/cause.h"

#include <gmock/gmock.h>

#include "state/open.h"
#include "tests/unit/loop/by_hand.h"

namespace jada {
namespace {

constexpr const char* kAda = "roster.crew/ada@east";

class CauseTest : public testing::Test {
 protected:
  Change found(Change change) {
    std::vector<Change> changes{std::move(change)};
    EXPECT_TRUE(find_causes(test::at("roster.crew"), changes, *store));
    return changes.front();
  }
  /// The change against what was applied, found again from the state.
  Change after_applying(const std::string& applied, std::optional<std::string> seen,
                        std::optional<std::string> wanted) {
    const auto revision = test::make_ours(*store, kAda, applied);
    return found({.address = test::at(kAda),
                  .action = Action::update,
                  .seen = std::move(seen),
                  .wanted = std::move(wanted),
                  .revision = revision});
  }
  std::unique_ptr<Store> store = memory_store();
};

TEST_F(CauseTest, OfOneItemIsThatOfAllItsFields) {
  const struct {
    const char* name;
    std::string applied;
    std::optional<std::string> seen, wanted;
    Cause cause;
  } cases[] = {
      {"the file moved", R"({"a":1})", R"({"a":1})", R"({"a":2})", Cause::edit},
      {"the world moved", R"({"a":1})", R"({"a":2})", R"({"a":1})", Cause::drift},
      {"both moved one field", R"({"a":1})", R"({"a":2})", R"({"a":3})", Cause::both},
      {"each moved another field", R"({"a":1,"b":1})", R"({"a":2,"b":1})", R"({"a":1,"b":2})", Cause::both},
      {"a new field", R"({"a":1})", R"({"a":1})", R"({"a":1,"b":1})", Cause::edit},
      {"one element of a list", R"({"a":[1,2]})", R"({"a":[1,3]})", R"({"a":[1,2]})", Cause::drift},
      {"deleted by hand", R"({"a":1})", {}, R"({"a":1})", Cause::drift},
      {"deleted by hand and edited", R"({"a":1})", {}, R"({"a":2})", Cause::both},
      {"declared no more", R"({"a":1})", R"({"a":1})", {}, Cause::edit},
      {"an item without attributes, deleted by hand", R"({})", {}, R"({})", Cause::drift},
  };
  for (const auto& one : cases) {
    store = memory_store();
    const Change change = after_applying(one.applied, one.seen, one.wanted);
    EXPECT_EQ(word(*change.cause), word(one.cause)) << one.name;
    EXPECT_EQ(change.applied, one.applied) << one.name;
  }
}

TEST_F(CauseTest, GoesWithTheFieldsOfWhatIsThereAndDeclared) {
  const auto revision = test::make_ours(*store, kAda, R"({"a":1,"b":1})");
  const auto apart = [&](const char* item, std::optional<std::string> seen) {
    return Change{.address = test::at(item),
                  .action = Action::update,
                  .seen = std::move(seen),
                  .wanted = R"({"a":1,"b":2})",
                  .revision = item == kAda ? revision : 0};
  };
  std::vector<Change> changes{apart(kAda, R"({"a":2,"b":1})"), apart("roster.crew/bo@east", R"({"a":2,"b":1})"),
                              apart("roster.crew/bo@west", R"({"a":2,"b":1})"), apart("roster.crew/cy@east", {})};
  ASSERT_TRUE(find_causes(test::at("roster.crew"), changes, *store));
  const auto causes = [](const Change& change) {
    std::string text;
    for (const Edit& edit : change.edits) text += edit.path + " " + std::string(word(edit.cause)) + ";";
    return text;
  };
  EXPECT_EQ(causes(changes[0]), "a drift;b edit;");
  EXPECT_EQ(causes(changes[1]), "a edit;b edit;") << "alike but for what was applied";
  EXPECT_EQ(causes(changes[2]), "a edit;b edit;");
  EXPECT_EQ(causes(changes[3]), "") << "a whole item";
}

TEST_F(CauseTest, OfAnItemNeverMadeIsEdit) {
  EXPECT_EQ(found({.address = test::at(kAda), .action = Action::create, .wanted = R"({"a":1})"}).cause, Cause::edit);
  EXPECT_EQ(found({.address = test::at(kAda), .action = Action::create, .wanted = R"({})"}).cause, Cause::edit);
  EXPECT_EQ(
      found({.address = test::at(kAda), .action = Action::update, .seen = R"({"a":2})", .wanted = R"({"a":1})"}).cause,
      Cause::edit);
}

TEST_F(CauseTest, OfARecordThatIsNotOursIsEdit) {
  const Address address = test::at(kAda);
  ASSERT_TRUE(
      store->commit({.items = {{{address.kind, address.name, {}, address.replica}, {{.key = "ada", .observed = 7}}}}}));
  const Change change = found(
      {.address = address, .action = Action::update, .seen = R"({"a":2})", .wanted = R"({"a":1})", .revision = 1});
  EXPECT_EQ(change.cause, Cause::edit);
  EXPECT_FALSE(change.applied);
}

TEST_F(CauseTest, KeepsWhatTheKindSaid) {
  const Change change = found({.address = test::at(kAda), .cause = Cause::unmanaged, .seen = R"({"a":2})"});
  EXPECT_EQ(change.cause, Cause::unmanaged);
}

TEST_F(CauseTest, OfAWholeResourceRestsOnItsRecord) {
  ASSERT_TRUE(store->commit({.put = {{.address = test::at("roster.crew"), .applied = R"({"a":1})"}}}));
  const Change change = found({.address = test::at("roster.crew"), .action = Action::create, .wanted = R"({"a":1})"});
  EXPECT_EQ(change.cause, Cause::drift);
}

TEST_F(CauseTest, RemembersWhenAnItemWasFirstFoundApart) {
  const Time early{std::chrono::hours{1}};
  const Time late{std::chrono::hours{2}};
  const auto row = [](const char* replica, const char* path, Time first) {
    return DriftRow{.item = "ada",
                    .replica = replica,
                    .path = path,
                    .cause = "drift",
                    .first_seen_at = first,
                    .last_seen_at = first};
  };
  ASSERT_TRUE(
      store->commit({.drift = {{test::at("roster.crew@east"), {row("east", "a", late), row("east", "b", early)}},
                               {test::at("roster.crew@west"), {row("west", "a", Time{})}}}}));
  EXPECT_EQ(found({.address = test::at(kAda), .seen = R"({"a":2})", .wanted = R"({"a":1})"}).first_seen, early);
  EXPECT_FALSE(
      found({.address = test::at("roster.crew/bo@east"), .seen = R"({"a":2})", .wanted = R"({"a":1})"}).first_seen);
}

}  // namespace
}  // namespace jada
