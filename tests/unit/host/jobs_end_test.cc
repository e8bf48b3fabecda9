#include <signal.h>
#include <sys/wait.h>

#include <thread>
#include <vector>

#include "tests/unit/host/child.h"
#include "tests/unit/host/job_fixture.h"

namespace jada {
namespace {

using test::End;

std::string raise(const test::Sign& sign) { return "echo up > '" + sign.path() + "'; "; }

TEST(JobEnd, ComesWhenItsTimeIsOver) {
  const JobResult result = test::run({.argv = {"sleep", "1000"}, .timeout = test::kShort});
  EXPECT_EQ(result.end, End::timed_out);
  EXPECT_EQ(result.number, 0);
  EXPECT_GE(result.duration, test::kShort);
}

TEST(JobEnd, ComesByAskingFirst) {
  const test::Scratch scratch;
  const test::Sign sign(scratch.path("sign"));
  JobRequest request = test::shell("trap 'echo bye; exit 3' TERM; " + raise(sign) + "while :; do sleep 1000; done");
  request.kill_grace = test::kLong;
  const JobResult result = test::run_until(sign, request);
  EXPECT_EQ(result.end, End::stopped);
  EXPECT_EQ(result.number, 0);
  EXPECT_THAT(result.output.head, testing::EndsWith("bye\n"));
  EXPECT_LT(result.duration, test::kLong);
}

TEST(JobEnd, ComesToWhoDoesNotListen) {
  const test::Scratch scratch;
  const test::Sign sign(scratch.path("sign"));
  JobRequest request = test::shell("trap '' TERM; " + raise(sign) + "sleep 1000");
  request.kill_grace = 10 * test::kShort;
  const JobResult result = test::run_until(sign, request);
  EXPECT_EQ(result.end, End::stopped);
  EXPECT_GE(result.duration, 10 * test::kShort);
}

TEST(JobEnd, ComesToWhoIsSuspended) {
  const test::Scratch scratch;
  const test::Sign sign(scratch.path("sign"));
  JobRequest request = test::shell("trap 'echo woken; exit' TERM; " + raise(sign) + "kill -STOP $$");
  request.kill_grace = test::kLong;
  EXPECT_EQ(test::run_until(sign, request).output.head, "woken\n");
}

// The sign is down when run returns, so no process is left that held it.
void expect_end_of_all(const std::string& start, const std::string& rest, End end) {
  SCOPED_TRACE(start + ": " + rest);
  const test::Scratch scratch;
  const test::Sign sign(scratch.path("sign"));
  JobRequest request = test::shell(test::beside(scratch, sign, start) + rest);
  request.kill_grace = test::kShort;
  const bool is_told = end == End::stopped;
  const JobResult result = is_told ? test::run_until(sign, request) : test::run(request);
  EXPECT_EQ(result.end, end);
  if (!is_told) {
    EXPECT_TRUE(sign.was_raised());
  }
  EXPECT_TRUE(sign.is_down());
}

TEST(JobEnd, IsTheEndOfAllItStarted) {
  const struct {
    const char* rest;
    End end;
  } cases[] = {{"exit 5", End::exited}, {"kill -KILL $$", End::signalled}, {"exec sleep 1000", End::stopped}};
  std::vector<std::thread> threads;
  for (const std::string start :
       {"", "setsid", "trap '' TERM;", "trap '' TERM; setsid", "trap '' HUP; setsid env -i setsid"}) {
    for (const auto& one : cases) threads.emplace_back([=] { expect_end_of_all(start, one.rest, one.end); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
}

TEST(JobEnd, WaitsForLastWords) {
  const JobResult result = test::run("p=$$; (while [ -d /proc/$p ]; do :; done; echo late) & echo early; exit 6");
  EXPECT_EQ(result.number, 6);
  EXPECT_EQ(result.output.head, "early\nlate\n");
}

TEST(JobEnd, IsNotHeldUpByAnOpenOutput) {
  const auto began = std::chrono::steady_clock::now();
  const JobResult result = test::run("sleep 1000 & echo said");
  EXPECT_EQ(result.end, End::exited);
  EXPECT_EQ(result.output.head, "said\n");
  EXPECT_LT(std::chrono::steady_clock::now() - began, test::kLong);
}

TEST(JobEnd, ComesWithThatOfItsKeeper) {
  const test::Scratch scratch;
  const test::Sign sign(scratch.path("sign"));
  const JobResult result = test::run(test::beside(scratch, sign, "") + "kill -KILL $PPID; sleep 1000");
  EXPECT_EQ(result.end, End::signalled);
  EXPECT_EQ(result.number, SIGKILL);
  EXPECT_TRUE(sign.was_raised());
  EXPECT_TRUE(sign.comes_down());
}

TEST(JobEnd, ComesBeforeTheBeginWhenWeAreToStop) {
  const SystemClock clock;
  const std::atomic<bool> stop = true;
  const JobResult result = PosixJobs(clock).run(test::shell("echo ran"), stop);
  EXPECT_EQ(result.end, End::stopped);
  EXPECT_EQ(result.output.head, "");
}

// Killed in a thread that is not the first, with a process that has left group, session and parent.
TEST(JobEnd, ComesWhenWeAreKilled) {
  const test::Scratch scratch;
  const test::Sign sign(scratch.path("sign"));
  const std::string script = test::beside(scratch, sign, "trap '' TERM; setsid nohup") + "exec sleep 1000";
  const pid_t we = test::start_child([&] {
    std::thread([&] { test::run(script); }).join();
    return 0;
  });
  EXPECT_TRUE(sign.was_raised());
  kill(we, SIGKILL);
  EXPECT_EQ(test::end_of(we), -SIGKILL);
  EXPECT_TRUE(sign.comes_down());
}

TEST(JobEnd, IsNotThatOfOthers) {
  const test::Scratch scratch;
  const test::Sign other_lives(scratch.path("lives"));
  const std::string gate = scratch.path("gate");
  ASSERT_EQ(mkfifo(gate.c_str(), 0600), 0);
  ASSERT_EQ(mkfifo((gate + ".end").c_str(), 0600), 0);
  // An orphan of the first job has the last word in it, after the second job and what it left are gone.
  JobResult first;
  std::thread runner([&] {
    first = test::run("(setsid sh -c \"echo up > '" + other_lives.path() + "'; read word < '" + gate +
                      "'; echo \\$word\" &) ; while read line; do :; done < '" + gate + ".end'");
  });
  EXPECT_TRUE(other_lives.was_raised());
  EXPECT_EQ(test::run("setsid sleep 1000 & exit 7").number, 7);
  scratch.write("gate", "alive\n");
  { const Descriptor end(open((gate + ".end").c_str(), O_WRONLY | O_CLOEXEC)); }
  runner.join();
  EXPECT_EQ(first.output.head, "alive\n");
}

TEST(JobEnd, IsToldOfEachOfManyAtOnce) {
  const SystemClock clock;
  const std::atomic<bool> stop = false;
  PosixJobs jobs(clock);
  std::vector<JobResult> results(32);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < results.size(); ++i) {
    threads.emplace_back([&, i] {
      const std::string number = std::to_string(i);
      results[i] = jobs.run(test::shell("setsid sleep 1000 & head -c 300000 /dev/zero; exit " + number), stop);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i].end, End::exited);
    EXPECT_EQ(results[i].number, static_cast<int>(i));
    EXPECT_EQ(results[i].output.head.size() + results[i].output.tail.size() + results[i].output.left_out, 300'000u);
  }
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
}

}  // namespace
}  // namespace jada
