#include <fmt/format.h>
#include <gmock/gmock.h>

#include <array>
#include <thread>

#include "state/sqlite/sqlite_store.h"
#include "tests/contract/store/files.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(SqliteSharing, IsBackedUpBeforeItIsMigrated) {
  const Folder folder;
  must(make(folder.state())->commit(records({{.address = kCrew}})));
  const auto now = state::current_schema();
  std::vector<std::string_view> migrations(now.migrations.begin(), now.migrations.end());
  migrations.push_back("CREATE TABLE _later (x); INSERT INTO _later VALUES (42)");
  const state::SqliteOptions later{.schema = {migrations, now.views}};
  {
    const auto reading = state::open_sqlite(folder.state(), OpenMode::read_only, later);
    ASSERT_FALSE(reading);
    EXPECT_EQ(reading.error().code, Code::denied);
    EXPECT_THAT(backups_in(folder), IsEmpty());
  }
  const auto store = must(state::open_sqlite(folder.state(), OpenMode::read_write, later));
  EXPECT_EQ(must(store->identity()).schema_version, now.version() + 1);
  EXPECT_EQ(must(store->find(kCrew))->revision, 1);
  EXPECT_EQ(number(folder.state(), "SELECT x FROM _later"), 42);
  ASSERT_THAT(backups_in(folder), ElementsAre(HasSubstr(fmt::format("state.db.backup-v{}-", now.version()))));
  const auto backup = must(open_store(backups_in(folder)[0], OpenMode::read_only));
  EXPECT_EQ(must(backup->identity()).lineage, must(store->identity()).lineage);
  EXPECT_EQ(must(backup->find(kCrew))->revision, 1);
}

TEST(SqliteSharing, StaysAsItWasWhenAMigrationFails) {
  const Folder folder;
  must(make(folder.state())->commit(records({{.address = kCrew}})));
  const auto now = state::current_schema();
  std::vector<std::string_view> migrations(now.migrations.begin(), now.migrations.end());
  migrations.insert(migrations.end(), {"CREATE TABLE _later (x)", "NONSENSE"});
  EXPECT_FALSE(state::open_sqlite(folder.state(), OpenMode::read_write, {.schema = {migrations, now.views}}));
  EXPECT_EQ(number(folder.state(), "SELECT count(*) FROM sqlite_schema WHERE name = '_later'"), 0);
  EXPECT_EQ(must(must(open_store(folder.state(), OpenMode::read_write))->find(kCrew))->revision, 1);
}

TEST(SqliteSharing, IsMadeOnceWhenManyStartAtOnce) {
  const Folder folder;
  std::array<std::string, 6> lineages;
  {
    std::vector<std::jthread> starters;
    for (std::string& lineage : lineages) {
      starters.emplace_back([&] {
        const auto store = open_store(folder.state(), OpenMode::create);
        lineage = store ? must((*store)->identity()).lineage : store.error().message;
      });
    }
  }
  EXPECT_THAT(lineages, testing::Each(must(make(folder.state())->identity()).lineage));
  EXPECT_THAT(backups_in(folder), IsEmpty());
}

TEST(SqliteSharing, BacksUpOnlineIntoANewFileOnly) {
  const Folder folder;
  const auto store = make(folder.state());
  must(store->commit(records({{.address = kCrew}})));
  const std::string copy = folder.file("copy.db");
  must(store->backup(copy));
  const std::string bytes = bytes_of(copy);
  const auto again = store->backup(copy);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::conflict);
  EXPECT_EQ(bytes_of(copy), bytes);
  EXPECT_EQ(bytes[18], '\1') << "a copy in WAL mode could not be read where nothing can be written";
  EXPECT_FALSE(std::filesystem::exists(copy + "-wal"));
  const auto copied = must(open_store(copy, OpenMode::read_write));
  EXPECT_EQ(must(copied->find(kCrew))->revision, 1);
  must(copied->commit(records({{.address = kCrew, .revision = 1}})));
  EXPECT_EQ(must(store->find(kCrew))->revision, 1);
}

TEST(SqliteSharing, ShowsWhatAnotherProcessCommitted) {
  const Folder folder;
  const auto mine = make(folder.state());
  const auto theirs = must(open_store(folder.state(), OpenMode::read_write));
  EXPECT_EQ(must(mine->find(kCrew)), std::nullopt);
  Batch batch = items(kWest, {in_step("ada", 1)});
  batch.put = {{.address = kCrew}};
  batch.advances = true;
  must(theirs->commit(batch));
  EXPECT_EQ(must(mine->find(kCrew))->revision, 1);
  EXPECT_EQ(must(mine->identity()).serial, 1);
  EXPECT_THAT(keys(*mine, kWest), ElementsAre("ada"));
}

TEST(SqliteSharing, IsReadWhileItIsWritten) {
  const Folder folder;
  const auto store = make(folder.state());
  must(store->commit(items(kWest, {in_step("ada", 1)})));
  SQLite::Database writer(folder.state(), SQLite::OPEN_READWRITE);
  writer.exec("BEGIN IMMEDIATE; UPDATE _item SET applied = 2");
  EXPECT_EQ(must(store->find_item({"roster", "crew", "ada", "us-west-2"}))->applied, Digest{1});
  EXPECT_EQ(keys(*must(store->snapshot()), kWest).size(), 1u);
}

TEST(SqliteSharing, LockedTooLongIsUnavailable) {
  const Folder folder;
  make(folder.state());
  const auto store =
      must(state::open_sqlite(folder.state(), OpenMode::read_write, {.patience = std::chrono::milliseconds{20}}));
  SQLite::Database writer(folder.state(), SQLite::OPEN_READWRITE);
  writer.exec("BEGIN IMMEDIATE");
  const auto done = store->commit(records({{.address = kCrew}}));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::unavailable);
  EXPECT_THAT(done.error().message, HasSubstr("locked by another process"));
  writer.exec("ROLLBACK");
  EXPECT_TRUE(store->commit(records({{.address = kCrew}})));
}

// Each adds one to the same record a hundred times, reading again after a conflict: no addition may be lost.
TEST(SqliteSharing, LosesNoUpdateOfTwoWriters) {
  const Folder folder;
  must(make(folder.state())->commit(records({{.address = kCrew, .applied = "0"}})));
  const auto add_a_hundred = [&] {
    const auto store = must(open_store(folder.state(), OpenMode::read_write));
    for (int added = 0; added < 100;) {
      Record record = must(store->find(kCrew)).value();
      record.applied = std::to_string(std::stoi(record.applied) + 1);
      Batch batch = records({record});
      batch.durable = false;
      const auto done = store->commit(batch);
      if (done) ++added;
      if (!done && done.error().code != Code::conflict) throw std::runtime_error(done.error().message);
    }
  };
  {
    std::jthread one(add_a_hundred);
    std::jthread other(add_a_hundred);
  }
  const auto store = make(folder.state());
  EXPECT_EQ(must(store->find(kCrew))->applied, "200");
  EXPECT_EQ(must(store->find(kCrew))->revision, 201);
  EXPECT_THAT(must(store->check()), IsEmpty());
}

}  // namespace
}  // namespace jada
