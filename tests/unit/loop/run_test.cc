#include "engine/loop/run.h"

#include <gtest/gtest.h>

#include "engine/base/json.h"
#include "tests/support/fake_node.h"

namespace jada {
namespace {

TEST(RunId, SortsByTimeAndTellsProcessesApart) {
  test::FakeNode node;
  const Time start = *parse_time("2026-05-13T23:59:59.999Z");
  EXPECT_EQ(begin_run("apply", node, start).id, "20260513-235959-999-4242");
  std::string before;
  for (const Duration later :
       {Duration{0}, Duration{1}, Duration{1000}, Duration{86'400'000}, Duration{40'000'000'000}}) {
    const std::string id = begin_run("apply", node, start + later).id;
    EXPECT_LT(before, id);
    before = id;
  }
  node.pid = 4243;
  EXPECT_NE(begin_run("apply", node, start).id, "20260513-235959-999-4242");
}

TEST(RunRecord, HasNoExitCodeBeforeItEnded) {
  jada::Run run = begin_run("apply", test::FakeNode{}, Time{});
  const auto open = parse_json(to_record(run).applied);
  EXPECT_TRUE((*open)["finished_at"].is_null());
  EXPECT_TRUE((*open)["exit_code"].is_null()) << "0 would read as success";
  run.finished_at = Time{Duration{1}};
  run.exit_code = 7;
  const auto ended = parse_json(to_record(run).applied);
  EXPECT_EQ((*ended)["exit_code"], 7);
  EXPECT_EQ((*ended)["actor"], "ann");
}

}  // namespace
}  // namespace jada
