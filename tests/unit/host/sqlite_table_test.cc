#include "engine/host/sqlite_table.h"

#include "tests/unit/host/table_fixture.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

TEST_F(SqliteTableTest, LookingMakesNothing) {
  const auto crew = table();
  EXPECT_EQ(rows(*crew), Rows{});
  EXPECT_EQ(*crew->version(), "");
  const std::vector<std::string> keys{"ada", "bob"};
  EXPECT_EQ(*crew->read(keys), (std::vector<std::optional<std::string>>(2)));
  EXPECT_FALSE(std::filesystem::exists(scratch.path("r")));
}

TEST_F(SqliteTableTest, ScansAnyTableOfTheTwoColumnsInByteOrder) {
  const std::string definitions[] = {
      "CREATE TABLE crew(key TEXT PRIMARY KEY, item TEXT) WITHOUT ROWID",
      "CREATE TABLE crew(key TEXT PRIMARY KEY, item TEXT)",
      "CREATE TABLE crew(item TEXT, extra INTEGER DEFAULT 7, key TEXT)",
      "CREATE TABLE crew(key TEXT PRIMARY KEY COLLATE NOCASE, item TEXT)",
      "CREATE TABLE CREW(KEY TEXT PRIMARY KEY, Item TEXT)",
  };
  for (const std::string& definition : definitions) {
    by_hand("DROP TABLE IF EXISTS crew; " + definition);
    by_hand("INSERT INTO crew(key, item) VALUES ('ö','{}'), ('b','{\"n\":1}'), ('Z','{}'), ('a b','{}'), ('','{}')");
    const Rows expected{{"", "{}"}, {"Z", "{}"}, {"a b", "{}"}, {"b", "{\"n\":1}"}, {"ö", "{}"}};
    EXPECT_EQ(rows(*table()), expected) << definition;
  }
}

TEST_F(SqliteTableTest, HandsItemsOverAsTheyAre) {
  by_hand(kTable + "INSERT INTO crew VALUES ('a', NULL), ('b', 'no json'), ('c', x'7b7d'), ('d', 5), (NULL, '{}')");
  const Rows expected{{"a", ""}, {"b", "no json"}, {"c", "{}"}, {"d", "5"}};
  EXPECT_EQ(rows(*table()), expected);
}

TEST_F(SqliteTableTest, QuotesTheNameOfTheTable) {
  by_hand("CREATE TABLE \"crew-\"\"x\"(key TEXT PRIMARY KEY, item TEXT); INSERT INTO \"crew-\"\"x\" VALUES ('a','{}')");
  EXPECT_EQ(rows(*table("crew-\"x")).size(), 1u);
  EXPECT_EQ(rows(*table("crew")).size(), 0u);
}

TEST_F(SqliteTableTest, RefusesWhatItCannotScanHonestly) {
  struct Case {
    std::string sql;
    std::string says;
  };
  const Case cases[] = {
      {"CREATE TABLE crew(key BLOB, item TEXT); INSERT INTO crew VALUES (x'61', '{}')", "otherwise than as text"},
      {"CREATE TABLE crew(key, item); INSERT INTO crew VALUES (5, '{}')", "otherwise than as text"},
      {"CREATE TABLE crew(key TEXT, item TEXT); INSERT INTO crew VALUES ('a', '{}'), ('a', '{}')",
       "has the key a twice"},
      {"CREATE TABLE crew(id TEXT, item TEXT)", "needs the columns key and item"},
  };
  for (const Case& one : cases) {
    by_hand("DROP TABLE IF EXISTS crew; " + one.sql);
    const Error error = scan_error(*table());
    EXPECT_EQ(error.code, Code::denied) << one.sql;
    EXPECT_NE(error.message.find(one.says), std::string::npos) << error.message;
    EXPECT_NE(error.message.find("region.us-west-2"), std::string::npos) << error.message;
  }
}

TEST_F(SqliteTableTest, RefusesAFileThatIsNoDatabase) {
  scratch.write("r/west.db", std::string(4096, 'x'));
  EXPECT_NE(scan_error(*table()).message.find("is not a SQLite database"), std::string::npos);
  EXPECT_EQ(table()->version().error().code, Code::denied);
  const std::vector<ItemWrite> writes{create("a", "{}")};
  EXPECT_EQ(table()->write(writes).error().code, Code::denied);
  EXPECT_EQ(scratch.read("r/west.db"), std::string(4096, 'x'));
}

