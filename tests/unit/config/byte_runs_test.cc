#include "engine/config/byte_runs.h"

#include <gtest/gtest.h>

#include <string>

namespace jada {
namespace {

TEST(PlainRun, StopsAtEveryByteThatEndsAString) {
  for (int c = 0; c < 256; ++c) {
    const bool stops = c < 0x20 || c == '"' || c == '\\' || c == 0x7F;
    for (std::size_t at = 0; at < 20; ++at) {
      std::string text = std::string(at, 'x') + static_cast<char>(c) + "\xC3\xBC and more \"";
      EXPECT_EQ(plain_run(text), stops ? at : text.size() - 1) << "byte " << c << " at " << at;
    }
  }
}

TEST(PlainRun, StaysInsideTheText) {
  const std::string text = "abcdefghijklmnop\"";
  for (std::size_t size = 0; size < text.size(); ++size) EXPECT_EQ(plain_run(text.substr(0, size)), size);
}

}  // namespace
}  // namespace jada
