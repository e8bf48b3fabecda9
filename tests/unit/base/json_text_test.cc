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
      {"after a byte order mark", "\xef\xbb\xbf{\"a\":1}", {"a"}, "1"},
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
      {"half a surrogate pair in a key", R"({"\ud800":1})"},
      {"byte order mark twice", "\xef\xbb\xbf\xef\xbb\xbf{}"},
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

TEST(JsonFault, SaysWhatIsWrongAndWhere) {
  struct Case {
    std::string name;
    std::string json;
    JsonFlaw flaw;
    std::size_t at;
  };
  const Case cases[] = {
      {"nothing", "", JsonFlaw::cut_short, 0},
      {"only blanks", " \n", JsonFlaw::cut_short, 2},
      {"cut in a key", R"({"a)", JsonFlaw::cut_short, 3},
      {"cut after a colon", R"({"a":)", JsonFlaw::cut_short, 5},
      {"cut in a string", R"({"a":"x)", JsonFlaw::cut_short, 7},
      {"cut in an escape", R"({"a":"\u00)", JsonFlaw::cut_short, 10},
      {"cut after a backslash", R"({"a":"\)", JsonFlaw::cut_short, 7},
      {"cut in a word", R"({"a":tr)", JsonFlaw::cut_short, 7},
      {"cut after a sign", R"({"a":-)", JsonFlaw::cut_short, 6},
      {"cut before the end", R"({"a":{"b":1})", JsonFlaw::cut_short, 12},
      {"cut after a comma", R"({"a":1,)", JsonFlaw::cut_short, 7},
      {"a word that is none", R"({"a":tru})", JsonFlaw::malformed, 5},
      {"no JSON at all", "ya29.a0", JsonFlaw::malformed, 0},
      {"JSON first, then not", "12 tokens", JsonFlaw::malformed, 3},
      {"more after the object", "{\"a\":1} \n\"}", JsonFlaw::trailing, 7},
      {"a second object", R"({"a":1}{"a":1})", JsonFlaw::trailing, 7},
      {"an array", R"(["a"])", JsonFlaw::no_object, 5},
      {"a string", R"("a")", JsonFlaw::no_object, 3},
      {"a key twice", R"({"a":1,"a":2})", JsonFlaw::twice, 13},
  };
  for (const Case& one : cases) {
    const auto fault = json_fault(one.json);
    ASSERT_TRUE(fault.has_value()) << one.name;
    EXPECT_EQ(fault->flaw, one.flaw) << one.name;
    EXPECT_EQ(fault->at, one.at) << one.name;
  }
  EXPECT_EQ(json_fault(std::string(300, '['))->flaw, JsonFlaw::too_deep);
  EXPECT_FALSE(json_fault("\xef\xbb\xbf {\"a\":[1,{}]}\r\n").has_value());
}

TEST(JsonFault, IsACutAtEveryByteOfAnObject) {
  const std::string json = R"({"a":[true,null,-1.5e3],"b":{"c":"\u00e9\n"},"d":0})";
  ASSERT_FALSE(json_fault(json).has_value());
  for (std::size_t size = 0; size < json.size(); ++size) {
    const auto fault = json_fault(std::string_view(json).substr(0, size));
    ASSERT_TRUE(fault.has_value()) << size;
    EXPECT_EQ(fault->flaw, JsonFlaw::cut_short) << size;
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

TEST(WithoutMember, TakesTheMemberAndItsCommaOnly) {
  struct Case {
    std::string name;
    std::string json;
    Path path;
    std::string expected;
  };
  const Case cases[] = {
      {"the last", R"({"a":1, "b":2 })", {"b"}, R"({"a":1 })"},
      {"the first", R"({ "a":1, "b":2})", {"a"}, R"({ "b":2})"},
      {"one between",
       "{\n  \"a\": 1,\n  \"b\": {\"x\": [1]},\n  \"c\": 3\n}\n",
       {"b"},
       "{\n  \"a\": 1,\n  \"c\": 3\n}\n"},
      {"the first of lines", "{\n  \"a\": 1,\n  \"b\": 2\n}", {"a"}, "{\n  \"b\": 2\n}"},
      {"the only one", R"({"a":1})", {"a"}, "{}"},
      {"the only one with blanks after", R"({ "a":1 })", {"a"}, "{ }"},
      {"a nested one", R"({"a":{"x":1,"y":2},"b":2})", {"a", "y"}, R"({"a":{"x":1},"b":2})"},
      {"a comma with blanks before it", R"({"a":1 , "b":2 , "c":3})", {"a"}, R"({"b":2 , "c":3})"},
      {"one that is not there", R"({"a":1 })", {"b"}, R"({"a":1 })"},
      {"one whose parent is no object", R"({"a":1 })", {"a", "b"}, R"({"a":1 })"},
      {"the byte order mark stays", "\xef\xbb\xbf{\"a\":1,\"b\":2}", {"a"}, "\xef\xbb\xbf{\"b\":2}"},
  };
  for (const Case& one : cases) {
    const auto edited = without_member(one.json, one.path);
    ASSERT_TRUE(edited.has_value()) << one.name << ": " << edited.error().message;
    EXPECT_EQ(*edited, one.expected) << one.name;
  }
  EXPECT_EQ(without_member("{", Path{"a"}).error().code, Code::invalid);
}

TEST(WithoutMember, UndoesWithMember) {
  for (const std::string json :
       {"{}", "{ }", R"({"a":1})", R"({ "a": {} })", "{\r\n\t\"a\": 1\r\n}", R"({"a" : 1 , "b" : [ ] })"}) {
    const auto added = with_member(json, Path{"new"}, R"({"x":[1]})");
    ASSERT_TRUE(added.has_value());
    EXPECT_EQ(*without_member(*added, Path{"new"}), json) << *added;
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
