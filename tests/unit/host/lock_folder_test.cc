#include "engine/host/lock_folder.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <thread>

#include "tests/support/scratch.h"
#include "tests/unit/host/child.h"

namespace jada {
namespace {

using namespace std::chrono_literals;
using test::Scratch;

// A process that holds the lock until it is told to end.
class Holder {
 public:
  Holder(const std::string& folder, const std::string& name) {
    int ends[2] = {};
    EXPECT_EQ(pipe(ends), 0);
    process_ = test::start_child([&] {
      LockFolder locks(folder);
      const auto held = locks.take(name, 0ms);
      const char word = held ? 'y' : 'n';
      if (write(ends[1], &word, 1) != 1) return 1;
      while (true) pause();
    });
    char word = 0;
    EXPECT_EQ(read(ends[0], &word, 1), 1);
    EXPECT_EQ(word, 'y');
    close(ends[0]);
    close(ends[1]);
  }
  ~Holder() { die(); }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

  void die() {
    if (process_ <= 0) return;
    kill(process_, SIGKILL);
    EXPECT_EQ(test::end_of(std::exchange(process_, 0)), -SIGKILL);
  }

 private:
  pid_t process_ = 0;
};

class LockFolderTest : public testing::Test {
 protected:
  const Scratch scratch{};
  const std::string folder = scratch.path("state/locks");
  LockFolder locks{folder};
};

TEST_F(LockFolderTest, OnlyWeMaySeeTheLocksWhateverTheUmask) {
  const mode_t before = umask(0777);
  const bool taken = locks.take("token-1", 0ms).has_value();
  umask(0);
  const bool taken_again = locks.take("token-2", 0ms).has_value();
  umask(before);
  EXPECT_TRUE(taken && taken_again);
  struct stat about {};
  ASSERT_EQ(stat(folder.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 07777, 0700u);
  for (const char* name : {"/token-1.lock", "/token-2.lock"}) {
    ASSERT_EQ(stat((folder + name).c_str(), &about), 0) << "stays when the lock is let go";
    EXPECT_EQ(about.st_mode & 07777, 0600u);
  }
}

TEST_F(LockFolderTest, ThreadsHaveItOneAfterTheOther) {
  int inside = 0;
  int turns = 0;
  const auto work = [&](LockFolder& through) {
    for (int turn = 0; turn < 50; ++turn) {
      const auto held = through.take("token", 60s);
      ASSERT_TRUE(held.has_value()) << held.error().message;
      EXPECT_EQ(++inside, 1);
      ++turns;
      --inside;
    }
  };
  LockFolder others(folder);  // as another process would: it shares nothing but the file
  std::thread threads[] = {std::thread(work, std::ref(locks)), std::thread(work, std::ref(locks)),
                           std::thread(work, std::ref(others))};
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(turns, 150);
}

TEST_F(LockFolderTest, OtherNamesAreOtherLocks) {
  const auto one = locks.take("one", 0ms);
  EXPECT_TRUE(locks.take("two", 0ms).has_value());
  EXPECT_EQ(locks.take("one", 0ms).error().code, Code::unavailable);
}

TEST_F(LockFolderTest, WaitsNoLongerThanItMay) {
  const Holder holder(folder, "token");
  const auto start = std::chrono::steady_clock::now();
  const auto refused = locks.take("token", 120ms);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::unavailable);
  EXPECT_EQ(refused.error().message, folder + "/token.lock: is held by another process");
  EXPECT_GE(std::chrono::steady_clock::now() - start, 120ms);
}

TEST_F(LockFolderTest, EndsWithTheProcessThatHeldIt) {
  Holder holder(folder, "token");
  EXPECT_FALSE(locks.take("token", 0ms).has_value());
  holder.die();
  EXPECT_TRUE(locks.take("token", 0ms).has_value());
}

TEST_F(LockFolderTest, AMemoIsReadWithoutTheLockAndOutlivesIt) {
  EXPECT_EQ(locks.memo("token"), "") << "nobody left one";
  auto held = locks.take("token", 0ms);
  ASSERT_TRUE(held.has_value());
  locks.leave_memo("token", "a longer memo");
  locks.leave_memo("token", "a memo");
  EXPECT_EQ(LockFolder(folder).memo("token"), "a memo");
  EXPECT_FALSE(LockFolder(folder).take("token", 0ms).has_value()) << "reading and writing it let go of nothing";
  held->reset();
  EXPECT_TRUE(LockFolder(folder).take("token", 0ms).has_value());
  EXPECT_EQ(locks.memo("token"), "a memo");
}

TEST_F(LockFolderTest, AMemoWithoutItsEndIsNone) {
  scratch.write("state/locks/token.memo", "cut o");
  EXPECT_EQ(locks.memo("token"), "");
}

TEST_F(LockFolderTest, RefusesNamesThatLeadElsewhere) {
  for (const char* name : {"", ".", "..", "../x", "a/b", "a b", ".hidden"}) {
    EXPECT_EQ(locks.take(name, 0ms).error().code, Code::invalid) << name;
  }
}

TEST_F(LockFolderTest, FollowsNoLinkAndNoPipe) {
  scratch.write("state/locks/keep", "");
  std::filesystem::create_symlink("../elsewhere", folder + "/link.lock");
  ASSERT_EQ(mkfifo((folder + "/pipe.lock").c_str(), 0600), 0);
  EXPECT_EQ(locks.take("link", 0ms).error().code, Code::invalid);
  EXPECT_EQ(locks.take("pipe", 0ms).error().code, Code::invalid);
  EXPECT_FALSE(std::filesystem::exists(scratch.path("state/elsewhere")));
}

}  // namespace
}  // namespace jada
