#include <gmock/gmock.h>

#include "tests/unit/resources/roster_world.h"

namespace jada {
namespace {

using test::RosterWorld;
using testing::ElementsAre;

using RosterUnfit = RosterWorld;

TEST_F(RosterUnfit, WhatTheRegionCannotKeepIsHeldAndAllElseGoesOn) {
  const std::string kBob = R"({"name":"Bob Ito"})";
  declare({{"ada", kBob}, {"bob", kBob}, {"cy", kBob}, {"dan", kBob}, {"eve", kBob}});
  items() = {{"bob", R"({"name":"Bob"})"}, {"dan", R"({"name":"Dan"})"}, {"eve", kBob}, {"zed", "{}"}};
  for (const char* key : {"ada", "bob", "eve", "zed"}) regions[kRegion].unfit[key] = "it is too large";
  std::vector<std::string> held;
  std::vector<std::string> open;
  for (const Change& change : verdict().changes) {
    (change.blocked_by.empty() ? open : held).push_back(change.address.item);
    if (!change.blocked_by.empty()) {
      EXPECT_THAT(change.blocked_by, ElementsAre("it is too large"));
    }
  }
  EXPECT_THAT(held, ElementsAre("ada", "bob"));
  EXPECT_THAT(open, ElementsAre("cy", "dan", "zed")) << "what is as it should be is not asked about";
}

}  // namespace
}  // namespace jada
