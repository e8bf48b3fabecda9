#include "resources/secret_dir/secret_dir.h"

#include <gmock/gmock.h>

#include "state/open.h"
#include "tests/support/fake_outside.h"
#include "tests/support/fake_regions.h"

namespace jada {
namespace {

using testing::ElementsAre;

const Address kMain{"secret_dir", "main"};

class SecretDirTest : public testing::Test {
 protected:
  SecretDirTest() {
    files["/s"] = {.mode = 0700, .type = FileFacts::Type::folder};
    files["/s/a"] = {.mode = 0644};
    files["/s/b"] = {};
  }

  Result<SecretDir::Observed> look() {
    Env env{outside.with(regions), *store};
    return SecretDir::observe(spec, {.address = kMain}, env);
  }
  Verdict verdict() {
    std::vector<ReplicaSight<SecretDir::Observed>> sights;
    sights.push_back({"", look()});
    return SecretDir::diff(spec, sights, clock.now());
  }
  std::vector<std::string> found() {
    std::vector<std::string> told;
    for (const Change& change : verdict().changes)
      told.push_back(change.address.item + " " + change.reason + (change.blocked_by.empty() ? "" : " held"));
    return told;
  }
  Outcome mend(const Change& change) {
    Env env{outside.with(regions), *store};
    const Change* batch[] = {&change};
    return SecretDir::apply(spec, batch, env).front();
  }

  const SecretDir::Spec spec{.address = kMain, .path = "/s"};
  test::FakeRegions regions{};
  test::FixedClock clock{};
  test::FakeOutside outside{clock};
  std::map<std::string, test::MemorySecrets::File>& files = outside.secrets.files;
  std::unique_ptr<Store> store = memory_store();
};

TEST_F(SecretDirTest, OnePlaceThatCannotBeLookedAtHidesNoOther) {
  outside.secrets.faults.insert({{"/s/b", "look"}, {Code::invalid, "/s/b: Too many levels of symbolic links"}});
  EXPECT_THAT(found(), ElementsAre("a exposed", "b unreadable held"));
}

TEST_F(SecretDirTest, WhatDoesNotAnswerNowProvesNothing) {
  outside.secrets.faults.insert({{"/s/b", "look"}, {Code::unavailable, "/s/b: Input/output error"}});
  EXPECT_FALSE(look());
}

TEST_F(SecretDirTest, WhatStandsThereByNowIsLookedAtBeforeItIsChanged) {
  const std::pair<const char*, test::MemorySecrets::File> cases[] = {
      {"leads_out", {.mode = 0644, .target = "/etc/passwd"}},
      {"hard_link", {.mode = 0644, .links = 2}},
      {"no_plain_file", {.mode = 0644, .type = FileFacts::Type::other}}};
  const Change planned = verdict().changes.front();
  ASSERT_EQ(planned.address.item, "a");
  for (const auto& [objection, file] : cases) {
    files["/s/a"] = file;
    const Outcome outcome = mend(planned);
    EXPECT_EQ(outcome.fate, WriteFate::failed) << objection;
    EXPECT_THAT(outcome.trouble.message, testing::HasSubstr(objection));
    EXPECT_EQ(files["/s/a"].mode, 0644u) << objection;
  }
  files["/s/a"] = {.mode = 0644};
  EXPECT_EQ(mend(planned).fate, WriteFate::done);
  EXPECT_EQ(files["/s/a"].mode, 0600u);
}

}  // namespace
}  // namespace jada
