#include "state/sqlite/query.h"

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>

#include "tests/contract/store/stores.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Query : public testing::Test {
 protected:
  void SetUp() override {
    must(must(open_store(folder_.state(), OpenMode::create))->commit(records({{.address = kCrew}})));
  }
  Error refusal(const std::string& sql) {
    const auto answer = query(folder_.state(), sql);
    if (answer) throw std::runtime_error("answered: " + sql);
    return answer.error();
  }
  Folder folder_;
};

TEST_F(Query, GivesValuesWithTheirTypes) {
  const auto answer =
      must(query(folder_.state(), "SELECT 1 AS a, 2.5 AS b, 'x' AS c, NULL AS d, x'00fF' AS e, 9e999 AS f, '' AS g"));
  EXPECT_THAT(answer.columns, ElementsAre("a", "b", "c", "d", "e", "f", "g"));
  ASSERT_EQ(answer.rows.size(), 1u);
  const std::pair<std::optional<std::string>, CellType> expected[] = {
      {"1", CellType::number},  {"2.5", CellType::number}, {"x", CellType::text}, {std::nullopt, CellType::null},
      {"00ff", CellType::blob}, {"Inf", CellType::text},   {"", CellType::text}};
  for (std::size_t i = 0; i < std::size(expected); ++i) {
    EXPECT_EQ(answer.rows[0][i].text, expected[i].first) << i;
    EXPECT_EQ(answer.rows[0][i].type, expected[i].second) << i;
  }
}

TEST_F(Query, NamesTheColumnsOfNoRows) {
  const auto answer = must(query(folder_.state(), "SELECT address FROM tokens; \n"));
  EXPECT_THAT(answer.columns, ElementsAre("address"));
  EXPECT_THAT(answer.rows, IsEmpty());
}

TEST_F(Query, RefusesWhatIsNotOneReadingStatement) {
  const std::pair<std::string, const char*> cases[] = {{"DELETE FROM _resource", "would write"},
                                                       {"DROP VIEW runs", "would write"},
                                                       {"CREATE TABLE t (x)", "would write"},
                                                       {"PRAGMA user_version = 9", ""},
                                                       {"VACUUM INTO '" + folder_.file("copy.db") + "'", ""},
                                                       {"ATTACH '" + folder_.file("other.db") + "' AS other", "ATTACH"},
                                                       {"SELECT 1; DELETE FROM _resource", "one statement"},
                                                       {"SELECT 1; SELECT 2", "one statement"},
                                                       {"", "no statement"},
                                                       {"-- a comment", "no statement"},
                                                       {"SELEKT 1", "near \"SELEKT\": syntax error"},
                                                       {"SELECT * FROM nowhere", "no such table: nowhere"},
                                                       {"SELECT json_extract('{', '$')", "malformed JSON"}};
  for (const auto& [sql, text] : cases) {
    SCOPED_TRACE(sql);
    const Error error = refusal(sql);
    EXPECT_EQ(error.code, Code::invalid);
    EXPECT_THAT(error.message, HasSubstr(text));
  }
  EXPECT_EQ(must(must(open_store(folder_.state(), OpenMode::read_only))->find(kCrew))->revision, 1);
  EXPECT_FALSE(std::filesystem::exists(folder_.file("copy.db")));
  EXPECT_FALSE(std::filesystem::exists(folder_.file("other.db")));
}

TEST_F(Query, StopsWhenItsTimeIsUp) {
  const auto answer =
      query(folder_.state(), "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
            std::chrono::milliseconds{5});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::unavailable);
}

TEST_F(Query, NeedsAStateOfOurs) {
  EXPECT_EQ(query(folder_.file("nowhere.db"), "SELECT 1").error().code, Code::missing);
  const std::string foreign = folder_.file("foreign.db");
  SQLite::Database(foreign, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t (x)");
  EXPECT_EQ(query(foreign, "SELECT 1").error().code, Code::denied);
}

TEST_F(Query, ReadsWhileSomebodyWrites) {
  SQLite::Database writer(folder_.state(), SQLite::OPEN_READWRITE);
  writer.exec("BEGIN IMMEDIATE; DELETE FROM _resource");
  EXPECT_EQ(must(query(folder_.state(), "SELECT address FROM resources")).rows.size(), 1u);
}

}  // namespace
}  // namespace jada
