#include "engine/host/job_output.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

constexpr std::size_t kMost = 64 * 1024;

JobOutput kept(std::string_view bytes, std::size_t piece) {
  JobOutputWindow window;
  for (std::size_t at = 0; at < bytes.size(); at += piece) window.append(bytes.substr(at, piece));
  return window.take();
}

TEST(JobOutput, KeepsBothEndsHoweverItComes) {
  std::string all;
  for (int line = 0; all.size() < 5 * kMost; ++line) all += std::to_string(line) + "\n";
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kMost - 1, kMost, kMost + 1, 2 * kMost - 1, 2 * kMost,
                                 2 * kMost + 1, 3 * kMost + 17, 5 * kMost}) {
    for (const std::size_t piece : {std::size_t{7}, std::size_t{4096}, kMost, 2 * kMost + 1, 6 * kMost}) {
      SCOPED_TRACE(std::to_string(size) + " by " + std::to_string(piece));
      const std::string_view bytes = std::string_view(all).substr(0, size);
      const JobOutput output = kept(bytes, piece);
      EXPECT_EQ(output.head, bytes.substr(0, kMost));
      EXPECT_EQ(output.tail, bytes.substr(std::max(std::min(size, kMost), size - std::min(size, kMost))));
      EXPECT_EQ(output.left_out, size - output.head.size() - output.tail.size());
    }
  }
}

TEST(JobOutput, CutsBetweenCharactersOnly) {
  for (const std::string character : {"é", "…", "😀"}) {
    for (std::size_t shift = 0; shift <= character.size(); ++shift) {
      SCOPED_TRACE(character + " " + std::to_string(shift));
      std::string all(kMost - shift, 'x');
      all += character + "end";
      const JobOutput whole = kept(all, 1000);
      EXPECT_EQ(whole.head + whole.tail, all);
      EXPECT_EQ(whole.left_out, 0u);

      const std::string rest(kMost - shift, 'y');
      all += std::string(kMost, '-') + character + rest;
      const JobOutput cut = kept(all, 1000);
      EXPECT_EQ(cut.head, std::string(kMost - shift, 'x') + (shift == character.size() ? character : ""));
      EXPECT_EQ(cut.tail, (shift == character.size() ? character : "") + rest);
      EXPECT_EQ(cut.head.size() + cut.tail.size() + cut.left_out, all.size());
    }
  }
}

TEST(JobOutput, ReplacesWhatIsNoUtf8) {
  const struct {
    const char* bytes;
    const char* text;
  } cases[] = {
      {"plain", "plain"},           {"\xff", "\uFFFD"},     {"a\xc3", "a\uFFFD"}, {"\xe2\x80z", "\uFFFD\uFFFDz"},
      {"\xc0\xaf", "\uFFFD\uFFFD"}, {"é\x80…", "é\uFFFD…"},
  };
  for (const auto& one : cases) EXPECT_EQ(kept(one.bytes, 1).head, one.text);
}

}  // namespace
}  // namespace jada
