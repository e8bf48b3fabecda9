#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>

#include "state/sqlite/sqlite_store.h"
#include "tests/contract/store/files.h"

namespace jada {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(SqliteFile, KeepsEverythingFromOneRunToTheNext) {
  const Folder folder;
  StateIdentity identity;
  {
    const auto store = make(folder.state());
    Batch batch = items(kWest, {in_step("ada", 1)});
    batch.put = {{.address = kCrew, .applied = "1"}};
    batch.advances = true;
    must(store->commit(batch));
    identity = must(store->identity());
  }
  for (const OpenMode mode : {OpenMode::read_only, OpenMode::read_write, OpenMode::create}) {
    const auto store = must(open_store(folder.state(), mode));
    EXPECT_EQ(must(store->identity()).lineage, identity.lineage);
    EXPECT_EQ(must(store->identity()).seed, identity.seed);
    EXPECT_EQ(must(store->identity()).serial, 1);
    EXPECT_EQ(must(store->identity()).path, folder.state());
    EXPECT_EQ(must(store->find(kCrew))->applied, "1");
    EXPECT_THAT(keys(*store, kWest), ElementsAre("ada"));
  }
}

TEST(SqliteFile, KeepsObservationsWithoutFoldingTheLogIn) {
  const Folder folder;
  make(folder.state());
  for (std::int64_t revision = 0; revision < 5; ++revision) {
    const auto store = must(open_store(folder.state(), OpenMode::read_write));
    Batch batch = records({{.address = kCrew, .revision = revision}});
    batch.durable = false;
    must(store->commit(batch));
  }
  EXPECT_TRUE(std::filesystem::exists(folder.state() + "-wal"));
  EXPECT_EQ(must(must(open_store(folder.state(), OpenMode::read_only))->find(kCrew))->revision, 5);
}

TEST(SqliteFile, FoldsALongLogInWhenClosing) {
  const Folder folder;
  {
    const auto store = make(folder.state());
    Batch batch;
    batch.blobs = {{"compiled", std::string(1'000'000, 'x')}};
    batch.durable = false;
    must(store->commit(batch));
  }
  EXPECT_FALSE(std::filesystem::exists(folder.state() + "-wal"));
}

TEST(SqliteFile, BelongsToItsOwnerAlone) {
  const Folder folder;
  const mode_t before = umask(0);
  const auto store = make(folder.state());
  umask(before);
  must(store->commit(records({{.address = kCrew}})));
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat status {};
    ASSERT_EQ(stat((folder.state() + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777u, 0600u) << suffix;
  }
}

TEST(SqliteFile, IsMissingBeforeItIsMade) {
  const Folder folder;
  const std::string empty = folder.file("empty.db");
  write(empty, "");
  for (const OpenMode mode : {OpenMode::read_only, OpenMode::read_write}) {
    EXPECT_EQ(refusal(folder.state(), mode).code, Code::missing);
    EXPECT_EQ(refusal(empty, mode).code, Code::missing);
  }
  EXPECT_FALSE(std::filesystem::exists(folder.state()));
  EXPECT_EQ(bytes_of(empty), "");
  EXPECT_EQ(must(make(empty)->identity()).schema_version, state::current_schema().version());
}

TEST(SqliteFile, NeedsItsFolder) {
  const Folder folder;
  const Error error = refusal(folder.file("nowhere/state.db"), OpenMode::create);
  EXPECT_EQ(error.code, Code::denied);
  EXPECT_THAT(error.message, HasSubstr("folder does not exist"));
}

TEST(SqliteFile, TakesAnyNameAsAName) {
  const Folder folder;
  for (const char* name : {"file:state.db?mode=memory", "a b%41#.db", "läge.db"}) {
    SCOPED_TRACE(name);
    make(folder.file(name));
    EXPECT_GT(std::filesystem::file_size(folder.file(name)), 0u);
    EXPECT_TRUE(open_store(folder.file(name), OpenMode::read_only));
  }
}

TEST(SqliteFile, OfANewerProgramIsLeftAlone) {
  const Folder folder;
  make(folder.state());
  execute(folder.state(), "PRAGMA journal_mode = DELETE; PRAGMA user_version = 7");
  const std::string before = bytes_of(folder.state());
  for (const OpenMode mode : {OpenMode::read_only, OpenMode::read_write, OpenMode::create}) {
    const Error error = refusal(folder.state(), mode);
    EXPECT_EQ(error.code, Code::denied);
    EXPECT_THAT(error.message,
                AllOf(HasSubstr(folder.state()),
                      HasSubstr(fmt::format("(schema 7, this one knows {})", state::current_schema().version())),
                      HasSubstr("upgrade the program; nothing was changed")));
  }
  EXPECT_EQ(bytes_of(folder.state()), before);
}

TEST(SqliteFile, OfAnotherProgramIsLeftAlone) {
  const Folder folder;
  struct Case {
    const char* name;
    const char* sql;
  };
  const Case cases[] = {{"tables", "CREATE TABLE t (x)"},
                        {"another id", "PRAGMA application_id = 5"},
                        {"a version of its own", "PRAGMA user_version = 1"}};
  for (const auto& [name, sql] : cases) {
    SCOPED_TRACE(name);
    const std::string path = folder.file(name);
    execute(path, sql);
    const std::string before = bytes_of(path);
    for (const OpenMode mode : {OpenMode::read_only, OpenMode::read_write, OpenMode::create}) {
      const Error error = refusal(path, mode);
      EXPECT_EQ(error.code, Code::denied);
      EXPECT_THAT(error.message, HasSubstr("another program"));
    }
    EXPECT_EQ(bytes_of(path), before);
  }
}

TEST(SqliteFile, ThatIsNoDatabaseIsLeftAlone) {
  const Folder folder;
  const std::string text(5000, '#');
  write(folder.state(), text);
  for (const OpenMode mode : {OpenMode::read_only, OpenMode::read_write, OpenMode::create}) {
    const Error error = refusal(folder.state(), mode);
    EXPECT_EQ(error.code, Code::denied);
    EXPECT_THAT(error.message, AllOf(HasSubstr(folder.state()), HasSubstr("not a state database")));
  }
  EXPECT_EQ(bytes_of(folder.state()), text);
}

TEST(SqliteFile, ThatIsDamagedSaysToRestoreABackup) {
  const Folder folder;
  {
    const auto store = make(folder.state());
    std::vector<ItemRecord> many;
    for (int i = 1000; i < 3000; ++i) many.push_back(in_step(std::to_string(i), 1));
    must(store->commit(items(kWest, many)));
  }
  std::string bytes = bytes_of(folder.state());
  std::fill(bytes.begin() + 3 * 4096, bytes.end(), '\x55');  // the first pages, the schema among them, stay whole
  write(folder.state(), bytes);
  const auto store = must(open_store(folder.state(), OpenMode::read_only));
  const auto walked = store->each_item(kWest, [](const ItemRecord&) { return true; });
  ASSERT_FALSE(walked);
  EXPECT_EQ(walked.error().code, Code::denied);
  EXPECT_THAT(walked.error().message, AllOf(HasSubstr("damaged"), HasSubstr("restore the newest backup")));
}

TEST(SqliteFile, OpenedForReadingRefusesToWrite) {
  const Folder folder;
  make(folder.state());
  const auto store = must(open_store(folder.state(), OpenMode::read_only));
  const auto done = store->commit(records({{.address = kCrew}}));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::denied);
  EXPECT_THAT(done.error().message, HasSubstr(folder.state()));
}

TEST(SqliteFile, IsReadFromAFolderNobodyMayWrite) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const Folder folder;
  must(make(folder.state())->commit(records({{.address = kCrew}})));
  chmod(folder.path().c_str(), 0500);
  {
    const auto store = must(open_store(folder.state(), OpenMode::read_only));
    EXPECT_EQ(must(store->find(kCrew))->revision, 1);
    EXPECT_EQ(must(must(store->snapshot())->find(kCrew))->revision, 1);
  }
  chmod(folder.path().c_str(), 0700);
  EXPECT_FALSE(std::filesystem::exists(folder.state() + "-shm"));
}

TEST(SqliteFile, WithALogInAFolderNobodyMayWriteSaysWhatToCopy) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const Folder folder;
  make(folder.state());
  Batch batch = records({{.address = kCrew}});
  batch.durable = false;
  must(must(open_store(folder.state(), OpenMode::read_write))->commit(batch));
  std::filesystem::remove(folder.state() + "-shm");
  chmod(folder.path().c_str(), 0500);
  const Error error = refusal(folder.state(), OpenMode::read_only);
  chmod(folder.path().c_str(), 0700);
  EXPECT_EQ(error.code, Code::denied);
  EXPECT_THAT(error.message, HasSubstr("-wal"));
}

TEST(SqliteFile, NobodyMayReadIsDenied) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const Folder folder;
  make(folder.state());
  chmod(folder.state().c_str(), 0000);
  const Error error = refusal(folder.state(), OpenMode::read_only);
  EXPECT_EQ(error.code, Code::denied);
  EXPECT_THAT(error.message, HasSubstr("permission"));
}

}  // namespace
}  // namespace jada
