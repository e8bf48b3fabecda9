#include "engine/config/seen_values.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace jada {
namespace {

TEST(SeenValues, TellsValuesApartThatShareADigest) {
  const std::vector<std::string> values = {"a", "b", "a", "c", "b"};
  SeenValues seen(values.size());
  std::vector<std::optional<std::uint32_t>> met;
  for (std::uint32_t row = 0; row < values.size(); ++row) {
    met.push_back(seen.meet(7, row, [&](std::uint32_t other) { return values[other] == values[row]; }));
  }
  EXPECT_EQ(met, (std::vector<std::optional<std::uint32_t>>{std::nullopt, std::nullopt, 0, std::nullopt, 1}));
}

TEST(SeenValues, HoldsAsManyAsPromised) {
  SeenValues seen(1000);
  const auto never = [](std::uint32_t) { return false; };
  for (std::uint32_t row = 0; row < 1000; ++row) {
    EXPECT_EQ(seen.meet(row * 0x9E3779B97F4A7C15u, row, never), std::nullopt);
  }
  EXPECT_EQ(seen.meet(999 * 0x9E3779B97F4A7C15u, 5, [](std::uint32_t row) { return row == 999; }), 999u);
}

}  // namespace
}  // namespace jada
