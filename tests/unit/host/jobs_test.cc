#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <filesystem>

#include "tests/unit/host/child.h"
#include "tests/unit/host/job_fixture.h"

namespace jada {
namespace {

using test::End;
using testing::HasSubstr;
using testing::Not;

std::size_t open_files() {
  const std::filesystem::directory_iterator files("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

TEST(Jobs, TellHowAProgramEnded) {
  const test::Scratch scratch;
  const std::string no_program = scratch.write("no_program", "echo ran\n");
  const std::string no_header = scratch.write("no_header", "echo ran\n");
  ASSERT_EQ(chmod(no_header.c_str(), 0700), 0);
  const struct {
    const char* name;
    JobRequest request;
    End end;
    int number;
    const char* trouble;
    Code code;
  } cases[] = {
      {"well", test::shell("exit 0"), End::exited, 0, "", Code::internal},
      {"with a code", test::shell("exit 75"), End::exited, 75, "", Code::internal},
      {"by a signal", test::shell("kill -SEGV $$"), End::signalled, SIGSEGV, "", Code::internal},
      {"no such program", {.argv = {"jada-none"}}, End::not_started, 0, "jada-none: No such file", Code::missing},
      {"no such path", {.argv = {"/jada/none"}}, End::not_started, 0, "/jada/none: No such file", Code::missing},
      {"may not be run", {.argv = {no_program}}, End::not_started, 0, "Permission denied", Code::denied},
      {"no shell is asked", {.argv = {no_header}}, End::not_started, 0, "Exec format error", Code::invalid},
      {"no such folder",
       {.argv = {"true"}, .folder = "/jada/none"},
       End::not_started,
       0,
       "/jada/none: No such file",
       Code::missing},
      {"no program named", {}, End::not_started, 0, "no program can be started", Code::invalid},
      {"half an argument",
       {.argv = {"echo", std::string("a\0b", 3)}},
       End::not_started,
       0,
       "no program can",
       Code::invalid},
      {"half a name",
       {.argv = {"true"}, .variables = {{"A=B", "c"}}},
       End::not_started,
       0,
       "no program can",
       Code::invalid},
      {"too much", {.argv = {"echo", std::string(4 << 20, 'x')}}, End::not_started, 0, "list too long", Code::invalid},
  };
  const std::size_t before = open_files();
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const JobResult result = test::run(one.request);
    EXPECT_EQ(result.end, one.end);
    EXPECT_EQ(result.number, one.number);
    EXPECT_THAT(result.trouble.message, HasSubstr(one.trouble));
    EXPECT_EQ(result.trouble.code, one.code);
    EXPECT_EQ(result.output.head, "");
  }
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(open_files(), before);
}

TEST(Jobs, TellWhenItWas) {
  const SystemClock clock;
  const Time before = clock.now();
  const JobResult result = test::run("exit 0");
  EXPECT_LE(before, result.started_at);
  EXPECT_LE(result.started_at, result.finished_at);
  EXPECT_LE(result.finished_at, clock.now());
  EXPECT_LT(result.duration, test::kLong);
}

TEST(Jobs, KeepBothOutputsInTheirOrder) {
  const JobResult result = test::run("echo one; echo two >&2; printf 'th\\377ree\\303\\251'");
  EXPECT_EQ(result.output.head, "one\ntwo\nth\uFFFDreeé");
  EXPECT_EQ(result.output.tail, "");
  EXPECT_EQ(result.output.left_out, 0u);
}

TEST(Jobs, BoundAFlood) {
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  const JobResult result = test::run("printf first; head -c 100000000 /dev/zero | tr '\\0' x; printf last >&2");
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  EXPECT_EQ(result.end, End::exited);
  EXPECT_THAT(result.output.head, testing::StartsWith("firstx"));
  EXPECT_THAT(result.output.tail, testing::EndsWith("xlast"));
  EXPECT_EQ(result.output.head.size() + result.output.tail.size(), 128u * 1024);
  EXPECT_EQ(result.output.head.size() + result.output.tail.size() + result.output.left_out, 100'000'009u);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 16 * 1024) << "KiB";
}

TEST(Jobs, PassOnlyNamedVariables) {
  setenv("JADA_TEST_SECRET", "canary", 1);
  setenv("LC_JADA", "ours", 1);
  setenv("TZ", "Asia/Tokyo", 1);
  JobRequest request{.argv = {"env"}, .timeout = test::kLong};
  request.variables = {{"TZ", "UTC"}, {"PORT", "1"}, {"PORT", "2"}, {"EMPTY", ""}};
  const std::string text = test::run(request).output.head;
  unsetenv("JADA_TEST_SECRET");
  unsetenv("LC_JADA");
  unsetenv("TZ");
  EXPECT_THAT(text, Not(HasSubstr("canary")));
  EXPECT_THAT(text, Not(HasSubstr("Tokyo")));
  EXPECT_THAT(text, Not(HasSubstr("PORT=1")));
  for (const char* line : {"PATH=", "LC_JADA=ours\n", "TZ=UTC\n", "PORT=2\n", "EMPTY=\n"})
    EXPECT_THAT(text, HasSubstr(line));
}

TEST(Jobs, LookUpAProgramWhereItWillLookItself) {
  const test::Scratch scratch;
  const std::string program = scratch.write("bin/sync", "#!/bin/sh\necho \"$0 in $(pwd) as $1\"\n");
  ASSERT_EQ(chmod(program.c_str(), 0700), 0);
  const std::string folder = std::filesystem::canonical(scratch.path("bin")).string();
  const std::string path = folder + ":/usr/bin:/bin";
  const struct {
    const char* name;
    std::string program, path, said;
  } cases[] = {
      {"in its PATH", "sync", "/jada/none:" + path, folder + "/sync in " + folder + " as a b\n"},
      {"in its folder", "./sync", path, "./sync in " + folder + " as a b\n"},
      {"in a PATH that begins with nothing", "sync", ":/usr/bin:/bin", "./sync in " + folder + " as a b\n"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    JobRequest request{.argv = {one.program, "a b"}, .folder = folder, .timeout = test::kLong};
    request.variables = {{"PATH", one.path}};
    EXPECT_EQ(test::run(request).output.head, one.said);
  }
}

TEST(Jobs, BeginWithNothingOfOurs) {
  const test::Scratch scratch;
  EXPECT_EQ(test::in_child([&] {
              signal(SIGCHLD, SIG_IGN);
              signal(SIGPIPE, SIG_IGN);
              sigset_t blocked;
              sigfillset(&blocked);
              sigprocmask(SIG_SETMASK, &blocked, nullptr);
              umask(0);
              dup2(open("/dev/null", O_RDONLY), 77);  // without O_CLOEXEC
              const JobResult result = test::run(
                  "echo input: $(cat); ulimit -c; umask; "
                  "cut -d' ' -f5,6 /proc/$$/stat | tr ' ' '\\n' | grep -cx $$; exit 3");
              std::string said = result.output.head;
              for (const auto& argv : {std::vector<std::string>{"grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"},
                                       std::vector<std::string>{"ls", "/proc/self/fd"}})
                said += test::run({.argv = argv, .timeout = test::kLong}).output.head;
              scratch.write("said", said);
              return result.number;
            }),
            3);
  EXPECT_EQ(scratch.read("said"),
            "input:\n0\n0077\n"
            "2\n"  // its own group and session
            "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n"
            "0\n1\n2\n3\n");  // the last is what ls looks into
}

TEST(Jobs, NeedNoStandardFilesOfOurs) {
  EXPECT_EQ(test::in_child([] {
              for (const int number : {0, 1, 2}) close(number);
              const JobResult result = test::run("echo out; echo err >&2; cat; exit 4");
              return result.output.head == "out\nerr\n" ? result.number : 1;
            }),
            4);
}

}  // namespace
}  // namespace jada
