#include <gmock/gmock.h>
#include <sqlite3.h>

#include "state/sqlite/failure.h"
#include "tests/contract/store/files.h"

namespace jada {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(SqliteSoundness, CheckFindsPlantedDamage) {
  struct Case {
    const char* sql;
    const char* found;
  };
  const Case cases[] = {
      {"DELETE FROM _meta", "one identity"},
      {"UPDATE _resource SET revision = -1", "revision is not negative"},
      {"UPDATE _item SET revision = 0", "counts from 1: ada"},
      {"UPDATE _item SET status = 9", "one of five: ada"},
      {"DELETE FROM _resource WHERE replica <> ''", "belongs to a replica: ada"},
      {"DELETE FROM _resource WHERE replica = ''", "belongs to a resource: ada"},
      {"UPDATE _drift SET replica_id = 99", "drift row belongs to a replica: ada .phone"},
      {"DELETE FROM _body", "kept as its body: roster.crew/ada@us-west-2"},
      {"UPDATE _item SET applied = NULL, observed = 5", "kept as its body: roster.crew/ada@us-west-2"},
      {"DELETE FROM _event WHERE seq = 2", "without a gap: after 2"},
      {"INSERT INTO _slot VALUES ('sync', 'sheet', 1, 1, '', 'fine', '', '', 1, 1, 1, 1, 1, 1, '', '')",
       "one of six outcomes: sync.sheet"},
      {"INSERT INTO _alert VALUES ('a1', 1, '', '', '', 'open', '', '', '', '{}', 1, 1, 1, 1, 1)",
       "state is one of five: a1"},
      {"INSERT INTO _notice VALUES ('n1', 1, '', '', '', '', '{', '', 1, 1, 1, 1, '')", "is JSON: n1"},
      {"UPDATE _resource SET standing = '{' WHERE replica = ''", "texts are JSON: roster.crew@"},
      {"UPDATE _body SET text = 'x'", "body is JSON: ada"},
      {"UPDATE _change SET items = '{}'", "JSON array: r1"},
      {"UPDATE _change SET items = '['", "JSON array: r1"},
      {"DROP TABLE _blob; DROP VIEW events; CREATE VIEW events AS SELECT * FROM gone",
       "the view events does not answer"},
  };
  for (const auto& [sql, found] : cases) {
    SCOPED_TRACE(sql);
    const Folder folder;
    {
      const auto store = make(folder.state());
      Batch batch = items(kWest, {in_step("ada", 1)});
      batch.put = {{.address = kCrew, .standing = "{}"}, {.address = kWest}};
      batch.bodies = {{kCrew, {{"ada", 1, "{}"}}}};
      batch.drift = {{kWest, {{.item = "ada", .replica = "us-west-2", .path = "phone", .cause = "drift"}}}};
      batch.events = {{.type = "a"}, {.type = "b"}, {.type = "c"}};
      batch.changes = {{"r1", kWest, {"ada"}, "update", "drift", "done"}};
      must(store->commit(batch));
      EXPECT_THAT(must(store->check()), IsEmpty());
    }
    execute(folder.state(), sql);
    EXPECT_THAT(must(must(open_store(folder.state(), OpenMode::read_only))->check()), Contains(HasSubstr(found)));
  }
}

TEST(SqliteFailure, SaysWhatAPersonMayDo) {
  struct Case {
    int sqlite;
    Code code;
    const char* text;
  };
  const Case cases[] = {{SQLITE_BUSY, Code::unavailable, "locked by another process"},
                        {SQLITE_LOCKED, Code::unavailable, "locked"},
                        {SQLITE_READONLY, Code::denied, "no permission"},
                        {SQLITE_PERM, Code::denied, "no permission"},
                        {SQLITE_CANTOPEN, Code::denied, "no permission"},
                        {SQLITE_FULL, Code::unavailable, "disk is full"},
                        {SQLITE_IOERR, Code::unavailable, "disk is full or failing"},
                        {SQLITE_IOERR_WRITE, Code::unavailable, "disk"},
                        {SQLITE_CORRUPT, Code::denied, "restore the newest backup"},
                        {SQLITE_NOTADB, Code::denied, "not a state database"},
                        {SQLITE_ERROR, Code::internal, "report"}};
  for (const auto& [sqlite, code, text] : cases) {
    const Error error = state::failure("/srv/state.db", sqlite, "why");
    EXPECT_EQ(error.code, code) << sqlite;
    EXPECT_THAT(error.message, AllOf(HasSubstr("/srv/state.db"), HasSubstr(text), HasSubstr("why")));
  }
}

}  // namespace
}  // namespace jada
