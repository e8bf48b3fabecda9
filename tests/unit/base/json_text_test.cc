#include "engine/base/json_text.h"

#include <gtest/gtest.h>

#include <vector>

#include "engine/base/json.h"

namespace jada {
namespace {

using Path = std::vector<std::string>;

struct FoundCase {
  std::string name;
  std::string json;
  Path path;
  std::optional<std::string> expected;
};

TEST(MemberText, IsTheTextAsItStands) {
  const FoundCase cases[] = {
      {"number spelling", R"({"level": 1.50e1})", {"level"}, "1.50e1"},
      {"string with escapes", R"({"a":"x\"}\\"})", {"a"}, R"("x\"}\\")"},
      {"nested", R"({"address":{"zip":"1","city":"Lyndale"}})", {"address", "city"}, R"("Lyndale")"},
      {"key written with escapes", R"({"ph\u006fne":7})", {"phone"}, "7"},
      {"key that is not ASCII", R"({"höhe":3})", {"höhe"}, "3"},
      {"whole value keeps its blanks", "{\"a\": [ 1,\n 2 ]}", {"a"}, "[ 1,\n 2 ]"},
      {"null is there", R"({"a":null})", {"a"}, "null"},
      {"absent", R"({"a":1})", {"b"}, std::nullopt},
      {"absent parent", R"({"a":1})", {"b", "c"}, std::nullopt},
      {"parent is no object", R"({"a":"text"})", {"a", "b"}, std::nullopt},
      {"same name further down is another", R"({"a":{"b":1},"c":2})", {"b"}, std::nullopt},
      {"same name in an array is another", R"({"a":[{"b":1}]})", {"a", "b"}, std::nullopt},
      {"the empty path is the whole", R"({"a":1})", {}, R"({"a":1})"},
  };
  for (const FoundCase& one : cases) {
    const auto found = member_text(one.json, one.path);
    ASSERT_TRUE(found.has_value()) << one.name << ": " << found.error().message;
    EXPECT_EQ(found->value_or("(absent)"), one.expected.value_or("(absent)")) << one.name;
  }
}

TEST(MemberText, RefusesWhatHasNoSingleMeaning) {
  const std::pair<std::string, std::string> cases[] = {
      {"empty", ""},
      {"not an object", "[1]"},
      {"a scalar", "1"},
      {"trailing text", R"({"a":1} x)"},
      {"trailing comma", R"({"a":1,})"},
      {"missing colon", R"({"a" 1})"},
      {"unquoted key", "{a:1}"},
      {"open string", R"({"a":"x)"},
      {"control character in a string", "{\"a\":\"x\ny\"}"},
      {"bad escape", R"({"a":"\x"})"},
      {"short unicode escape", R"({"a":"\u12"})"},
      {"leading zero", R"({"a":01})"},
      {"plus sign", R"({"a":+1})"},
      {"bare point", R"({"a":1.})"},
      {"bare exponent", R"({"a":1e})"},
      {"only a sign", R"({"a":-})"},
      {"unknown word", R"({"a":nul})"},
      {"NaN", R"({"a":NaN})"},
      {"cut in an array", R"({"a":[1,)"},
      {"a key twice", R"({"a":1,"b":2,"a":3})"},
      {"a key twice, spelled apart", R"({"a":1,"\u0061":3})"},
      {"a key twice further down", R"({"x":[{"a":1,"a":2}]})"},
      {"too deep", R"({"a":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}"},
  };
  for (const auto& [name, json] : cases) {
    const auto found = member_text(json, Path{"a"});
    ASSERT_FALSE(found.has_value()) << name;
    EXPECT_EQ(found.error().code, Code::invalid) << name;
  }
}

TEST(MemberText, AcceptsWhatTheJsonLibraryAccepts) {
  const std::string texts[] = {
      R"({})",
      R"( { } )",
      R"({"a":[]})",
      R"({"a":[[],{}],"b":-0.5E-3})",
      R"({"":true,"b":false})",
      "{\"a\":\"\x7f\"}",
      R"({"a":0,"b":-0,"c":10})",
  };
  for (const std::string& text : texts) {
    EXPECT_TRUE(parse_json(text).has_value()) << text;
    EXPECT_TRUE(member_text(text, Path{"a"}).has_value()) << text;
  }
}

struct SetCase {
  std::string name;
  std::string json;
  Path path;
  std::string value;
  std::string expected;
};

TEST(WithMember, ChangesNoOtherByte) {
  const SetCase cases[] = {
      {"replaces a value", R"({"a": 1.0, "b":2 })", {"b"}, "3", R"({"a": 1.0, "b":3 })"},
      {"replaces an object", R"({"a":{"x":1},"b":2})", {"a"}, "[]", R"({"a":[],"b":2})"},
      {"keeps order and spelling",
       R"({"z":1e2,"phone":"1","a":1.10})",
       {"phone"},
       R"("2")",
       R"({"z":1e2,"phone":"2","a":1.10})"},
      {"adds after the last", R"({"a":1})", {"b"}, "2", R"({"a":1,"b":2})"},
      {"adds as the last is laid out",
       "{\n  \"a\": 1,\n  \"b\": 2\n}\n",
       {"c"},
       "3",
       "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n"},
      {"adds beside a lone member", R"({"a": 1})", {"b"}, "2", R"({"a": 1, "b": 2})"},
      {"adds within blanks", R"({ "a":1 })", {"b"}, "2", R"({ "a":1, "b":2 })"},
      {"adds to an empty object", "{}", {"a"}, "1", R"({"a":1})"},
      {"adds to an empty object with blanks", "{ }", {"a"}, "1", R"({"a":1 })"},
      {"adds inside a nested object", R"({"a":{"x":1},"b":2})", {"a", "y"}, "3", R"({"a":{"x":1,"y":3},"b":2})"},
      {"makes missing parents", R"({"a":1})", {"b", "c", "d"}, "2", R"({"a":1,"b":{"c":{"d":2}}})"},
      {"escapes the names it adds", R"({})", {"a\"b\n"}, "1", R"({"a\"b\n":1})"},
      {"a last member that is nested", R"({"a":1,"b":{"c":[1,2]}})", {"d"}, "4", R"({"a":1,"b":{"c":[1,2]},"d":4})"},
  };
  for (const SetCase& one : cases) {
    const auto edited = with_member(one.json, one.path, one.value);
    ASSERT_TRUE(edited.has_value()) << one.name << ": " << edited.error().message;
    EXPECT_EQ(*edited, one.expected) << one.name;
  }
}

