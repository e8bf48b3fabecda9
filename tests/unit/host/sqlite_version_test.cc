#include "engine/host/sqlite_table.h"

#include "tests/unit/host/table_fixture.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

TEST_F(SqliteTableTest, TheVersionStandsStillWithTheFile) {
  by_hand(kTable + "INSERT INTO crew VALUES ('a','{}')");
  const std::string version = *table()->version();
  EXPECT_NE(version, "");
  rows(*table());
  EXPECT_EQ(*table()->version(), version);
}

TEST_F(SqliteTableTest, TheVersionMovesWithEveryCommit) {
  by_hand(kTable);
  const auto crew = table();
  const std::string before = *crew->version();
  by_hand("INSERT INTO crew VALUES ('a','{}')");
  const std::string between = *crew->version();
  by_hand("DELETE FROM crew; INSERT INTO crew VALUES ('a','{}')");
  EXPECT_NE(between, before);
  EXPECT_NE(*crew->version(), between);
}

TEST_F(SqliteTableTest, NoVersionIsVouchedForWhenAChangeCouldHide) {
  struct Case {
    std::string name;
    std::function<void()> prepare;
    Duration clock_ahead;
  };
  const Case cases[] = {
      {"touched just now", [] {}, 0ms},
      {"the clock stands before the change", [] {}, -1h},
      {"write-ahead log", [&] { by_hand("PRAGMA journal_mode = WAL"); }, 1h},
      {"a journal is there", [&] { scratch.write("r/west.db-journal", "x"); }, 1h},
      {"a log is there", [&] { scratch.write("r/west.db-wal", "x"); }, 1h},
  };
  for (const Case& one : cases) {
    std::filesystem::remove_all(scratch.path("r"));
    by_hand(kTable);
    one.prepare();
    const MovedClock moved(one.clock_ahead);
    EXPECT_EQ(*open_sqlite_table(region(), "crew", moved, 1ms, writing)->version(), "") << one.name;
  }
}

TEST_F(SqliteTableTest, AFileReplacedUnderAnOpenTableHasNoVersion) {
  by_hand(kTable);
  const auto crew = table();
  ASSERT_NE(*crew->version(), "");
  std::filesystem::copy_file(region().path, scratch.path("r/new.db"));
  std::filesystem::rename(scratch.path("r/new.db"), region().path);
  EXPECT_EQ(*crew->version(), "");
}

// Whether another process would find SQLite's RESERVED byte of the file locked.
bool is_reserved(const std::string& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = 0x40000001;
    lock.l_len = 1;
    const int file = ::open(path.c_str(), O_RDWR);
    ::_exit(::fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? 1 : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

TEST_F(SqliteTableTest, LookingDropsNoLockOfAnotherWriterInThisProcess) {
  by_hand(kTable);
  SQLite::Database writer(region().path, SQLite::OPEN_READWRITE);
  writer.exec("BEGIN IMMEDIATE");
  ASSERT_TRUE(is_reserved(region().path));
  EXPECT_TRUE(table()->version().has_value());
  rows(*table());
  EXPECT_TRUE(is_reserved(region().path));
}

TEST(SqliteTrouble, SaysWhatTheCallerMayDo) {
  const std::map<int, Code> cases{{5 /* BUSY */, Code::unavailable},
                                  {6 /* LOCKED */, Code::unavailable},
                                  {8 /* READONLY */, Code::denied},
                                  {10 /* IOERR */, Code::unavailable},
                                  {11 /* CORRUPT */, Code::denied},
                                  {13 /* FULL */, Code::unavailable},
                                  {14 /* CANTOPEN */, Code::denied},
                                  {26 /* NOTADB */, Code::denied},
                                  {5 | 1 << 8 /* BUSY_RECOVERY */, Code::unavailable}};
  for (const auto& [number, code] : cases) {
    const Error error = sqlite_trouble("r/west.db", number, "told");
    EXPECT_EQ(error.code, code) << number;
    EXPECT_EQ(error.message.find("r/west.db"), 0u) << error.message;
  }
}

}  // namespace
}  // namespace jada
