#include "engine/host/secret_replacement.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <atomic>
#include <thread>

#include "engine/host/posix_secrets.h"
#include "tests/support/scratch.h"
#include "tests/unit/host/child.h"

namespace jada {
namespace {

namespace fs = std::filesystem;
using test::Scratch;

class SecretReplacementTest : public testing::Test {
 protected:
  Result<Done> replace(const std::string& path, const std::string& text) {
    auto place = secrets.prepare(path, text.size());
    if (!place) return place.error();
    return (*place)->commit(Secret(text));
  }

  // An exit code for a child: 0 when the place is refused with that code and those words and nothing was left or lost.
  int refused(const std::string& path, Code code, const std::string& says, std::size_t size = 0) {
    const std::string before = secrets.read(path) ? secrets.read(path)->text.reveal() : "";
    const auto names = *secrets.list(fs::path(path).parent_path());
    const auto place = secrets.prepare(path, size);
    if (place) return 1;
    if (place.error().code != code) return 2;
    if (place.error().message.find(says) == std::string::npos) {
      std::fputs((place.error().message + "\n").c_str(), stderr);
      return 3;
    }
    if (*secrets.list(fs::path(path).parent_path()) != names) return 4;
    return before == (secrets.read(path) ? secrets.read(path)->text.reveal() : "") ? 0 : 5;
  }

  std::vector<std::string> names() { return *secrets.list(scratch.path("")); }

  struct stat facts(const std::string& path) const {
    struct stat about {};
    EXPECT_EQ(lstat(path.c_str(), &about), 0);
    return about;
  }

