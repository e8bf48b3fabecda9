#include "engine/host/sqlite_regions.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "engine/host/system_clock.h"
#include "tests/support/scratch.h"

namespace jada {
namespace {

using namespace std::chrono_literals;
using test::Scratch;

class SqliteRegionsTest : public testing::Test {
 protected:
  RegionSettings region(const std::string& file) const {
    return {.name = "west", .driver = "sqlite", .path = scratch.path(file)};
  }

  const Scratch scratch{};
  const SystemClock clock{};
  SqliteRegions regions{clock, 1ms};
};

TEST_F(SqliteRegionsTest, TellsAbsentFromPresent) {
  EXPECT_TRUE(regions.look(region("absent.db")).absent());
  EXPECT_TRUE(regions.look(region("no/folder.db")).absent());
  SQLite::Database(scratch.path("a.db"), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t(x)");
  const auto seen = regions.look(region("a.db"));
  ASSERT_TRUE(seen.present());
  EXPECT_EQ(seen.value(), "SQLite file, 8 KiB");
  scratch.write("empty.db", "");
  EXPECT_TRUE(regions.look(region("empty.db")).present());
}

TEST_F(SqliteRegionsTest, CannotLookAtWhatIsNoDatabase) {
  scratch.write("text.db", "hello");
  scratch.write("long.db", std::string(5000, 'x'));
  scratch.write("folder.db/file", "");
  for (const char* file : {"text.db", "long.db", "folder.db", "text.db/below.db"}) {
    const auto seen = regions.look(region(file));
    ASSERT_TRUE(seen.unknown()) << file;
    EXPECT_EQ(seen.trouble().code, Code::denied) << file;
    EXPECT_EQ(seen.trouble().message.find(scratch.path(file)), 0u) << seen.trouble().message;
  }
}

TEST_F(SqliteRegionsTest, MakesADatabaseOnceAndLeavesItAlone) {
  const auto west = region("new/folder/west.db");
  ASSERT_TRUE(regions.create(west).has_value());
  EXPECT_TRUE(regions.look(west).present());
  const std::string made = scratch.read("new/folder/west.db");
  EXPECT_EQ(made.substr(0, 15), "SQLite format 3");
  ASSERT_TRUE(regions.create(west).has_value());
  EXPECT_EQ(scratch.read("new/folder/west.db"), made);
}

TEST_F(SqliteRegionsTest, ThreadsWaitForTheirTurnAtAFileAsLongAsItTakes) {
  const auto west = region("west.db");
  ASSERT_TRUE(regions.create(west).has_value());
  std::atomic<int> written = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int batch = 0; batch < 10; ++batch) {
        const ItemWrite write{
            .kind = ItemWrite::Kind::create, .key = std::to_string(thread * 10 + batch), .body = "{}"};
        const auto outcomes = (*regions.open(west, {"crew", "id"}))->write({&write, 1});
        if (outcomes && outcomes->front().fate == WriteFate::done) ++written;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(written, 80);
}

TEST_F(SqliteRegionsTest, MakesNothingOverWhatIsNoDatabase) {
  scratch.write("text.db", "hello");
  scratch.write("file", "");
  EXPECT_EQ(regions.create(region("text.db")).error().code, Code::denied);
  EXPECT_EQ(scratch.read("text.db"), "hello");
  EXPECT_EQ(regions.create(region("file/below/west.db")).error().code, Code::denied);
}

TEST_F(SqliteRegionsTest, NamesADriverItDoesNotHave) {
  const RegionSettings other{.name = "west", .driver = "dynamodb"};
  for (const Error& error :
       {regions.look(other).trouble(), regions.create(other).error(), regions.open(other, {"crew", "crew_id"}).error()}) {
    EXPECT_EQ(error.code, Code::invalid);
    EXPECT_NE(error.message.find("`dynamodb`"), std::string::npos) << error.message;
  }
}

}  // namespace
}  // namespace jada
