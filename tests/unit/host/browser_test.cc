#include "engine/host/browser.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>

#include "tests/support/scratch.h"
#include "tests/unit/host/child.h"

namespace jada {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

// Whoever waits for this xdg-open waits for ever: it ends once somebody has read what it says.
TEST(Browser, IsNotWaitedForAndGetsNothingOfOurs) {
  const test::Scratch scratch;
  const std::string said = scratch.path("said");
  ASSERT_EQ(mkfifo(said.c_str(), 0600), 0);
  const std::string script = scratch.write(
      "xdg-open",
      "#!/bin/sh\n{ echo \"asked: $1\"; echo \"input: [$(cat)]\"; grep SigIgn /proc/self/status; env; } > '" + said +
          "'\n");
  ASSERT_EQ(chmod(script.c_str(), 0700), 0);
  EXPECT_EQ(test::in_child([&] {
              signal(SIGPIPE, SIG_IGN);
              signal(SIGINT, SIG_IGN);
              setenv("PATH", (scratch.path("") + ":/usr/bin:/bin").c_str(), 1);
              setenv("JADA_TEST_SECRET", "canary", 1);
              setenv("XDG_TEST", "shown", 1);
              open_browser("https://login.example/?state=x");
              return 0;
            }),
            0);
  const std::string text = scratch.read("said");
  EXPECT_THAT(text, HasSubstr("asked: https://login.example/?state=x\n"));
  EXPECT_THAT(text, HasSubstr("input: []\n"));
  EXPECT_THAT(text, ContainsRegex("SigIgn:\t[0-9a-f]+0000000\n"));
  EXPECT_THAT(text, HasSubstr("XDG_TEST=shown\n"));
  EXPECT_THAT(text, Not(HasSubstr("canary")));
}

TEST(Browser, IsNotMissed) {
  EXPECT_EQ(test::in_child([] {
              setenv("PATH", "/nonexistent", 1);
              open_browser("https://login.example/");
              return 0;
            }),
            0);
}

}  // namespace
}  // namespace jada
