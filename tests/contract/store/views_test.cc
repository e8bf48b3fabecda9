#include <gmock/gmock.h>

#include "state/sqlite/query.h"
#include "tests/contract/store/stores.h"

namespace jada {
namespace {

/// The cells of one answer, row by row, NULL as `-`.
std::string table(const std::string& path, const std::string& sql) {
  const Answer answer = must(query(path, sql));
  std::string text;
  for (const auto& row : answer.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : "|") + row[i].text.value_or("-");
    text += '\n';
  }
  return text;
}

class Views : public testing::Test {
 protected:
  void commit(const Batch& batch) { must(store_->commit(batch)); }
  std::string rows(const std::string& sql) { return table(folder_.state(), sql); }

  Folder folder_;
  std::unique_ptr<Store> store_ = must(open_store(folder_.state(), OpenMode::create));
};

TEST_F(Views, HaveTheColumnsOfTheContract) {
  const std::pair<const char*, const char*> contract[] = {
      {"resources",
       "address kind name condition reason message cause observed_at applied_at consecutive_failures "
       "last_succeeded_at next_due_at next_reason suspended_until source"},
      {"drift", "address item replica path cause desired observed first_seen_at last_seen_at"},
      {"tokens",
       "address node file grant_kind rotation generation expires_at refresh_due_at refresh_token_expires_at "
       "last_proven_at scopes_granted diagnosis remedy dies_at dies_of"},
      {"roster_items", "roster item replica status observed_at verified_at"},
      {"sync_runs",
       "address slot_at started_at finished_at outcome reason exit_code attempts duration_ms output_tail "
       "triggered detail"},
      {"alerts",
       "id rule subject state severity summary diagnosis remedy opened_at fired_at acked_at resolved_at "
       "occurrences"},
      {"notifications", "alert_id channel transition status attempts next_attempt_at sent_at error created_at id"},
      {"runs", "id verb started_at finished_at exit_code actor host desired_sha256 succeeded failed skipped"},
      {"changes", "run_id address item replica action cause outcome error started_at finished_at"},
      {"events", "seq at run_id address type level message"},
      {"upcoming", "address at event"}};
  for (const auto& [view, columns] : contract) {
    const std::string sql = std::string("SELECT group_concat(name, ' ') FROM pragma_table_info('") + view + "')";
    EXPECT_EQ(rows(sql), std::string(columns) + "\n") << view;
    std::string selected;
    for (const auto& column : must(query(folder_.state(), std::string("SELECT * FROM ") + view)).columns) {
      selected += (selected.empty() ? "" : " ") + column;
    }
    EXPECT_EQ(selected, columns);
  }
  EXPECT_EQ(rows("SELECT count(*) FROM sqlite_schema WHERE type = 'view'"), "11\n");
  EXPECT_EQ(rows("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"),
            "0\n");
}

TEST_F(Views, SayHowResourcesStand) {
  commit(records({{.address = kCrew,
                   .standing = R"({"condition":"Drifted","reason":"Edited","message":"it's off","cause":"drift",
                        "source":"desired.toml:3","next_reason":"retry","suspended_until":"2026-05-13T12:00:00.000Z"})",
                   .observed_at = Time{Duration{1'778'673'600'001}},
                   .applied_at = at(0),
                   .succeeded_at = Time{Duration{999}},
                   .due_at = Time{Duration{1'778'673'661'999}},
                   .failures = 2},
                  {.address = kWest, .standing = R"({"condition":"Ready"})"},
                  {.address = {"@run", "r1"}},
                  {.address = {"token", "google"}}}));
  EXPECT_EQ(rows("SELECT * FROM resources ORDER BY address"),
            "roster.crew|roster|crew|Drifted|Edited|it's off|drift|2026-05-13T12:00:00.001Z|1970-01-01T00:00:00.000Z|2|"
            "1970-01-01T00:00:00.999Z|2026-05-13T12:01:01.999Z|retry|2026-05-13T12:00:00.000Z|desired.toml:3\n"
            "token.google|token|google|-|-|-|-|-|-|0|-|-|-|-|-\n");
}

