// What tests ask of a table, in a word each.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/unit/resources/dynamodb/table_stub.h"

namespace jada::test {

inline std::string key_of(int i) { return "c" + std::to_string(1000 + i); }

struct Scanned {
  std::vector<std::string> keys{};
  std::vector<std::string> items{};
  std::string error{};
};

inline Scanned scan(ItemTable& table) {
  Scanned seen;
  const auto done = table.scan([&](std::string_view key, std::string_view item) {
    seen.keys.emplace_back(key);
    seen.items.emplace_back(item);
  });
  if (!done) seen.error = done.error().message;
  return seen;
}

inline ItemWrite create(const std::string& key, const std::string& role = "mate") {
  return {ItemWrite::Kind::create, key, R"({"crew_id":")" + key + R"(","role":")" + role + "\"}", {}};
}
inline ItemWrite change(const std::string& key, const std::string& before, const std::string& after) {
  return {ItemWrite::Kind::update, key, {}, {{{"role"}, "\"" + before + "\"", "\"" + after + "\""}}};
}
inline ItemWrite removal(const std::string& key, const std::string& before) {
  return {ItemWrite::Kind::remove, key, {}, {{{"role"}, "\"" + before + "\"", ""}}};
}

inline std::vector<WriteFate> fates(ItemTable& table, const std::vector<ItemWrite>& writes) {
  std::vector<WriteFate> all;
  const auto outcomes = table.write(writes);
  EXPECT_TRUE(outcomes) << outcomes.error().message;
  if (!outcomes) return all;
  for (const WriteOutcome& one : *outcomes) {
    all.push_back(one.fate);
    EXPECT_EQ(one.fate == WriteFate::done, one.trouble.message.empty());
  }
  return all;
}

// Answers the first `count` requests of that operation with `reply`, or all.
inline auto at_first(TableStub& stub, const std::string& operation, int count, std::function<FakeHttp::Reply()> reply) {
  stub.before = [=](const std::string& asked, const Json&) mutable -> std::optional<FakeHttp::Reply> {
    if (asked != operation || count-- <= 0) return std::nullopt;
    return reply();
  };
}

inline std::vector<ItemWrite> creates(int count) {
  std::vector<ItemWrite> all;
  for (int i = 0; i < count; ++i) all.push_back(create(key_of(i)));
  return all;
}

}  // namespace jada::test