  const Scratch scratch{};
  PosixSecrets secrets{scratch.path("locks")};
};

TEST_F(SecretReplacementTest, MakesAFileThatOnlyWeRead) {
  const mode_t before = umask(0);
  const auto done = replace(scratch.path("token.json"), "fresh");
  umask(before);
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(scratch.read("token.json"), "fresh");
  EXPECT_EQ(facts(scratch.path("token.json")).st_mode & 07777, 0600u);
  EXPECT_EQ(names(), std::vector<std::string>{"token.json"});
}

TEST_F(SecretReplacementTest, KeepsOwnerModeAndAttributes) {
  const std::string path = scratch.write("token.json", "old");
  const bool has_attributes = setxattr(path.c_str(), "user.jada", "kept", 4, 0) == 0;
  if (geteuid() == 0) {
    ASSERT_EQ(chown(path.c_str(), 12345, 12346), 0);
  }
  for (const mode_t mode : {0600, 0640, 0444, 0000}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    const auto before = facts(path);
    ASSERT_TRUE(replace(path, std::string(mode + 1, 'n')).has_value()) << std::oct << mode;
    const auto after = facts(path);
    EXPECT_NE(before.st_ino, after.st_ino);
    EXPECT_EQ(before.st_mode, after.st_mode);
    EXPECT_EQ(before.st_uid, after.st_uid);
    EXPECT_EQ(before.st_gid, after.st_gid);
    EXPECT_EQ(after.st_size, static_cast<off_t>(mode + 1));
  }
  char value[16] = {};
  EXPECT_EQ(getxattr(path.c_str(), "user.jada", value, sizeof value), has_attributes ? 4 : -1);
}

TEST_F(SecretReplacementTest, ReplacesWhatALinkLeadsTo) {
  scratch.write("deep/token.json", "old");
  fs::create_symlink("deep/token.json", scratch.path("link"));
  fs::create_symlink("deep/none.json", scratch.path("dangling"));
  ASSERT_TRUE(replace(scratch.path("link"), "new").has_value());
  ASSERT_TRUE(replace(scratch.path("dangling"), "new").has_value());
  EXPECT_EQ(fs::read_symlink(scratch.path("link")), "deep/token.json");
  EXPECT_EQ(fs::read_symlink(scratch.path("dangling")), "deep/none.json");
  EXPECT_EQ(scratch.read("deep/token.json"), "new");
  EXPECT_EQ(scratch.read("deep/none.json"), "new");
}

TEST_F(SecretReplacementTest, LeavesNothingWhenNotCommitted) {
  const std::string path = scratch.write("token.json", "old");
  {
    const auto place = secrets.prepare(path, 100);
    ASSERT_TRUE(place.has_value());
    const auto during = names();
    ASSERT_EQ(during.size(), 2u);
    EXPECT_TRUE(during[0].starts_with(".token.json.new-jada-")) << during[0];
    EXPECT_EQ(facts(scratch.path(during[0])).st_mode, facts(path).st_mode);
    EXPECT_GE(facts(scratch.path(during[0])).st_blocks * 512, 100 + 16 * 1024);
  }
  EXPECT_EQ(names(), std::vector<std::string>{"token.json"});
  EXPECT_EQ(scratch.read("token.json"), "old");
}

TEST_F(SecretReplacementTest, ClearsAwayWhatTheDeadLeftAndNotWhatTheLivingHold) {
  const std::string path = scratch.write("token.json", "old");
  EXPECT_EQ(test::in_child([&] {
              const auto place = secrets.prepare(path, 0);
              return kill(getpid(), SIGKILL);
            }),
            -SIGKILL);
  ASSERT_EQ(names().size(), 2u);
  scratch.write(".token.json.new-mine", "a person's own");
  auto one = secrets.prepare(path, 0);
  ASSERT_EQ(names().size(), 3u) << "the dead one's is gone, a person's is not";
  auto two = secrets.prepare(path, 0);
  ASSERT_EQ(names().size(), 4u);
  EXPECT_TRUE((*one)->commit(Secret("one")).has_value());
  EXPECT_TRUE((*two)->commit(Secret("two")).has_value());
  EXPECT_EQ((*two)->commit(Secret("again")).error().code, Code::internal);
  EXPECT_EQ(scratch.read("token.json"), "two");
  EXPECT_EQ(names(), (std::vector<std::string>{".token.json.new-mine", "token.json"}));
}

TEST_F(SecretReplacementTest, ReadersSeeOneContentOrTheOther) {
  const Scratch memory(fs::exists("/dev/shm") ? "/dev/shm" : fs::temp_directory_path());  // a thousand syncs
  const std::string path = memory.write("token.json", std::string(10, 'a'));
  std::atomic<bool> is_over = false;
  std::atomic<int> torn = 0;
  const auto watch = [&] {
    PosixSecrets own(scratch.path("locks"));
    while (!is_over) {
      const auto read = own.read(path);
      const std::string text = read ? read->text.reveal() : "";
      const bool is_whole = !text.empty() && text.size() == static_cast<std::size_t>(text[0] - 'a' + 1) * 10 &&
                            text.find_first_not_of(text[0]) == std::string::npos;
      if (!is_whole) ++torn;
    }
  };
  std::thread one(watch);
  std::thread two(watch);
  for (int round = 0; round < 1000; ++round) {
    const char letter = static_cast<char>('a' + round % 26);
    const auto done = replace(path, std::string(static_cast<std::size_t>(letter - 'a' + 1) * 10, letter));
    EXPECT_TRUE(done.has_value()) << done.error().message;
  }
  is_over = true;
  one.join();
  two.join();
  EXPECT_EQ(torn, 0);
}

TEST_F(SecretReplacementTest, RefusesAFileWithASecondName) {
  const std::string path = scratch.write("token.json", "old");
  fs::create_hard_link(path, scratch.path("other"));
  EXPECT_EQ(refused(path, Code::denied, "has 2 names (hard links)"), 0);
}

TEST_F(SecretReplacementTest, RefusesWhereAUserMayNotWrite) {
  const std::string closed = scratch.write("closed/token.json", "old");
  ASSERT_EQ(chmod(scratch.path("").c_str(), 0755), 0);
  ASSERT_EQ(chmod(scratch.path("closed").c_str(), 0555), 0);
  EXPECT_EQ(test::without_power([&] { return refused(closed, Code::denied, "Permission denied"); }), 0);
  ASSERT_EQ(chmod(scratch.path("closed").c_str(), 0755), 0);
  EXPECT_EQ(secrets.prepare(scratch.path("no/token.json"), 0).error().code, Code::missing) << "no such folder";
}

TEST_F(SecretReplacementTest, RefusesToTakeAFileFromItsOwner) {
  if (geteuid() != 0) GTEST_SKIP() << "only root makes files of others";
  const std::string path = scratch.write("open/token.json", "old");
  ASSERT_EQ(chmod(scratch.path("").c_str(), 0755), 0);
  const std::pair<mode_t, const char*> cases[] = {{0777, "its owner 0 and group 0 could not be kept"},
                                                  {01777, "belongs to another user"}};
  for (const auto& [mode, says] : cases) {
    ASSERT_EQ(chmod(scratch.path("open").c_str(), mode), 0);
    EXPECT_EQ(test::without_power([&, says = says] { return refused(path, Code::denied, says); }), 0) << says;
  }
}

TEST_F(SecretReplacementTest, NoticesAFullDiskBeforeAnythingIsFetched) {
  const std::string path = scratch.write("disk/token.json", "old");
  const int end = test::with_own_mounts([&] {
    if (mount("tmpfs", scratch.path("disk").c_str(), "tmpfs", 0, "size=64k") != 0) return test::kCannot;
    scratch.write("disk/token.json", "old");
    return refused(path, Code::unavailable, "No space left", 100 * 1024);
  });
  EXPECT_TRUE(end == 0 || end == test::kCannot) << end;
  EXPECT_EQ(test::in_child([&] {
              const rlimit limit{8192, 8192};
              signal(SIGXFSZ, SIG_IGN);
              setrlimit(RLIMIT_FSIZE, &limit);
              return refused(path, Code::unavailable, "File too large");
            }),
            0);
}

TEST_F(SecretReplacementTest, ACommitThatFailsLosesNothing) {
  const std::string path = scratch.write("token.json", "old");
  EXPECT_EQ(test::in_child([&] {
              auto place = secrets.prepare(path, 0);
              const rlimit limit{32 * 1024, 32 * 1024};
              signal(SIGXFSZ, SIG_IGN);
              setrlimit(RLIMIT_FSIZE, &limit);
              const auto done = (*place)->commit(Secret(std::string(33 * 1024, 'n')));
              place = Error{Code::internal, "gone"};
              return done || done.error().code != Code::unavailable ? 1 : 0;
            }),
            0);
  EXPECT_EQ(scratch.read("token.json"), "old");
  EXPECT_EQ(names(), std::vector<std::string>{"token.json"});
}

TEST_F(SecretReplacementTest, NoticesMountsThatForbidIt) {
  const std::string path = scratch.write("disk/token.json", "old");
  const std::string folder = scratch.path("disk");
  const int single = test::with_own_mounts([&] {
    if (mount(path.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) != 0) return test::kCannot;
    return refused(path, Code::denied, "is mounted by itself");
  });
  const int read_only = test::with_own_mounts([&] {
    const char* at = folder.c_str();
    if (mount(at, at, nullptr, MS_BIND, nullptr) != 0) return test::kCannot;
    if (mount(nullptr, at, nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) != 0) return test::kCannot;
    return refused(path, Code::denied, "Read-only file system");
  });
  if (single == test::kCannot || read_only == test::kCannot) GTEST_SKIP() << "no mounts of our own here";
  EXPECT_EQ(single, 0);
  EXPECT_EQ(read_only, 0);
}

}  // namespace
}  // namespace jada
