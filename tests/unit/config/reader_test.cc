#include "engine/config/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/reading.h"

namespace jada {
namespace {

using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

TEST(Reader, ReturnsWhatIsWritten) {
  Written written(R"(version = 1
[roster.crew]
name = "crew"
on = true
count = 7
every = "1h30m"
share = "2.5%"
most = 20
until = 2026-05-13T12:00:00+02:00
later = "2026-05-13T12:00:00Z"
words = ["a", "b"]
mode = "observe"
)");
  {
    Reader in(written.document, kCrew);
    EXPECT_EQ(in.text("name", "", "x"), "crew");
    EXPECT_EQ(in.required_text("name", ""), "crew");
    EXPECT_EQ(in.maybe_text("name", ""), "crew");
    EXPECT_TRUE(in.flag("on", "", false));
    EXPECT_EQ(in.integer("count", "", 1, 0, 7), 7);
    EXPECT_EQ(in.duration("every", "", minutes(1)), minutes(90));
    EXPECT_EQ(in.limit("share", "", {}).value, 2.5);
    EXPECT_TRUE(in.limit("share", "", {}).percent);
    EXPECT_EQ(in.limit("most", "", {}).value, 20);
    EXPECT_FALSE(in.limit("most", "", {.value = 1, .percent = true}).percent);
    EXPECT_EQ(to_string(in.maybe_time("until", "").value()), "2026-05-13T10:00:00.000Z");
    EXPECT_EQ(to_string(in.maybe_time("later", "").value()), "2026-05-13T12:00:00.000Z");
    EXPECT_THAT(in.texts("words", ""), ElementsAre("a", "b"));
    EXPECT_EQ(in.choice("mode", "", {"heal", "observe"}, 0), 1u);
  }
  EXPECT_THAT(written.faults(), IsEmpty());
}

TEST(Reader, TablesOfFreeNamesAreReadOneByOne) {
  const auto read_all = [](const std::string& lines, std::vector<std::string>& told) {
    Written written("version = 1\n[roster.crew]\n" + lines + "\n");
    {
      Reader in(written.document, kCrew);
      in.tables("capacity", "", [&](const std::string& name, Reader& keys) {
        told.push_back(name + "=" + std::to_string(keys.integer("read", "", 7, 0, 100)));
      });
    }
    return written.faults();
  };
  std::vector<std::string> told;
  EXPECT_THAT(read_all("capacity.crew.read = 5\ncapacity.\"a.b\" = {}", told), IsEmpty());
  EXPECT_THAT(told, testing::UnorderedElementsAre("crew=5", "a.b=7"));
  told.clear();
  EXPECT_THAT(read_all("", told), IsEmpty());
  EXPECT_THAT(told, IsEmpty());
  for (const char* wrong : {"capacity = 5", "capacity.crew = 5", "capacity.crew.read = 101", "capacity.crew.raed = 5",
                            "capacity = [{ read = 5 }]"}) {
    EXPECT_THAT(read_all(wrong, told), ElementsAre(HasSubstr("capacity"))) << wrong;
  }
}

TEST(Reader, TablesOfFreeNamesAreDescribedByAStar) {
  Reader in("region");
  in.tables("capacity", "what may be used", [](const std::string& name, Reader& keys) {
    EXPECT_EQ(name, "*");
    keys.integer("read", "units", 0, 0, 9);
  });
  std::vector<std::string> names;
  for (const KeyDoc& key : in.described()) names.push_back(key.name + " " + key.type);
  EXPECT_THAT(names, ElementsAre("capacity table", "capacity.*.read integer"));
}

TEST(Reader, ReturnsTheFallbackForWhatIsNotWritten) {
  Written written("version = 1\n[roster.crew]\n");
  {
    Reader in(written.document, kCrew);
    EXPECT_EQ(in.text("name", "", "x"), "x");
    EXPECT_EQ(in.maybe_text("name", ""), std::nullopt);
    EXPECT_TRUE(in.flag("on", "", true));
    EXPECT_EQ(in.integer("count", "", 3, 0, 7), 3);
    EXPECT_EQ(in.duration("every", "", minutes(1)), minutes(1));
    EXPECT_EQ(in.maybe_time("until", ""), std::nullopt);
    EXPECT_EQ(in.maybe_path("path", ""), std::nullopt);
    EXPECT_EQ(in.expanded("node", "", "${REGION}"), "${REGION}");
    EXPECT_FALSE(in.maybe_secret("key", "").has_value());
    EXPECT_EQ(in.choice("mode", "", {"heal", "observe"}, 1), 1u);
    EXPECT_THAT(in.addresses("needs", "", {}), IsEmpty());
  }
  EXPECT_THAT(written.faults(), IsEmpty());
}

struct WrongValue {
  const char* name;
  std::string line;
  void (*read)(Reader&);
  std::string fault;
};

TEST(Reader, SaysWhatStandsThereAndWhatIsWanted) {
  const WrongValue cases[] = {
      {"text", "k = 1", [](Reader& in) { in.text("k", "", ""); },
       "3:5 `k` in [roster.crew] is an integer, not a string"},
      {"maybe text", "k = []", [](Reader& in) { in.maybe_text("k", ""); },
       "3:5 `k` in [roster.crew] is an array, not a string"},
      {"missing", "", [](Reader& in) { in.required_text("k", "where it lives"); },
       "2:1 [roster.crew] needs `k` (add `k = …`: where it lives)"},
      {"empty", "k = ''", [](Reader& in) { in.required_text("k", ""); }, "3:5 `k` in [roster.crew] is empty"},
      {"flag", "k = 'yes'", [](Reader& in) { in.flag("k", "", true); },
       "3:5 `k` in [roster.crew] is a string, not a boolean (write true or false)"},
      {"integer", "k = 'x'", [](Reader& in) { in.integer("k", "", 1, 0, 9); },
       "3:5 `k` in [roster.crew] is a string, not an integer"},
      {"float", "k = 1.0", [](Reader& in) { in.integer("k", "", 1, 0, 9); },
       "3:5 `k` in [roster.crew] is a float, not an integer"},
      {"too small", "k = 0", [](Reader& in) { in.integer("k", "", 1, 1, 9); },
       "3:5 `k` in [roster.crew] is 0, not a number from 1 to 9"},
      {"too large", "k = 10", [](Reader& in) { in.integer("k", "", 1, 1, 9); },
       "3:5 `k` in [roster.crew] is 10, not a number from 1 to 9"},
      {"no upper bound", "k = -1", [](Reader& in) { in.integer("k", "", 1, 0, kMost); },
       "3:5 `k` in [roster.crew] is -1, not 0 or more"},
      {"duration", "k = '30 min'", [](Reader& in) { in.duration("k", "", minutes(1)); },
       "3:5 `k` in [roster.crew] is \"30 min\", not a duration (write \"90s\", \"30m\", \"1h30m\" or \"180d\")"},
      {"bare duration", "k = 30", [](Reader& in) { in.duration("k", "", minutes(1)); },
       "3:5 `k` in [roster.crew] is 30, not a duration (write \"90s\", \"30m\", \"1h30m\" or \"180d\")"},
      {"limit", "k = '101%'", [](Reader& in) { in.limit("k", "", {}); },
       "3:5 `k` in [roster.crew] is \"101%\", not a limit (write a whole number, or \"0%\" to \"100%\")"},
      {"negative limit", "k = -1", [](Reader& in) { in.limit("k", "", {}); },
       "3:5 `k` in [roster.crew] is -1, not a limit (write a whole number, or \"0%\" to \"100%\")"},
      {"no number", "k = 'nan%'", [](Reader& in) { in.limit("k", "", {}); },
       "3:5 `k` in [roster.crew] is \"nan%\", not a limit (write a whole number, or \"0%\" to \"100%\")"},
      {"time", "k = 'soon'", [](Reader& in) { in.maybe_time("k", ""); },
       "3:5 `k` in [roster.crew] is \"soon\", not a time (write 2026-05-13T12:00:00Z)"},
      {"day", "k = 2026-05-13", [](Reader& in) { in.maybe_time("k", ""); },
       "3:5 `k` in [roster.crew] is 2026-05-13, not a time (write 2026-05-13T12:00:00Z)"},
      {"texts", "k = 'a'", [](Reader& in) { in.texts("k", ""); },
       "3:5 `k` in [roster.crew] is a string, not a list of strings (put it in [ ])"},
      {"one of the texts", "k = ['a', 2]", [](Reader& in) { in.texts("k", ""); },
       "3:11 `k[1]` in [roster.crew] is an integer, not a string"},
      {"near word", "k = 'heel'",
       [](Reader& in) {
         in.choice("k", "", {"heal", "observe"}, 0);
       },
       "3:5 `k` in [roster.crew] is \"heel\", not one of heal, observe (did you mean `heal`?)"},
      {"far word", "k = 'x'",
       [](Reader& in) {
         in.choice("k", "", {"heal", "observe"}, 0);
       },
       "3:5 `k` in [roster.crew] is \"x\", not one of heal, observe"},
      {"no word", "k = true",
       [](Reader& in) {
         in.choice("k", "", {"heal", "observe"}, 0);
       },
       "3:5 `k` in [roster.crew] is a boolean, not one of heal, observe"},
      {"path", "k = 1", [](Reader& in) { in.maybe_path("k", ""); },
       "3:5 `k` in [roster.crew] is an integer, not a path"},
      {"missing path", "", [](Reader& in) { in.required_path("k", "the file"); },
       "2:1 [roster.crew] needs `k` (add `k = …`: the file)"},
      {"unset variable", "k = '${NOWHERE}/x'", [](Reader& in) { in.required_path("k", ""); },
       "3:5 `k` in [roster.crew]: the variable `NOWHERE` is not set: set it, or write `${NOWHERE:-default}`"},
      {"unset variable in text", "k = '${NOWHERE}'", [](Reader& in) { in.expanded("k", "", ""); },
       "3:5 `k` in [roster.crew]: the variable `NOWHERE` is not set: set it, or write `${NOWHERE:-default}`"},
      {"table", "k = 'a'", [](Reader& in) { in.table("k", ""); }, "3:5 `k` in [roster.crew] is a string, not a table"},
  };
  for (const WrongValue& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_THAT(faults_of(c.line, c.read), ElementsAre(c.fault));
  }
}

TEST(Reader, UnknownKeysAreFoundInTheEnd) {
  const auto read = [](Reader& in) {
    in.text("refresh_before", "", "");
    in.text("format", "", "");
    in.accept("handled_elsewhere");
  };
  EXPECT_THAT(faults_of("formt = 'x'", read),
              ElementsAre("3:1 unknown key `formt` in [roster.crew] (did you mean `format`?)"));
  EXPECT_THAT(faults_of("freshness_windw = '45m'", read),
              ElementsAre("3:1 unknown key `freshness_windw` in [roster.crew] (did you mean `refresh_before`?)"));
  EXPECT_THAT(
      faults_of("x = 1", read),
      ElementsAre("3:1 unknown key `x` in [roster.crew] (known keys: refresh_before, format, handled_elsewhere)"));
  EXPECT_THAT(faults_of("handled_elsewhere = 1", read), IsEmpty());
}

TEST(Reader, FaultsLookAsTheContractShows) {
  Written written("version = 1\n[token.google]\nfreshness_windw = \"45m\"\n");
  { Reader(written.document, {.kind = "token", .name = "google"}).text("refresh_before", "", ""); }
  ASSERT_EQ(written.document.faults.size(), 1u);
  Diagnostic fault = written.document.faults[0];
  fault.at.file = "desired.toml";
  EXPECT_EQ(to_text(fault),
            "error: unknown key `freshness_windw` in [token.google]\n"
            " --> desired.toml:3:1\n"
            "  |\n"
            "3 | freshness_windw = \"45m\"\n"
            "  | ^^^^^^^^^^^^^^^ did you mean `refresh_before`?\n");
}

TEST(Reader, PathsAreRelativeToTheFile) {
  Written written("version = 1\n[roster.crew]\na = 'x/../crew.csv'\nb = '~/c'\nc = '/${REGION}/d'\nd = '${REGION}'\n");
  Reader in(written.document, kCrew);
  EXPECT_EQ(in.maybe_path("a", ""), "/fleet/crew.csv");
  EXPECT_EQ(in.required_path("b", ""), "/home/ada/c");
  EXPECT_EQ(in.required_path("c", ""), "/west/d");
  EXPECT_EQ(in.expanded("d", "", ""), "west");
}

TEST(Reader, SecretsAreReferences) {
  Written written("version = 1\n[roster.crew]\na = { env = 'TOKEN' }\nb = { file = '~/t' }\n");
  Reader in(written.document, kCrew);
  const auto a = in.maybe_secret("a", "");
  const auto b = in.maybe_secret("b", "");
  ASSERT_TRUE(a.has_value() && b.has_value());
  EXPECT_EQ(a->from, SecretRef::From::env);
  EXPECT_EQ(a->name, "TOKEN");
  EXPECT_EQ(b->from, SecretRef::From::file);
  EXPECT_EQ(b->name, "/home/ada/t");
}

TEST(Reader, ASecretInTheFileIsRefusedAndNotRepeated) {
  struct Case {
    const char* name;
    const char* line;
    const char* snippet;
  };
  const Case cases[] = {
      {"inline", "key = 'hunter2'", "key = …"},
      {"no string", "key = 'hunter2' # hunter2", "key = …"},
      {"a wrong table", "key = { value = 'hunter2' }", "key = …"},
      {"two members", "key = { env = 'A', file = 'hunter2' }", "key = …"},
      {"as the name of a variable", "key = { env = 'hunter2!' }", "key = …"},
      {"over lines", "key = '''\nhunter2'''", "key = …"},
      {"in a list", "key = [\n'hunter2']", "key = …"},
      {"under a misspelt key", "keyy = 'hunter2'", "keyy = …"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Written written(std::string("version = 1\n[roster.crew]\n") + c.line + "\n");
    { Reader(written.document, kCrew).maybe_secret("key", ""); }
    ASSERT_EQ(written.document.faults.size(), 1u);
    EXPECT_THAT(to_text(written.document.faults[0]), Not(HasSubstr("hunter2")));
    EXPECT_THAT(to_json(written.document.faults[0]).dump(), Not(HasSubstr("hunter2")));
    EXPECT_EQ(written.document.faults[0].snippet, c.snippet);
  }
}

TEST(Reader, ARefusedSecretSaysWhatToWrite) {
  EXPECT_THAT(faults_of("key = 'hunter2'", [](Reader& in) { in.maybe_secret("key", ""); }),
              ElementsAre("3:7 `key` in [roster.crew] holds a secret in plain text "
                          "(write { env = \"NAME\" } or { file = \"PATH\" })"));
}

}  // namespace
}  // namespace jada
