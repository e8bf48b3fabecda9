#include "engine/config/sources.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace jada {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ItemRows read(SourceFormat format, const std::string& text) {
  return source_rows(format, {.text = text, .file = 3, .key = "id"});
}

// `line key body`
std::vector<std::string> rows(const ItemRows& read) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < read.rows.size(); ++i) {
    lines.push_back(fmt::format("{} {} {}", read.rows.at(i).line, read.rows.key(i), read.rows.body(i)));
  }
  return lines;
}

// `line:column message (hint)`
std::vector<std::string> faults(const ItemRows& read) {
  std::vector<std::string> lines;
  for (const ItemFault& fault : read.faults) {
    const std::string hint = fault.hint.empty() ? "" : " (" + fault.hint + ")";
    lines.push_back(std::to_string(fault.at.line) + ":" + std::to_string(fault.at.column) + " " + fault.message + hint);
  }
  return lines;
}

struct Sound {
  const char* name;
  std::string text;
  std::vector<std::string> rows;
};

struct Faulty {
  const char* name;
  std::string text;
  std::vector<std::string> faults;
};

template <class Cases>
void expect_rows(SourceFormat format, const Cases& cases) {
  for (const Sound& c : cases) {
    SCOPED_TRACE(c.name);
    const ItemRows found = read(format, c.text);
    EXPECT_THAT(faults(found), IsEmpty());
    EXPECT_EQ(rows(found), c.rows);
  }
}

template <class Cases>
void expect_faults(SourceFormat format, const Cases& cases) {
  for (const Faulty& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(faults(read(format, c.text)), c.faults);
  }
}

TEST(SourceFormat, IsTheEnding) {
  EXPECT_EQ(source_format("/a/crew.csv"), SourceFormat::csv);
  EXPECT_EQ(source_format("/a/crew.JSON"), SourceFormat::json);
  EXPECT_EQ(source_format("crew.b.toml"), SourceFormat::toml);
  EXPECT_EQ(source_format("/a/crew.xlsx"), std::nullopt);
  EXPECT_EQ(source_format("csv"), std::nullopt);
}

TEST(Csv, RowsAreItems) {
  const Sound cases[] = {
      {"plain", "id,name\nada,Ada Park\nbo,Bo\n", {R"(2 ada {"name":"Ada Park"})", R"(3 bo {"name":"Bo"})"}},
      {"the key anywhere, attributes sorted", "z,id,a\n1,ada,2\n", {R"(2 ada {"a":"2","z":"1"})"}},
      {"no line at the end", "id,name\nada,Ada", {R"(2 ada {"name":"Ada"})"}},
      {"CRLF and a byte order mark",
       "\xEF\xBB\xBFid,name\r\nada,Ada\r\nbo,Bo\r\n",
       {R"(2 ada {"name":"Ada"})", R"(3 bo {"name":"Bo"})"}},
      {"an empty cell is no attribute",
       "id,name,role\nada,,captain\nbo,\"\",\n",
       {R"(2 ada {"role":"captain"})", "3 bo {}"}},
      {"empty lines", "\nid,name\n\nada,Ada\n\n\nbo,Bo\n", {R"(4 ada {"name":"Ada"})", R"(7 bo {"name":"Bo"})"}},
      {"quotes, commas and lines in cells",
       "id,name\nada,\"Park, \"\"Ada\"\"\nof Rome\"\nbo,Bo\n",
       {R"(2 ada {"name":"Park, \"Ada\"\nof Rome"})", R"(4 bo {"name":"Bo"})"}},
      {"a quoted empty line in a key",
       "id,name\n\"a\n\nb\",x\nbo,Bo\n",
       {"2 a\n\nb {\"name\":\"x\"}", R"(5 bo {"name":"Bo"})"}},
      {"blanks belong to cells, not to names", "id, name\nada, Ada \n", {R"(2 ada {"name":" Ada "})"}},
      {"types",
       "id,level:integer,share:number,on:boolean,note:text\nada,-3,2.50,TRUE,7\nbo,,,,\n",
       {R"(2 ada {"level":-3,"note":"7","on":true,"share":2.5})", "3 bo {}"}},
      {"only a header", "id,name\n", {}},
      {"other scripts", "id,name\nåda,Ådа 公園\n", {R"(2 åda {"name":"Ådа 公園"})"}},
      {"a backslash and a tab", "id,name\nada,a\\b\tc\n", {R"(2 ada {"name":"a\\b\tc"})"}},
  };
  expect_rows(SourceFormat::csv, cases);
}