TEST_F(SqliteTableTest, AnEmptyFileHasNoItems) {
  scratch.write("r/west.db", "");
  EXPECT_EQ(rows(*table()), Rows{});
  EXPECT_EQ(*table()->version(), "");
}

TEST_F(SqliteTableTest, NamesTheFileThatAnotherHoldsLocked) {
  by_hand(kTable);
  SQLite::Database other(region().path, SQLite::OPEN_READWRITE);
  other.exec("BEGIN EXCLUSIVE");
  const std::vector<ItemWrite> writes{create("a", "{}")};
  for (const Error& error : {scan_error(*table()), table()->write(writes).error()}) {
    EXPECT_EQ(error.code, Code::unavailable);
    EXPECT_NE(error.message.find(region().path + " is locked by another process"), std::string::npos) << error.message;
  }
}

TEST_F(SqliteTableTest, MakesFolderFileAndTableAtTheFirstCreate) {
  const auto crew = table();
  EXPECT_EQ(fates(crew->write(std::vector{create("ada", R"({"crew_id":"ada"})")})), std::vector{WriteFate::done});
  SQLite::Database file(region().path);
  EXPECT_EQ(file.execAndGet("SELECT item FROM crew WHERE key = 'ada'").getString(), R"({"crew_id":"ada"})");
  EXPECT_EQ(file.execAndGet("PRAGMA journal_mode").getString(), "delete");
}

TEST_F(SqliteTableTest, WritesThatNeedAnItemMakeNoFile) {
  const auto outcomes = table()->write(std::vector{update("a", {{{"x"}, std::nullopt, "1"}}), removal("b", {})});
  EXPECT_EQ(fates(outcomes), (std::vector{WriteFate::conflict, WriteFate::conflict}));
  EXPECT_FALSE(std::filesystem::exists(scratch.path("r")));
}

TEST_F(SqliteTableTest, LeavesTheJournalModeAsItFoundIt) {
  by_hand("PRAGMA journal_mode = WAL; " + kTable);
  EXPECT_EQ(fates(table()->write(std::vector{create("a", "{}")})), std::vector{WriteFate::done});
  EXPECT_EQ(SQLite::Database(region().path).execAndGet("PRAGMA journal_mode").getString(), "wal");
}

struct UpdateCase {
  std::string name;
  std::string item;
  std::vector<FieldWrite> fields;
  WriteFate fate;
  std::string after;  // the item's text when it is over
};

TEST_F(SqliteTableTest, UpdatesUnderItsConditionAndTouchesNothingElse) {
  const UpdateCase cases[] = {
      {"sets one field",
       R"({"crew_id":"a", "phone": "1", "foreign" : 1.50})",
       {{{"phone"}, "\"1\"", "\"2\""}},
       WriteFate::done,
       R"({"crew_id":"a", "phone": "2", "foreign" : 1.50})"},
      {"adds one that must be absent", R"({"a":1})", {{{"b"}, std::nullopt, "2"}}, WriteFate::done, R"({"a":1,"b":2})"},
      {"several fields",
       R"({"a":1,"b":2})",
       {{{"a"}, "1", "10"}, {{"b"}, "2", "20"}},
       WriteFate::done,
       R"({"a":10,"b":20})"},
      {"nested",
       R"({"m":{"x":1,"theirs":[1]}})",
       {{{"m", "x"}, "1", "2"}},
       WriteFate::done,
       R"({"m":{"x":2,"theirs":[1]}})"},
      {"numbers by value", R"({"a":1.0})", {{{"a"}, "1", "2"}}, WriteFate::done, R"({"a":2})"},
      {"maps by value", R"({"a":{"y":2, "x":1}})", {{{"a"}, R"({"x":1,"y":2})", "0"}}, WriteFate::done, R"({"a":0})"},
      {"a text is no number", R"({"a":"1"})", {{{"a"}, "1", "2"}}, WriteFate::conflict, R"({"a":"1"})"},
      {"another value", R"({"a":3})", {{{"a"}, "1", "2"}}, WriteFate::conflict, R"({"a":3})"},
      {"gone", R"({})", {{{"a"}, "1", "2"}}, WriteFate::conflict, R"({})"},
      {"null is not absent", R"({"a":null})", {{{"a"}, std::nullopt, "2"}}, WriteFate::conflict, R"({"a":null})"},
      {"one of two conditions broken",
       R"({"a":1,"b":9})",
       {{{"a"}, "1", "10"}, {{"b"}, "2", "20"}},
       WriteFate::conflict,
       R"({"a":1,"b":9})"},
      {"the parent became a text",
       R"({"m":"x"})",
       {{{"m", "x"}, std::nullopt, "2"}},
       WriteFate::conflict,
       R"({"m":"x"})"},
      {"no JSON", "no json", {{{"a"}, std::nullopt, "2"}}, WriteFate::failed, "no json"},
      {"ambiguous JSON", R"({"a":1,"a":1})", {{{"a"}, "1", "2"}}, WriteFate::failed, R"({"a":1,"a":1})"},
  };
  for (const UpdateCase& one : cases) {
    by_hand("DROP TABLE IF EXISTS crew; " + kTable + "INSERT INTO crew VALUES ('k', '" + one.item + "')");
    EXPECT_EQ(fates(table()->write(std::vector{update("k", one.fields)})), std::vector{one.fate}) << one.name;
    EXPECT_EQ(rows(*table()), (Rows{{"k", one.after}})) << one.name;
  }
}