TEST_F(Views, SpellEveryMillisecondAsTheProgramDoes) {
  Batch batch;
  for (std::int64_t i = 0; i < 1000; ++i)
    batch.events.push_back({.at = Time{Duration{1'778'673'600'000 + i * 1'001}}, .type = "x"});
  commit(batch);
  std::string expected;
  for (const Event& event : batch.events) expected += to_string(event.at) + "\n";
  EXPECT_EQ(rows("SELECT at FROM events ORDER BY seq"), expected);
}

TEST_F(Views, SayHowRosterItemsStand) {
  ItemRecord bo{.key = "bo", .applied = 1, .observed = {}, .status = ItemStatus::missing};
  ItemRecord cy{.key = "cy", .applied = 1, .observed = 2, .status = ItemStatus::differs};
  ItemRecord di{.key = "di", .observed = 2, .status = ItemStatus::extra};
  ItemRecord ed{.key = "ed", .status = ItemStatus::unknown};
  Batch batch = items(kWest, {in_step("ada", 1), bo, cy, di, ed});
  batch.items.push_back({kEast, {in_step("ada", 1)}});
  batch.put = {{.address = kWest, .standing = R"({"reachable":true})", .observed_at = at(60)},
               {.address = kEast, .standing = R"({"reachable":false})", .observed_at = at(30)}};
  commit(batch);
  commit(items({"token", "google", {}, "us-west-2"}, {in_step("not a roster's", 1)}));
  EXPECT_EQ(rows("SELECT * FROM roster_items ORDER BY replica, item"),
            "roster.crew|ada|us-east-1|unknown|1970-01-01T00:00:30.000Z|1970-01-01T00:00:01.000Z\n"
            "roster.crew|ada|us-west-2|in_step|1970-01-01T00:01:00.000Z|1970-01-01T00:00:01.000Z\n"
            "roster.crew|bo|us-west-2|missing|1970-01-01T00:01:00.000Z|-\n"
            "roster.crew|cy|us-west-2|differs|1970-01-01T00:01:00.000Z|-\n"
            "roster.crew|di|us-west-2|extra|1970-01-01T00:01:00.000Z|-\n"
            "roster.crew|ed|us-west-2|unknown|1970-01-01T00:01:00.000Z|-\n");
}

TEST_F(Views, ListChangesItemByItem) {
  Batch batch;
  batch.changes = {{"r1", kWest, {"ada", "o'hara \"ü\""}, "update", "drift", "done", "", at(1), at(2)},
                   {"r1", {"token", "google"}, {}, "refresh", "expiry", "failed", "400 invalid_grant", at(3), at(4)}};
  commit(batch);
  EXPECT_EQ(
      rows("SELECT * FROM changes"),
      "r1|roster.crew|ada|us-west-2|update|drift|done|-|1970-01-01T00:00:01.000Z|1970-01-01T00:00:02.000Z\n"
      "r1|roster.crew|o'hara \"ü\"|us-west-2|update|drift|done|-|1970-01-01T00:00:01.000Z|1970-01-01T00:00:02.000Z\n"
      "r1|token.google|-|-|refresh|expiry|failed|400 "
      "invalid_grant|1970-01-01T00:00:03.000Z|1970-01-01T00:00:04.000Z\n");
}

TEST_F(Views, ListRuns) {
  commit(
      records({{.address = {"@run", "r1"},
                .applied = R"({"verb":"apply","started_at":"2026-05-13T12:00:00.000Z","finished_at":null,"exit_code":0,
                                  "actor":"ada","host":"pc-a","desired_sha256":"ab",
                                  "succeeded":3,"failed":1,"skipped":2})"}}));
  EXPECT_EQ(rows("SELECT * FROM runs"), "r1|apply|2026-05-13T12:00:00.000Z|-|0|ada|pc-a|ab|3|1|2\n");
}

TEST_F(Views, ListDriftAndEvents) {
  Batch batch;
  batch.drift = {{kWest,
                  {{.item = "ada",
                    .replica = "us-west-2",
                    .path = "phone",
                    .cause = "drift",
                    .desired = "\"+18185550100\"",
                    .first_seen_at = at(1),
                    .last_seen_at = at(2)}}}};
  batch.events = {{.at = at(3), .run_id = "r1", .type = "run.started", .message = "apply"}};
  commit(batch);
  EXPECT_EQ(
      rows("SELECT * FROM drift"),
      "roster.crew|ada|us-west-2|phone|drift|\"+18185550100\"|-|1970-01-01T00:00:01.000Z|1970-01-01T00:00:02.000Z\n");
  EXPECT_EQ(rows("SELECT * FROM events"), "1|1970-01-01T00:00:03.000Z|r1|-|run.started|info|apply\n");
}

/// `Condition Reason next_due_at next_reason` of token.google, looked at and remembered as said.
struct Aging {
  const char* name;
  const char* condition;
  const char* note;
  const char* memory;  ///< newer than the look; empty: none
  const char* expected;
};

TEST_F(Views, AgeWhatNobodyLookedAt) {
  constexpr const char* kFresh =
      R"({"refresh_due_at":"2999-01-01T00:00:00.000Z","expires_at":"2999-01-02T00:00:00.000Z"})";
  constexpr const char* kDue =
      R"({"refresh_due_at":"2020-01-01T00:00:00.000Z","expires_at":"2999-01-02T00:00:00.000Z"})";
  constexpr const char* kLate =
      R"({"refresh_due_at":"1900-01-01T00:00:00.000Z","expires_at":"2100-01-01T00:00:00.000Z"})";
  constexpr const char* kGone =
      R"({"refresh_due_at":"2020-01-01T00:00:00.000Z","expires_at":"2020-01-02T00:00:00.000Z"})";
  const Aging cases[] = {
      {"fresh", "Ready", kFresh, "", "Ready|InStep|2999-01-01T00:00:00.000Z|refresh\n"},
      {"due, with most of the time left", "Ready", kDue, "", "Ready|InStep|2020-01-01T00:00:00.000Z|refresh\n"},
      {"due for long", "Ready", kLate, "", "Pending|Overdue|1900-01-01T00:00:00.000Z|refresh\n"},
      {"expired", "Ready", kGone, "", "Failing|Expired|2020-01-01T00:00:00.000Z|refresh\n"},
      {"expired when it was looked at", "Pending", kGone, "", "Failing|Expired|2020-01-01T00:00:00.000Z|refresh\n"},
      {"expired and suspended", "Suspended", kGone, "", "Suspended|InStep|2020-01-01T00:00:00.000Z|refresh\n"},
      {"refreshed by a script since", "Ready", kGone, kFresh, "Ready|InStep|2999-01-01T00:00:00.000Z|refresh\n"},
      {"no times at all", "Ready", "", "", "Ready|InStep|-|-\n"},
  };
  for (const Aging& one : cases) {
    const Address google{"token", "google"};
    commit({.forget = {google, {"@memory", "token.google"}}});
    Batch batch = records({{.address = google,
                            .observed = one.note,
                            .standing = std::string(R"({"reason":"InStep","condition":")") + one.condition + "\"}",
                            .observed_at = at(10)}});
    const Record memory{.address = {"@memory", "token.google"}, .observed = one.memory, .observed_at = at(20)};
    if (!memory.observed.empty()) batch.put.push_back(memory);
    commit(batch);
    EXPECT_EQ(rows("SELECT condition, reason, next_due_at, next_reason FROM resources"), one.expected) << one.name;
  }
}

TEST_F(Views, ForecastTheDeathOfATokenAndItsEnd) {
  commit(records({{.address = {"token", "google"},
                   .observed = R"({"expires_at":"2999-01-02T00:00:00.000Z","dies_at":"2999-03-01T00:00:00.000Z",
                        "dies_of":"idle_expired"})"}}));
  EXPECT_EQ(rows("SELECT dies_at, dies_of FROM tokens"), "2999-03-01T00:00:00.000Z|idle_expired\n");
  EXPECT_EQ(rows("SELECT * FROM upcoming ORDER BY at"),
            "token.google|2999-01-02T00:00:00.000Z|expires\n"
            "token.google|2999-03-01T00:00:00.000Z|dies: idle_expired\n");
}

TEST_F(Views, SayWhatIsToCome) {
  commit(records({{.address = {"token", "google"}, .standing = R"({"next_reason":"refresh"})", .due_at = at(5)},
                  {.address = kCrew, .due_at = at(6)},
                  {.address = {"@suspend", "roster.*"}, .applied = R"({"until":"1970-01-01T00:00:07.000Z"})"}}));
  EXPECT_EQ(rows("SELECT * FROM upcoming ORDER BY at"),
            "token.google|1970-01-01T00:00:05.000Z|refresh\n"
            "roster.crew|1970-01-01T00:00:06.000Z|due\n"
            "roster.*|1970-01-01T00:00:07.000Z|suspension ends\n");
}

}  // namespace
}  // namespace jada
