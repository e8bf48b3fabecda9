#include "resources/sync/job_outcome.h"

#include <gmock/gmock.h>

namespace jada {
namespace {

using Class = JobOutcome::Class;
using End = JobResult::End;

TEST(JobOutcome, FollowsTheTable) {
  const struct {
    JobResult result;
    Class what;
    const char* reason;
    const char* detail;
  } cases[] = {
      {{.end = End::exited}, Class::ok, "ran", ""},
      {{.end = End::exited, .number = 1}, Class::transient, "failed", "exit 1"},
      {{.end = End::exited, .number = 75}, Class::transient, "temporary_failure", "exit 75: try again later"},
      {{.end = End::exited, .number = 76}, Class::transient, "failed", "exit 76"},
      {{.end = End::exited, .number = 77}, Class::permanent, "not_permitted", "exit 77: no permission"},
      {{.end = End::exited, .number = 78}, Class::permanent, "misconfigured", "exit 78: wrong configuration"},
      {{.end = End::exited, .number = 124}, Class::timeout, "timed_out", "exit 124: timed out by itself"},
      {{.end = End::exited, .number = 125}, Class::transient, "failed", "exit 125"},
      {{.end = End::exited, .number = 126}, Class::permanent, "not_runnable", "exit 126: found what cannot be run"},
      {{.end = End::exited, .number = 127}, Class::permanent, "program_missing", "exit 127: found no program"},
      {{.end = End::exited, .number = 128}, Class::transient, "failed", "exit 128"},
      {{.end = End::exited, .number = 137}, Class::transient, "killed", "killed by SIGKILL"},
      {{.end = End::exited, .number = 128 + 40}, Class::transient, "killed", "killed by signal 40"},
      {{.end = End::exited, .number = 128 + 64}, Class::transient, "killed", "killed by signal 64"},
      {{.end = End::exited, .number = 128 + 65}, Class::transient, "failed", "exit 193"},
      {{.end = End::exited, .number = 255}, Class::transient, "failed", "exit 255"},
      {{.end = End::signalled, .number = 11}, Class::transient, "killed", "killed by SIGSEGV"},
      {{.end = End::timed_out}, Class::timeout, "timed_out", "its time was over"},
      {{.end = End::stopped}, Class::transient, "stopped", "ended because we were to stop"},
      {{.end = End::not_started, .trouble = {Code::missing, "sync: No such file or directory"}},
       Class::permanent,
       "not_started",
       "sync: No such file or directory"},
      {{.end = End::not_started, .trouble = {Code::unavailable, "fork: no room"}},
       Class::transient,
       "not_started",
       "fork: no room"},
  };
  for (const auto& one : cases) {
    const JobOutcome outcome = outcome_of(one.result, nullptr);
    EXPECT_EQ(outcome.what, one.what) << one.detail;
    EXPECT_EQ(outcome.reason, one.reason);
    EXPECT_EQ(outcome.detail, one.detail);
  }
}

TEST(JobOutcome, DoesNotTakeAnExitOfZeroForProof) {
  const auto pattern = Pattern::parse("token error|^ab$");
  const struct {
    const char* name;
    JobResult result;
    const char* reason;
  } cases[] = {
      {"in the head", {.end = End::exited, .output = {.head = "a token error\n"}}, "output_matched"},
      {"in the tail", {.end = End::exited, .output = {.tail = "token error", .left_out = 9}}, "output_matched"},
      {"across", {.end = End::exited, .output = {.head = "token", .tail = " error"}}, "output_matched"},
      {"a line made by a cut", {.end = End::exited, .output = {.head = "xx\na", .tail = "b\n", .left_out = 2}}, "ran"},
      {"not there", {.end = End::exited, .output = {.head = "fine"}}, "ran"},
      {"failed anyway", {.end = End::exited, .number = 78, .output = {.head = "token error"}}, "misconfigured"},
      {"time over", {.end = End::timed_out, .output = {.head = "token error"}}, "timed_out"},
  };
  for (const auto& one : cases) EXPECT_EQ(outcome_of(one.result, &*pattern).reason, one.reason) << one.name;
  EXPECT_EQ(outcome_of(cases[0].result, &*pattern).what, Class::transient);
}

}  // namespace
}  // namespace jada
