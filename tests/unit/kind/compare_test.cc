#include "engine/kind/compare.h"

#include <gmock/gmock.h>

namespace jada {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Case {
  const char* name;
  std::optional<std::string> seen;
  std::optional<std::string> wanted;
  std::optional<std::string> applied;
  std::vector<std::string> expected;  ///< `path op cause before -> after`
};

std::vector<std::string> lines(const Change& change) {
  std::vector<std::string> told;
  for (const Edit& edit : edits(change)) {
    told.push_back(edit.path + " " + std::string(word(edit.op)) + " " + std::string(word(edit.cause)) + " " +
                   edit.before.dump() + " -> " + edit.after.dump());
  }
  return told;
}

void expect(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    const Change change{.address = {}, .seen = one.seen, .wanted = one.wanted, .applied = one.applied};
    EXPECT_EQ(lines(change), one.expected) << one.name;
  }
}

TEST(Edits, TellWhoMoved) {
  expect({
      {"the file moved",
       R"({"role":"mate"})",
       R"({"role":"captain"})",
       R"({"role":"mate"})",
       {R"(role change edit "mate" -> "captain")"}},
      {"the world moved",
       R"({"role":"mate"})",
       R"({"role":"captain"})",
       R"({"role":"captain"})",
       {R"(role change drift "mate" -> "captain")"}},
      {"both moved",
       R"({"role":"mate"})",
       R"({"role":"captain"})",
       R"({"role":"crew"})",
       {R"(role change both "mate" -> "captain")"}},
      {"never applied", R"({"role":"mate"})", R"({"role":"captain"})", {}, {R"(role change edit "mate" -> "captain")"}},
      {"nobody moved", R"({"role":"mate"})", R"({"role":"mate"})", R"({"role":"crew"})", {}},
      {"each field on its own",
       R"({"name":"Ada","role":"mate"})",
       R"({"name":"Ada P","role":"captain"})",
       R"({"name":"Ada","role":"captain"})",
       {R"(name change edit "Ada" -> "Ada P")", R"(role change drift "mate" -> "captain")"}},
  });
}

TEST(Edits, TellAbsentItemsAndFields) {
  expect({
      {"an item never made", {}, R"({"role":"captain"})", {}, {R"(role add edit null -> "captain")"}},
      {"an item that vanished",
       {},
       R"({"role":"captain"})",
       R"({"role":"captain"})",
       {R"(role add drift null -> "captain")"}},
      {"an item that vanished while the file moved",
       {},
       R"({"role":"captain"})",
       R"({"role":"mate"})",
       {R"(role add both null -> "captain")"}},
      {"an item no longer declared",
       R"({"role":"mate"})",
       {},
       R"({"role":"mate"})",
       {R"(role remove edit "mate" -> null)"}},
      {"a field declared now", R"({})", R"({"phone":"1"})", R"({})", {R"(phone add edit null -> "1")"}},
      {"a declared field that was there by chance",
       R"({"phone":"2"})",
       R"({"phone":"1"})",
       R"({})",
       {R"(phone change edit "2" -> "1")"}},
      {"a field taken away outside",
       R"({})",
       R"({"phone":"1"})",
       R"({"phone":"1"})",
       {R"(phone add drift null -> "1")"}},
      {"a declared null against nothing",
       R"({})",
       R"({"phone":null})",
       R"({"phone":null})",
       {R"(phone add drift null -> null)"}},
  });
}

TEST(Edits, LeaveWhatIsNotDeclaredAlone) {
  expect({
      {"a foreign field", R"({"availability":"sat","role":"mate"})", R"({"role":"mate"})", R"({"role":"mate"})", {}},
      {"a foreign member of a declared map",
       R"({"address":{"city":"Avila","zip":"05001"}})",
       R"({"address":{"city":"Avila"}})",
       {},
       {}},
      {"a declared member of a map",
       R"({"address":{"city":"Soria","zip":"05001"}})",
       R"({"address":{"city":"Avila"}})",
       R"({"address":{"city":"Avila"}})",
       {R"(address.city change drift "Soria" -> "Avila")"}},
      {"a map where a text stands",
       R"({"address":"Soria"})",
       R"({"address":{"city":"Avila"}})",
       {},
       {R"(address change edit "Soria" -> {"city":"Avila"})"}},
      {"a map where nothing stands",
       R"({})",
       R"({"address":{"city":"Avila"}})",
       {},
       {R"(address.city add edit null -> "Avila")"}},
  });
}

TEST(Edits, CompareListsByElement) {
  expect({
      {"one element drifted",
       R"({"tags":["night","sun"]})",
       R"({"tags":["night","sat"]})",
       R"({"tags":["night","sat"]})",
       {R"(tags[1] change drift "sun" -> "sat")"}},
      {"one element edited",
       R"({"tags":["night","sat"]})",
       R"({"tags":["night","sun"]})",
       R"({"tags":["night","sat"]})",
       {R"(tags[1] change edit "sat" -> "sun")"}},
      {"another length is a change of the whole",
       R"({"tags":["night"]})",
       R"({"tags":["night","sat"]})",
       R"({"tags":["night"]})",
       {R"(tags change edit ["night"] -> ["night","sat"])"}},
      {"another order is a change",
       R"({"tags":["a","b"]})",
       R"({"tags":["b","a"]})",
       R"({"tags":["b","a"]})",
       {R"(tags[0] change drift "a" -> "b")", R"(tags[1] change drift "b" -> "a")"}},
      {"maps in lists are compared whole",
       R"({"legs":[{"to":"A","by":"sea"}]})",
       R"({"legs":[{"to":"A"}]})",
       {},
       {R"(legs[0] change edit {"by":"sea","to":"A"} -> {"to":"A"})"}},
  });
}

