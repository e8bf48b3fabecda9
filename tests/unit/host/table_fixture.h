// One table of a region in a scratch folder, and a clock that can be ahead of the files.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <map>

#include "engine/host/sqlite_file.h"
#include "engine/host/sqlite_table.h"
#include "engine/host/system_clock.h"
#include "tests/support/scratch.h"

namespace jada {

using Rows = std::vector<std::pair<std::string, std::string>>;

// The system's time, moved: files just written look as old as the test needs them.
class MovedClock final : public Clock {
 public:
  explicit MovedClock(Duration ahead) : ahead_(ahead) {}
  Time now() const override { return SystemClock().now() + ahead_; }

 private:
  Duration ahead_;
};

class SqliteTableTest : public testing::Test {
 protected:
  RegionSettings region() const { return {.name = "us-west-2", .driver = "sqlite", .path = scratch.path("r/west.db")}; }

  std::unique_ptr<ItemTable> table(const std::string& name = "crew") const {
    return open_sqlite_table(region(), name, clock, std::chrono::milliseconds{1}, writing);
  }

  // As a user would, with plain SQL.
  void by_hand(const std::string& sql) const {
    std::filesystem::create_directories(scratch.path("r"));
    SQLite::Database(region().path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec(sql);
  }

  static Rows rows(ItemTable& table) {
    Rows rows;
    const auto done = table.scan([&](std::string_view key, std::string_view item) { rows.emplace_back(key, item); });
    EXPECT_TRUE(done.has_value()) << done.error().message;
    return rows;
  }

  static Error scan_error(ItemTable& table) {
    const auto done = table.scan([](std::string_view, std::string_view) {});
    EXPECT_FALSE(done.has_value());
    return done ? Error{} : done.error();
  }

  static std::vector<WriteFate> fates(const Result<std::vector<WriteOutcome>>& outcomes) {
    std::vector<WriteFate> fates;
    EXPECT_TRUE(outcomes.has_value()) << outcomes.error().message;
    for (const WriteOutcome& outcome : *outcomes) fates.push_back(outcome.fate);
    return fates;
  }

  const test::Scratch scratch{};
  const MovedClock clock{std::chrono::hours{1}};
  mutable std::mutex writing{};
};

const std::string kTable = "CREATE TABLE crew(key TEXT PRIMARY KEY, item TEXT);";

inline ItemWrite create(const std::string& key, const std::string& body) {
  return {.kind = ItemWrite::Kind::create, .key = key, .body = body};
}
inline ItemWrite update(const std::string& key, std::vector<FieldWrite> fields) {
  return {.kind = ItemWrite::Kind::update, .key = key, .fields = std::move(fields)};
}
inline ItemWrite removal(const std::string& key, std::vector<FieldWrite> fields) {
  return {.kind = ItemWrite::Kind::remove, .key = key, .fields = std::move(fields)};
}

}  // namespace jada
