// What a login does to the file, to what stands beside it and to the state.
#include <gmock/gmock.h>

#include "resources/token/revocation.h"
#include "tests/support/login_world.h"

namespace jada {
namespace {

using std::chrono::minutes;
using test::cause;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using World = test::LoginWorld;
using Kind = Setback::Kind;

TEST(Login, PutsTheNewTokensIntoTheFileAndKeepsTheOldOnes) {
  World world;
  world.put("a1", "r1", minutes(5));
  const std::string old = world.file();
  EXPECT_EQ(world.browser(), std::nullopt);
  EXPECT_THAT(world.file(), AllOf(HasSubstr("\"a2\""), HasSubstr("\"r2\""), HasSubstr("\"mine\": 1.50")));
  EXPECT_EQ(world.previous(), old);
  EXPECT_THAT(world.http.sent.back(), HasSubstr("code=c"));
}

TEST(Login, WithoutARefreshTokenChangesNothing) {
  World world;
  world.put("a1", "r1", minutes(5));
  const std::string old = world.file();
  world.answer(200, R"({"access_token":"a2","expires_in":3600})");
  const auto setback = world.browser();
  EXPECT_THAT(cause(setback), AllOf(HasSubstr("no refresh token: nothing was changed"), HasSubstr("offline_access")));
  EXPECT_EQ(setback->kind, Kind::failed);
  EXPECT_EQ(world.file(), old);
  EXPECT_EQ(world.previous(), "absent");
  EXPECT_EQ(world.journal(), "absent");
  EXPECT_TRUE(world.memory.kept.empty());
}

TEST(Login, LearnsNothingOfRotation) {
  World world;
  EXPECT_EQ(world.browser(), std::nullopt);
  EXPECT_EQ(world.remembered().rotation, Rotation::unknown);
}

TEST(Login, WritesOverWhatNoProgramCanUseAndKeepsIt) {
  for (const char* rubbish : {"hello", "[]", R"({"refresh_token": 5})", "", "{}"}) {
    World world;
    world.secrets.files[World::kFile] = {.text = rubbish, .mode = 0644};
    EXPECT_EQ(cause(world.browser()), "it worked") << rubbish;
    EXPECT_THAT(world.file(), AllOf(HasSubstr("\"access_token\": \"a2\""), HasSubstr("\"refresh_token\": \"r2\"")));
    EXPECT_EQ(world.previous(), *rubbish == '\0' ? "absent" : rubbish);
    EXPECT_EQ(world.secrets.files[World::kFile].mode, 0600u);
  }
}

TEST(Login, SendsNobodyToTheProviderForAFileThatIsSomebodyElses) {
  for (const char* content :
       {R"({"installed": {"client_id": "x"}})", R"({"type": "service_account", "private_key": "x"})",
        R"({"theme": "dark"})", "\x80\x04\x95\x10"}) {
    World world;
    world.secrets.files[World::kFile].text = content;
    EXPECT_NE(world.browser(), std::nullopt) << content;
    EXPECT_TRUE(world.shown.empty()) << content;
    EXPECT_EQ(world.file(), content);
    EXPECT_EQ(world.previous(), "absent");
  }
}

TEST(Login, KeepsBothHalvesOfAPairUntilTheNewOneWasUsed) {
  World world;
  world.spec.layout.declared = TokenFormat::split;
  world.spec.refresh_file = "/secrets/refresh.json";
  const std::string halves[] = {World::kFile, world.spec.refresh_file};
  world.secrets.files[halves[0]].text = R"({"access_token":"a1","expires_at":4000000000})";
  world.secrets.files[halves[1]].text = R"({"refresh_token":"r1"})";
  EXPECT_EQ(cause(world.browser()), "it worked");
  EXPECT_THAT(world.secrets.text(halves[1]), HasSubstr("r2"));
  EXPECT_THAT(world.secrets.text(halves[0] + ".prev"), HasSubstr("a1"));
  EXPECT_THAT(world.secrets.text(halves[1] + ".prev"), HasSubstr("r1"));
  world.answer(200, R"({"access_token":"a3","refresh_token":"r3","expires_in":3600})");
  (void)world.refresh({.why = Demand::Why::force});
  for (const std::string& half : halves) EXPECT_EQ(world.secrets.text(half + ".prev"), "absent") << half;
}

TEST(Login, SendsNobodyToTheProviderWhenTheResultCouldNotBeKept) {
  const std::string file = World::kFile;
  for (const std::string& place : {file, file + ".prev", journal_path(file, "demo")}) {
    World world;
    world.secrets.faults[{place, "prepare"}] = {Code::unavailable, place + ": No space left on device"};
    EXPECT_THAT(cause(world.browser()), HasSubstr("No space left on device"));
    EXPECT_TRUE(world.shown.empty()) << place;
  }
}

TEST(Login, LosesNothingWhenTheFileCannotBeWrittenInTheEnd) {
  for (const bool was_there : {true, false}) {
    World world;
    if (was_there) world.put("a1", "r1", minutes(5));
    world.secrets.faults[{World::kFile, "commit"}] = {Code::unavailable, "No space left on device"};
    const auto setback = world.browser();
    EXPECT_THAT(cause(setback), AllOf(HasSubstr("No space left"), HasSubstr("jada-reconcile apply")));
    EXPECT_EQ(setback->kind, Kind::half_done);
    world.secrets.faults.clear();
    world.refresh();
    EXPECT_THAT(world.file(), AllOf(HasSubstr("\"a2\""), HasSubstr("\"r2\""), Not(HasSubstr("googleapis"))));
  }
}

TEST(Login, TellsOfAStateThatWasNotWritten) {
  World world;
  world.memory.fault = Error{Code::denied, "read-only"};
  const auto setback = world.browser();
  EXPECT_EQ(setback->kind, Kind::half_done);
  EXPECT_THAT(world.file(), HasSubstr("\"r2\""));
}

TEST(Login, WritesGooglesFormatForGoogleOnly) {
  World world;
  world.spec.token_url = "https://oauth2.googleapis.com/token";
  EXPECT_EQ(cause(world.browser()), "it worked");
  EXPECT_THAT(world.file(), AllOf(HasSubstr("\"token\": \"a2\""), HasSubstr("universe_domain")));
  World other;
  EXPECT_EQ(cause(other.browser()), "it worked");
  EXPECT_THAT(other.file(), AllOf(HasSubstr("\"access_token\": \"a2\""), Not(HasSubstr("google"))));
  World declared;
  declared.spec.layout.declared = TokenFormat::google;
  EXPECT_EQ(cause(declared.browser()), "it worked");
  EXPECT_THAT(declared.file(), AllOf(HasSubstr("\"token_uri\": \"https://login.example/token\""),
                                     HasSubstr("\"token\": \"a2\""), Not(HasSubstr("googleapis"))));
}

TEST(Revoke, TellsOfAStateThatWasNotWritten) {
  World world;
  world.put("a1", "r1", minutes(5));
  Env here = world.env();
  world.memory.fault = Error{Code::denied, "read-only"};
  const auto setback = revoke(world.spec, here);
  EXPECT_THAT(cause(setback), HasSubstr("revoked, but the state could not be written"));
  EXPECT_EQ(setback->kind, Kind::half_done);
}

}  // namespace
}  // namespace jada
