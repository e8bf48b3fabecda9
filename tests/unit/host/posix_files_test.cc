#include "engine/host/posix_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "tests/support/scratch.h"

namespace jada {
namespace {

using test::Scratch;

TEST(PosixFiles, ReadsTheWholeFile) {
  const Scratch scratch;
  const PosixFiles files;
  const std::string binary("a\0\r\n\xff", 5);
  const std::string large(300'000, 'x');
  for (const std::string& text : {std::string(), std::string("version = 1\n"), binary, large}) {
    const auto read = files.read(scratch.write("f", text), text.size());
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(*read, text);
  }
}

TEST(PosixFiles, RefusesMoreThanTheLimit) {
  const Scratch scratch;
  const auto read = PosixFiles().read(scratch.write("f", "12345"), 4);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, Code::invalid);
  EXPECT_NE(read.error().message.find(scratch.path("f")), std::string::npos);
}

TEST(PosixFiles, ReadsAPipeToItsEndAndNotPastTheLimit) {
  const Scratch scratch;
  const std::string pipe = scratch.path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const std::string text(200'000, 'p');
  for (const std::size_t limit : {text.size(), text.size() - 1}) {
    std::jthread writer([&] { std::ofstream(pipe, std::ios::binary) << text; });
    const auto read = PosixFiles().read(pipe, limit);
    EXPECT_EQ(read.has_value(), limit == text.size());
    EXPECT_EQ(read ? read->size() : text.size(), text.size());
  }
}

TEST(PosixFiles, SaysWhatStandsInTheWay) {
  const Scratch scratch;
  scratch.write("file", "");
  const std::pair<std::string, Code> cases[] = {
      {scratch.path("absent"), Code::missing},
      {scratch.path(""), Code::invalid},
      {scratch.path("file/below"), Code::invalid},
  };
  for (const auto& [path, code] : cases) {
    const auto read = PosixFiles().read(path, 100);
    ASSERT_FALSE(read.has_value()) << path;
    EXPECT_EQ(read.error().code, code) << path;
    EXPECT_EQ(read.error().message.find(path), 0u) << read.error().message;
  }
}

TEST(PosixFiles, DeniesWhatMayNotBeRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const Scratch scratch;
  ASSERT_EQ(::chmod(scratch.write("f", "x").c_str(), 0), 0);
  EXPECT_EQ(PosixFiles().read(scratch.path("f"), 10).error().code, Code::denied);
}

TEST(PosixFiles, MatchesInByteOrder) {
  const Scratch scratch;
  for (const char* name : {"conf.d/b.toml", "conf.d/B.toml", "conf.d/a.toml", "conf.d/a.txt"}) scratch.write(name, "");
  const auto found = PosixFiles().matching(scratch.path("conf.d/*.toml"));
  ASSERT_TRUE(found.has_value());
  const std::vector<std::string> expected{scratch.path("conf.d/B.toml"), scratch.path("conf.d/a.toml"),
                                          scratch.path("conf.d/b.toml")};
  EXPECT_EQ(*found, expected);
}

TEST(PosixFiles, MatchesNothingWithoutComplaint) {
  const Scratch scratch;
  for (const char* pattern : {"*.toml", "absent/*.toml", "absent.toml"}) {
    const auto found = PosixFiles().matching(scratch.path(pattern));
    ASSERT_TRUE(found.has_value()) << pattern;
    EXPECT_TRUE(found->empty()) << pattern;
  }
}

}  // namespace
}  // namespace jada