TEST(Csv, FaultsNameTheirPlace) {
  const Faulty cases[] = {
      {"empty", "", {"1:1 this file is empty: its first row must name the columns"}},
      {"no key", "ID,name\nada,Ada\n", {"1:1 no column `id`, the key, among ID, name (is it `ID`?)"}},
      {"nothing near the key", "name,role\nada,x\n", {"1:1 no column `id`, the key, among name, role"}},
      {"two columns of one name", "id,name,name\n", {"1:9 two columns are named \"name\""}},
      {"a column without a name", "id,\n", {"1:4 column 2 has no name"}},
      {"no such type", "id,level:intger\n", {"1:4 column 2: \"intger\" is no type (did you mean `integer`?)"}},
      {"ragged rows, and the others are read",
       "id,name\nada\nbo,Bo\ncy,a,b\n",
       {"2:1 this row has 1 cell, the header 2", "4:1 this row has 3 cells, the header 2"}},
      {"a ragged row behind lines in a cell",
       "id,name\n\"a\nb\nc\",x\ncy\n",
       {"5:1 this row has 1 cell, the header 2"}},
      {"no integer", "id,name,level:integer\nada,\"x,\ny\",2.5\n", {"3:4 `level` is \"2.5\", which is no integer"}},
      {"too large an integer",
       "id,level:integer\nada,9223372036854775808\n",
       {"2:5 `level` is \"9223372036854775808\", which is no integer"}},
      {"no number", "id,level:number\nada,inf\n", {"2:5 `level` is \"inf\", which is no number"}},
      {"no boolean", "id,on:boolean\nada,yes\n", {"2:5 `on` is \"yes\", which is no boolean"}},
      {"a quote that is not closed",
       "id,name\nada,Ada\nbo,\"Bo\ncy,Cy\n",
       {"3:1 a cell of this row opens a quote that is never closed"}},
      {"a quote inside",
       "id,name\nada,5\" tall\n",
       {"2:6 this is no CSV: a quote stands where none can (put the cell in quotes, and double those inside)"}},
      {"no UTF-8", "id,name\nada,\xE9t\xE9\n", {"2:5 this is no UTF-8 text (save the file as UTF-8)"}},
  };
  expect_faults(SourceFormat::csv, cases);
}

TEST(Csv, ARaggedRowDoesNotTakeOthersAlong) {
  const ItemRows found = read(SourceFormat::csv, "id,name\nada\nbo,Bo\n");
  EXPECT_THAT(rows(found), ElementsAre(R"(3 bo {"name":"Bo"})"));
}

TEST(JsonSource, ListsAndObjectsAreItems) {
  const Sound cases[] = {
      {"a list",
       "[\n {\"id\":\"ada\", \"name\":\"Ada\"},\n {\"id\":\"bo\"}\n]",
       {R"(2 ada {"name":"Ada"})", "3 bo {}"}},
      {"by key", "{\n \"ada\": {\"name\":\"Ada\"},\n \"bo\":\n {}\n}", {R"(2 ada {"name":"Ada"})", "4 bo {}"}},
      {"a byte order mark", "\xEF\xBB\xBF{\"ada\":{}}", {"1 ada {}"}},
      {"a null is no attribute",
       R"([{"id":"ada","a":null,"b":{"c":null,"d":1},"e":[null]}])",
       {R"(1 ada {"b":{"d":1},"e":[null]})"}},
      {"numbers in one spelling", R"({"ada":{"a":1.0,"b":1e3,"c":0.5}})", {R"(1 ada {"a":1,"b":1000,"c":0.5})"}},
      {"nested lists and objects",
       R"({"ada":{"t":[{"x":[1]},[]],"o":{"p":{"q":true}}}})",
       {R"(1 ada {"o":{"p":{"q":true}},"t":[{"x":[1]},[]]})"}},
      {"nothing", "[]", {}},
      {"nothing by key", "{}", {}},
      {"repeated keys are left to be told with their places", "{\"ada\":{},\n\"ada\":{}}", {"1 ada {}", "2 ada {}"}},
  };
  expect_rows(SourceFormat::json, cases);
}

TEST(JsonSource, FaultsNameTheirPlace) {
  const Faulty cases[] = {
      {"a scalar", "7", {"1:1 this file holds no items (write a list of objects, or an object of objects by key)"}},
      {"items that are none",
       "[\n1,\n[{}],\n{\"id\":\"ada\"}]",
       {"2:2 this item is a number, not an object", "3:1 this item is a list, not an object"}},
      {"by key", "{\"ada\":\n \"x\"}", {"2:4 this item is a string, not an object"}},
      {"no key", "[{\"id\":\"ada\"},\n{\"ID\":\"bo\"}]", {"2:1 this item has no text `id`, its key"}},
      {"a key that is no text", "[{\"id\":7}]", {"1:2 this item has no text `id`, its key"}},
      {"an attribute twice", "{\"ada\":{\"a\":1,\n\"a\":2}}", {"2:3 \"a\" stands twice in this item"}},
      {"no UTF-8", "{\"ada\":\n{\"a\":\"\xFF\"}}", {"2:7 this is no UTF-8 text (save the file as UTF-8)"}},
  };
  expect_faults(SourceFormat::json, cases);
}