TEST_F(SqliteTableTest, CreatesOnlyWhatIsAbsentAndRemovesOnlyWhatIsUnchanged) {
  by_hand(kTable + "INSERT INTO crew VALUES ('a','{\"n\":1}'), ('b','{\"n\":1}'), ('c','{\"n\":1}')");
  const std::vector<ItemWrite> writes{create("a", "{}"), removal("b", {{{"n"}, "1", ""}}),
                                      removal("c", {{{"n"}, "2", ""}}), create("d", "{}"), removal("e", {})};
  EXPECT_EQ(fates(table()->write(writes)), (std::vector{WriteFate::conflict, WriteFate::done, WriteFate::conflict,
                                                        WriteFate::done, WriteFate::conflict}));
  EXPECT_EQ(rows(*table()), (Rows{{"a", "{\"n\":1}"}, {"c", "{\"n\":1}"}, {"d", "{}"}}));
}

TEST_F(SqliteTableTest, ARowTheTableRefusesFailsAlone) {
  by_hand("CREATE TABLE crew(key TEXT PRIMARY KEY, item TEXT CHECK (item <> 'bad'))");
  const auto outcomes = table()->write(std::vector{create("a", "{}"), create("b", "bad"), create("c", "{}")});
  EXPECT_EQ(fates(outcomes), (std::vector{WriteFate::done, WriteFate::failed, WriteFate::done}));
  EXPECT_NE((*outcomes)[1].trouble.message.find("CHECK constraint"), std::string::npos);
  EXPECT_EQ(rows(*table()), (Rows{{"a", "{}"}, {"c", "{}"}}));
}

TEST_F(SqliteTableTest, ABatchThatIsRolledBackWroteNothing) {
  by_hand(kTable + "CREATE TRIGGER t BEFORE INSERT ON crew WHEN NEW.key = 'b' BEGIN SELECT RAISE(ROLLBACK, 'no'); END");
  EXPECT_FALSE(table()->write(std::vector{create("a", "{}"), create("b", "{}"), create("c", "{}")}).has_value());
  EXPECT_EQ(rows(*table()), Rows{});
}

TEST_F(SqliteTableTest, ReadsBackInTheOrderAsked) {
  by_hand(kTable + "INSERT INTO crew VALUES ('a','{}'), ('ö','{\"n\":1}'), ('n', NULL)");
  const std::vector<std::string> keys{"ö", "absent", "a", "n", "A"};
  const std::vector<std::optional<std::string>> expected{"{\"n\":1}", std::nullopt, "{}", "", std::nullopt};
  EXPECT_EQ(*table()->read(keys), expected);
}

TEST_F(SqliteTableTest, WritesManyInOneGo) {
  std::vector<ItemWrite> writes;
  for (int i = 0; i < 10'000; ++i) writes.push_back(create("item-" + std::to_string(i), R"({"n":1})"));
  const auto crew = table();
  const auto all_done = fates(crew->write(writes));
  EXPECT_EQ(std::count(all_done.begin(), all_done.end(), WriteFate::done), 10'000);
  EXPECT_EQ(rows(*crew).size(), 10'000u);
}

// --- version ---

}  // namespace
}  // namespace jada
