#include "engine/host/posix_secrets.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "engine/host/system_clock.h"
#include "tests/support/scratch.h"
#include "tests/unit/host/child.h"

namespace jada {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::Scratch;
using Type = FileFacts::Type;

class PosixSecretsTest : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text, mode_t mode) const {
    const std::string path = scratch.write(name, text);
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }

  Code code_of_read(const std::string& path) {
    const auto read = secrets.read(path);
    EXPECT_FALSE(read.has_value()) << path;
    if (read) return Code::internal;
    EXPECT_EQ(read.error().message.find(path), 0u) << read.error().message;
    return read.error().code;
  }

  const Scratch scratch{};
  PosixSecrets secrets{scratch.path("state/locks")};
};

TEST_F(PosixSecretsTest, LooksAtAFile) {
  const std::string path = file("token.json", "12345", 0640);
  const auto seen = secrets.look(path);
  ASSERT_TRUE(seen.present());
  const FileFacts& facts = seen.value();
  EXPECT_EQ(facts.type, Type::file);
  EXPECT_EQ(facts.target, fs::canonical(path));
  EXPECT_FALSE(facts.is_link);
  EXPECT_EQ(facts.mode, 0640u);
  EXPECT_TRUE(facts.is_ours);
  EXPECT_EQ(facts.owner, geteuid());
  EXPECT_EQ(facts.links, 1u);
  EXPECT_EQ(facts.size, 5u);
  EXPECT_LT(std::chrono::abs(facts.modified_at - SystemClock().now()), 10min);
  EXPECT_FALSE(facts.folder_is_writable_by_others);
}

TEST_F(PosixSecretsTest, LooksWhereLinksEnd) {
  const std::string target = file("deep/token.json", "12345", 0600);
  fs::create_symlink("deep/token.json", scratch.path("one"));
  fs::create_symlink(scratch.path("one"), scratch.path("two"));
  fs::create_directory_symlink("deep", scratch.path("folder"));
  const std::pair<std::string, bool> cases[] = {{"two", true}, {"one", true}, {"folder/token.json", false}};
  for (const auto& [name, is_link] : cases) {
    const auto seen = secrets.look(scratch.path(name));
    ASSERT_TRUE(seen.present()) << name;
    EXPECT_EQ(seen.value().target, fs::canonical(target)) << name;
    EXPECT_EQ(seen.value().is_link, is_link) << name;
  }
}

TEST_F(PosixSecretsTest, TellsAbsentFromUnknown) {
  fs::create_symlink("nothing", scratch.path("dangling"));
  fs::create_symlink("loop", scratch.path("loop"));
  file("token.json", "", 0600);
  EXPECT_TRUE(secrets.look(scratch.path("no")).absent());
  EXPECT_TRUE(secrets.look(scratch.path("no/such/folder")).absent());
  EXPECT_TRUE(secrets.look(scratch.path("dangling")).absent());
  EXPECT_TRUE(secrets.look(scratch.path("loop")).unknown());
  EXPECT_TRUE(secrets.look(scratch.path("token.json/below")).unknown());
}

TEST_F(PosixSecretsTest, TellsFoldersOthersMayWriteTo) {
  const std::pair<mode_t, bool> cases[] = {{0700, false}, {0755, false}, {0770, true}, {0777, true}, {01777, false}};
  const std::string path = file("in/token.json", "", 0600);
  for (const auto& [mode, writable] : cases) {
    ASSERT_EQ(chmod(scratch.path("in").c_str(), mode), 0);
    EXPECT_EQ(secrets.look(path).value().folder_is_writable_by_others, writable) << std::oct << mode;
  }
  ASSERT_EQ(chmod(scratch.path("in").c_str(), 0700), 0);
}

TEST_F(PosixSecretsTest, ReadsTheWholeFileWithItsFacts) {
  for (const std::string& text : {std::string(), std::string("a\0\r\n\xff", 5), std::string(1024 * 1024, 's')}) {
    const auto read = secrets.read(file("token.json", text, 0600));
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(read->text.reveal(), text);
    EXPECT_EQ(read->facts.size, text.size());
  }
}

TEST_F(PosixSecretsTest, RefusesWhatIsNoPlainFileAtOnce) {
  ASSERT_EQ(mkfifo(scratch.path("pipe").c_str(), 0600), 0);
  fs::create_symlink(scratch.path("pipe"), scratch.path("to-pipe"));
  fs::create_directory(scratch.path("folder"));
  for (const std::string& path :
       {scratch.path("pipe"), scratch.path("to-pipe"), scratch.path("folder"), std::string("/dev/zero")}) {
    EXPECT_EQ(code_of_read(path), Code::invalid);
    EXPECT_EQ(secrets.prepare(path, 0).error().code, Code::invalid);
    EXPECT_EQ(secrets.look(path).value().type, path.ends_with("folder") ? Type::folder : Type::other);
  }
  EXPECT_EQ(code_of_read(file("large", std::string(1024 * 1024 + 1, 'x'), 0600)), Code::invalid);
  EXPECT_EQ(code_of_read(scratch.path("absent")), Code::missing);
}