TEST(Edits, CompareValuesNotSpellings) {
  expect({
      {"1 and 1.0", R"({"level":1.0})", R"({"level":1})", {}, {}},
      {"1 and \"1\"", R"({"level":"1"})", R"({"level":1})", {}, {R"(level change edit "1" -> 1)"}},
      {"false and null", R"({"level":null})", R"({"level":false})", {}, {R"(level change edit null -> false)"}},
      {"an empty map and none", R"({})", R"({"notes":{}})", {}, {R"(notes add edit null -> {})"}},
      {"a large integer and its neighbour",
       R"({"n":9007199254740993})",
       R"({"n":9007199254740992})",
       {},
       {R"(n change edit 9007199254740993 -> 9007199254740992)"}},
  });
}

TEST(Edits, StandAscendingByPath) {
  const Change change{
      .address = {}, .seen = R"({"a":1,"b":{"z":1},"b2":1})", .wanted = R"({"b2":2,"b":{"z":2},"a":2})"};
  std::vector<std::string> paths;
  for (const Edit& edit : edits(change)) paths.push_back(edit.path);
  EXPECT_THAT(paths, ElementsAre("a", "b.z", "b2"));
}

// As TOML writes such keys, so that no two fields have one path.
TEST(Edits, QuoteNamesThatLookLikePaths) {
  expect({
      {"a dot, a member and an element",
       R"({})",
       R"({"a.b":1,"a":{"b":2},"t[0]":3,"t":[4]})",
       {},
       {R"("a.b" add edit null -> 1)", R"("t[0]" add edit null -> 3)", "a.b add edit null -> 2",
        "t add edit null -> [4]"}},
      {"no name at all", R"({})", R"({"":{"x":1}})", {}, {R"("".x add edit null -> 1)"}},
      {"a quote", R"({})", R"({"say \"hi\"":1})", {}, {R"("say \"hi\"" add edit null -> 1)"}},
      {"other names stay plain", R"({})", R"({"Größe in m":1})", {}, {"Größe in m add edit null -> 1"}},
  });
}

TEST(Edits, KeepTheCauseAKindGave) {
  const Change change{
      .address = {}, .cause = Cause::unmanaged, .seen = R"({"role":"mate"})", .applied = R"({"role":"crew"})"};
  EXPECT_THAT(lines(change), ElementsAre(R"(role remove unmanaged "mate" -> null)"));
}

TEST(OwnedPart, HasTheShapeOfWhatIsDeclared) {
  const Json item = Json::parse(R"({"a":1,"map":{"x":1,"y":2},"list":[1,2],"foreign":true})");
  const Json wanted = Json::parse(R"({"a":9,"map":{"x":9,"gone":9},"list":[9],"absent":9})");
  EXPECT_EQ(owned_part(item, wanted).dump(), R"({"a":1,"list":[1,2],"map":{"x":1}})");
  EXPECT_EQ(owned_part(Json("text"), wanted).dump(), R"("text")");
}

// What is stored as ours must itself compare as in step, or every plan would show it again.
TEST(OwnedPart, OfASetHasTheOrderOfWhatIsDeclared) {
  struct SetCase {
    const char* name;
    const char* item;
    const char* wanted;
    const char* owned;
  };
  const SetCase cases[] = {
      {"texts", R"(["$ss","a","b"])", R"(["$ss","b","a"])", R"(["$ss","b","a"])"},
      {"numbers", R"(["$ns","1","2","3"])", R"(["$ns","3","1","2"])", R"(["$ns","3","1","2"])"},
      {"bytes", R"(["$bs","YQ==","Yg=="])", R"(["$bs","Yg==","YQ=="])", R"(["$bs","Yg==","YQ=="])"},
      {"inside a map", R"({"m":{"s":["$ss","a","b"],"x":1}})", R"({"m":{"s":["$ss","b","a"]}})",
       R"({"m":{"s":["$ss","b","a"]}})"},
      {"inside a list", R"([1,["$ss","a","b"],{"s":["$ns","1","2"],"x":1}])",
       R"([1,["$ss","b","a"],{"s":["$ns","2","1"]}])", R"([1,["$ss","b","a"],{"s":["$ns","2","1"],"x":1}])"},
      {"one more", R"(["$ss","a","b","c"])", R"(["$ss","b","a"])", R"(["$ss","a","b","c"])"},
      {"another element", R"(["$ss","a","c"])", R"(["$ss","b","a"])", R"(["$ss","a","c"])"},
      {"of another type", R"(["$ns","1","2"])", R"(["$ss","2","1"])", R"(["$ns","1","2"])"},
      {"a list has an order", R"(["a","b"])", R"(["b","a"])", R"(["a","b"])"},
      {"a list that begins like a set", R"(["$$ss","a","b"])", R"(["$$ss","b","a"])", R"(["$$ss","a","b"])"},
      {"a number that begins like a set", R"(["$n","1"])", R"(["$n","2"])", R"(["$n","1"])"},
      {"no list", "1", R"(["$ss","a"])", "1"},
  };
  for (const auto& [name, item, wanted, owned] : cases)
    EXPECT_EQ(canonical(owned_part(*parse_json(item), *parse_json(wanted))), owned) << name;
}

TEST(OwnedPart, OfAnItemInStepShowsNoEdit) {
  const Json item = Json::parse(R"({"a":1.0,"map":{"x":[1],"foreign":2},"foreign":true})");
  const Json wanted = Json::parse(R"({"a":1,"map":{"x":[1]}})");
  const Change change{.address = {}, .seen = canonical(owned_part(item, wanted)), .wanted = canonical(wanted)};
  EXPECT_THAT(lines(change), IsEmpty());
  EXPECT_EQ(change.seen, change.wanted);
}

}  // namespace
}  // namespace jada