TEST(JsonSource, TellsWhereTheTextIsNoJson) {
  const Faulty cases[] = {
      {"a comma too many", "[\n{\"id\":\"ada\"},\n]", {"3:1"}},
      {"cut off", "[\n{\"id\":\"ada\"", {"2:11"}},
      {"empty", "", {"1:1"}},
      {"too large a number", "{\"ada\":{\"a\":1e999}}", {"1:18"}},
      {"a lone surrogate", "{\"ada\":{\"a\":\"\\ud800\"}}", {"1:20"}},
  };
  for (const Faulty& c : cases) {
    SCOPED_TRACE(c.name);
    const auto found = faults(read(SourceFormat::json, c.text));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_THAT(found[0], HasSubstr(c.faults[0] + " this is no JSON: "));
    EXPECT_EQ(found[0].find("exception"), std::string::npos) << found[0];
  }
}

TEST(JsonSource, NumbersAreKeptOrRefusedAndNeverRounded) {
  const std::pair<std::string, bool> cases[] = {
      {"0.0", true},
      {"-0e-999", true},
      {"1e-400", false},
      {"18446744073709551615", true},
      {"-9223372036854775808", true},
      {"0.30000000000000004", true},
      {"1234567890.1234567", true},
      {"100000000000000000000000000", true},
      {"0.000000000000000000000000012", true},
      {"1.50000000000000000000000", true},
      {"1e300", true},
      {"18446744073709551617", false},
      {"12345678901234567890123456789012345678", false},
      {"0.123456789012345678", false},
      {"-1.234567890123456789e5", false},
  };
  for (const auto& [number, is_kept] : cases) {
    const ItemRows found = read(SourceFormat::json, "[{\"id\":\"ada\",\n\"n\":" + number + "}]");
    if (is_kept) {
      EXPECT_THAT(faults(found), IsEmpty()) << number;
    } else {
      EXPECT_THAT(faults(found), ElementsAre(AnyOf(HasSubstr("this number has more digits than can be kept"),
                                                   HasSubstr("this number is too small to be kept"))))
          << number;
    }
  }
}

TEST(JsonSource, DeepNestingIsRefusedAndNotClimbed) {
  const std::string opening[] = {"[", "{\"a\":", "{\"a\":["};
  for (const std::string& open : opening) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += open;
    EXPECT_FALSE(faults(read(SourceFormat::json, text)).empty()) << open;
  }
}

TEST(TomlSource, TablesAndListsAreItems) {
  const Sound cases[] = {
      {"by key",
       "[ada]\nname = 'Ada'\n\n[\"bo c\"]\nlevel = 2\n",
       {R"(1 ada {"name":"Ada"})", R"(4 bo c {"level":2})"}},
      {"a list", "[[items]]\nid = 'ada'\n[[items]]\nid = 'bo'\n", {R"(1 ada {"id":"ada"})", R"(3 bo {"id":"bo"})"}},
      {"an item named items", "[items]\nname = 'x'\n", {R"(1 items {"name":"x"})"}},
      {"dates",
       "[ada]\nborn = 1990-02-03\nseen = 2026-05-13T12:00:00Z\n",
       {R"(1 ada {"born":"1990-02-03","seen":"2026-05-13T12:00:00Z"})"}},
      {"nothing", "", {}},
  };
  expect_rows(SourceFormat::toml, cases);
}

TEST(TomlSource, FaultsNameTheirPlace) {
  const Faulty cases[] = {
      {"no table", "ada = 'x'\n", {"1:1 \"ada\" is a string, not a table of attributes"}},
      {"no key", "[[items]]\nname = 'x'\n", {"1:1 this item has no `id`, its key"}},
      {"a key that is no text", "[[items]]\nid = 7\n", {"1:1 `id` of this item is an integer, not a string"}},
      {"both forms",
       "[ada]\n[[items]]\nid = 'bo'\n",
       {"1:2 \"ada\" stands beside the list `items` (write all items as [[items]], or all as tables by key)"}},
      {"no number of JSON", "[ada]\na = [1.0, { b = inf }]\n", {"2:17 \"ada\" has a number that is not finite"}},
  };
  expect_faults(SourceFormat::toml, cases);
}

TEST(TomlSource, TellsWhereTheTextIsNoToml) {
  const ItemRows found = read(SourceFormat::toml, "[ada]\nname = \n");
  ASSERT_EQ(found.faults.size(), 1u);
  EXPECT_EQ(found.faults[0].at.file, 3u);
  EXPECT_EQ(found.faults[0].at.line, 2u);
}

}  // namespace
}  // namespace jada