TEST_F(PosixSecretsTest, SaysWhatAUserMayNot) {
  const std::string path = file("closed/token.json", "", 0000);
  ASSERT_EQ(chmod(scratch.path("").c_str(), 0755), 0);
  const int end = test::without_power([&] {
    if (geteuid() != 65534) chmod(path.c_str(), 0000);
    return code_of_read(path) == Code::denied && !testing::Test::HasFailure() ? 0 : 1;
  });
  EXPECT_EQ(end, 0);
}

TEST_F(PosixSecretsTest, RemovesTheNameItself) {
  const std::string target = file("token.json", "keep", 0600);
  fs::create_symlink(target, scratch.path("link"));
  EXPECT_TRUE(secrets.remove(scratch.path("link")).has_value());
  EXPECT_FALSE(fs::is_symlink(scratch.path("link")));
  EXPECT_EQ(scratch.read("token.json"), "keep");
  EXPECT_TRUE(secrets.remove(target).has_value());
  EXPECT_TRUE(secrets.remove(target).has_value()) << "not there: done";
  EXPECT_TRUE(secrets.remove(scratch.path("no/folder")).has_value());
  EXPECT_FALSE(fs::exists(target));
  fs::create_directory(scratch.path("folder"));
  EXPECT_EQ(secrets.remove(scratch.path("folder")).error().code, Code::invalid);
}

TEST_F(PosixSecretsTest, SetsTheModeOfWhatALinkLeadsTo) {
  const std::string target = file("token.json", "", 0644);
  fs::create_symlink(target, scratch.path("link"));
  EXPECT_TRUE(secrets.set_mode(scratch.path("link"), 0600).has_value());
  EXPECT_EQ(secrets.look(target).value().mode, 0600u);
  EXPECT_TRUE(secrets.set_mode(scratch.path(""), 0700).has_value());
  EXPECT_EQ(secrets.look(scratch.path("")).value().mode, 0700u);
  EXPECT_EQ(secrets.set_mode(scratch.path("absent"), 0600).error().code, Code::missing);
  EXPECT_EQ(secrets.set_mode("/dev/null", 0666).error().code, Code::invalid);
}

TEST_F(PosixSecretsTest, MakesFoldersWithTheirModeWhateverTheUmask) {
  for (const mode_t mask : {mode_t{0}, mode_t{022}, mode_t{0777}}) {
    const std::string top = scratch.path("mask" + std::to_string(mask));
    const mode_t before = umask(mask);
    const auto made = secrets.make_folder(top + "/a/b", 0750);
    umask(before);
    ASSERT_TRUE(made.has_value()) << made.error().message;
    EXPECT_EQ(secrets.look(top).value().mode, 0700u);
    EXPECT_EQ(secrets.look(top + "/a/b").value().mode, 0750u);
    EXPECT_TRUE(secrets.make_folder(top, 0777).has_value()) << "is there: left as it is";
    EXPECT_EQ(secrets.look(top).value().mode, 0700u);
  }
  EXPECT_EQ(secrets.make_folder(file("token.json", "", 0600), 0700).error().code, Code::invalid);
}

TEST_F(PosixSecretsTest, ListsNamesInOrder) {
  for (const char* name : {"in/b", "in/.hidden", "in/a", "in/c/d"}) scratch.write(name, "");
  EXPECT_EQ(*secrets.list(scratch.path("in")), (std::vector<std::string>{".hidden", "a", "b", "c"}));
  EXPECT_EQ(secrets.list(scratch.path("absent")).error().code, Code::missing);
  EXPECT_EQ(secrets.list(scratch.path("in/a")).error().code, Code::invalid);
}

TEST_F(PosixSecretsTest, ReadsVariables) {
  setenv("JADA_TEST_SECRET", "word", 1);
  EXPECT_EQ(secrets.variable("JADA_TEST_SECRET")->reveal(), "word");
  setenv("JADA_TEST_SECRET", "", 1);
  EXPECT_FALSE(secrets.variable("JADA_TEST_SECRET").has_value());
  unsetenv("JADA_TEST_SECRET");
  EXPECT_FALSE(secrets.variable("JADA_TEST_SECRET").has_value());
}

}  // namespace
}  // namespace jada