TEST(WithMember, ReadsBackWhatItSet) {
  const std::string json = R"({"a":{"b":[1,{"c":2}]},"d":"x"})";
  for (const Path& path : {Path{"a"}, Path{"a", "b"}, Path{"a", "new"}, Path{"new", "er"}, Path{"d"}}) {
    const auto edited = with_member(json, path, R"({"v":1})");
    ASSERT_TRUE(edited.has_value());
    const auto back = member_text(*edited, path);
    ASSERT_TRUE(back.has_value() && back->has_value());
    EXPECT_EQ(**back, R"({"v":1})");
    EXPECT_TRUE(parse_json(*edited).has_value()) << *edited;
  }
}

TEST(WithMember, DoesNotOverwriteAParentThatIsNoObject) {
  const auto edited = with_member(R"({"address":"12 Elm St"})", Path{"address", "city"}, "1");
  ASSERT_FALSE(edited.has_value());
  EXPECT_EQ(edited.error().code, Code::conflict);
  EXPECT_NE(edited.error().message.find("\"address\""), std::string::npos);
}

TEST(Members, StandAscendingAsTheyAreWritten) {
  const std::string json = R"({ "b" : {"x": [1, 2]}, "a":"q\"", "\u0063":1e3 })";
  const auto found = members(json);
  ASSERT_TRUE(found);
  std::vector<std::string> told;
  for (const auto& [name, quoted, value] : *found)
    told.push_back(name + " " + std::string(quoted) + " " + std::string(value));
  EXPECT_EQ(told, (std::vector<std::string>{R"(a "a" "q\"")", R"(b "b" {"x": [1, 2]})", R"(c "\u0063" 1e3)"}));
  EXPECT_EQ(value_of(*found, "c"), "1e3");
  EXPECT_EQ(value_of(*found, "x"), std::nullopt);
  EXPECT_TRUE(members("{}")->empty());
}

TEST(Members, OfATextWithoutOneMeaningAreRefused) {
  for (const char* text : {"", "[]", "{", R"({"a":1,"a":2})", R"({"a":{"b":1,"\u0062":2}})", R"({"a":1} x)"}) {
    EXPECT_FALSE(members(text)) << text;
  }
}

}  // namespace
}  // namespace jada
