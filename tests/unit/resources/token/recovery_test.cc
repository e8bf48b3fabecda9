// What a refresh makes of files and journals that somebody left behind: a process that died, a careless writer, a
// person.
#include <gmock/gmock.h>

#include <thread>

#include "tests/support/token_world.h"

namespace jada {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;
using testing::Not;
using World = test::TokenWorld;
using How = Served::How;
using Why = Demand::Why;

const std::string kJournal = journal_path(World::kFile, "demo");

void leave_journal(World& world, Journal::Stage stage, const std::string& refresh, const std::string& answer = {}) {
  Journal journal{.stage = stage, .sent_print = Secret(refresh).fingerprint(), .sent_at = world.clock.time};
  journal.refresh = Secret(refresh);
  journal.answer = Secret(answer);
  world.secrets.files[kJournal].text = to_text(journal).reveal();
}

bool is_served(const std::variant<Served, Diagnosis>& result) {
  const auto* trouble = std::get_if<Diagnosis>(&result);
  EXPECT_EQ(trouble, nullptr) << (trouble == nullptr ? "" : trouble->cause);
  return trouble == nullptr;
}

Fault fault_of(const std::variant<Served, Diagnosis>& result) {
  EXPECT_TRUE(std::holds_alternative<Diagnosis>(result));
  return std::get<Diagnosis>(result).fault;
}

TEST(Recovery, AnIntentOutlivesAFileThatCannotBeUsed) {
  for (const std::string damage : {"", "{\"access_token\": \"a1\", \"refre"}) {
    World world;
    world.secrets.files[World::kFile].text = damage;
    world.serve_rotating("r1");
    leave_journal(world, Journal::Stage::intent, "r1");
    EXPECT_TRUE(is_served(world.refresh())) << damage;
    EXPECT_THAT(world.file(), HasSubstr("\"r2\"")) << damage;
  }
  World unreadable;
  unreadable.put("a1", "r1", minutes(5));
  leave_journal(unreadable, Journal::Stage::intent, "r1");
  unreadable.secrets.faults[{World::kFile, "read"}] = {Code::denied, "Permission denied"};
  EXPECT_EQ(fault_of(unreadable.refresh()), Fault::file_not_writable);
  EXPECT_THAT(unreadable.journal(), HasSubstr("\"stage\":\"intent\""));
}

TEST(Recovery, AnAnswerGoesIntoARuinToo) {
  World world;
  world.secrets.files[World::kFile].text = "";
  leave_journal(world, Journal::Stage::received, "r1",
                R"({"access_token":"a2","refresh_token":"r2","expires_in":3600})");
  EXPECT_TRUE(is_served(world.refresh()));
  EXPECT_THAT(world.file(), HasSubstr("\"r2\""));
  EXPECT_TRUE(world.http.sent.empty());

  World lasting;
  lasting.secrets.files[World::kFile].text = "";
  leave_journal(lasting, Journal::Stage::received, "r1", R"({"access_token":"a2","expires_in":3600})");
  EXPECT_TRUE(is_served(lasting.refresh()));
  EXPECT_THAT(lasting.file(), HasSubstr("\"r1\"")) << "the answer had none: the one that was sent is still good";
}

TEST(Recovery, AReadableRefreshTokenIsBetterThanTheJournals) {
  World split;
  split.spec.layout.declared = TokenFormat::split;
  split.spec.refresh_file = "/secrets/refresh.json";
  split.secrets.files[split.spec.refresh_file].text = R"({"refresh_token":"r9"})";
  split.serve_rotating("r9");
  leave_journal(split, Journal::Stage::kept, "r3");
  EXPECT_TRUE(is_served(split.refresh())) << "the access half alone is gone";
  EXPECT_THAT(split.secrets.text(split.spec.refresh_file), HasSubstr("\"r2\""));
  EXPECT_THAT(split.file(), HasSubstr("\"a2\""));

  World longer;
  longer.put("a1", "r9", minutes(-5));
  longer.secrets.files[World::kFile].text += "XX\"}";
  longer.serve_rotating("r9");
  leave_journal(longer, Journal::Stage::kept, "r3");
  EXPECT_TRUE(is_served(longer.refresh())) << "bytes of an older, longer content follow";
}

TEST(Recovery, ADamagedFileComesBackWholeAndIsKeptAside) {
  World world;
  world.spec.layout.declared.reset();
  world.spec.client_id.clear();
  world.secrets.files[World::kFile].text =
      "{\"token\": \"a1\", \"refresh_token\": \"r1\", \"token_uri\": \"https://login.example/token\", "
      "\"client_id\": \"c1\", \"client_secret\": \"s1\", \"expiry\": \"2020-01-01T00:00:00Z\", \"mine\": 1.50}\n";
  world.serve_rotating("r1");
  EXPECT_TRUE(is_served(world.refresh()));
  const std::string whole = world.file();
  world.secrets.files[World::kFile].text = whole.substr(0, 40);
  world.clock.time += minutes(50);
  EXPECT_TRUE(is_served(world.refresh()));
  EXPECT_THAT(world.file(), HasSubstr("\"client_secret\": \"s1\""));
  EXPECT_THAT(world.file(), HasSubstr("\"mine\": 1.50"));
  EXPECT_EQ(world.secrets.text(std::string(World::kFile) + ".damaged"), whole.substr(0, 40));
}

TEST(Recovery, AnAnswerThatCannotBeReadMayHaveRotated) {
  struct Case {
    const char* what;
    int status;
    std::string body;
  };
  const Case cases[] = {{"cut off", 200, R"({"access_token":"a2","refresh_token":"r2)"},
                        {"no access token", 200, R"({"refresh_token":"r2"})"},
                        {"a gateway", 504, R"({"error":"Gateway Timeout"})"}};
  for (const Case& one : cases) {
    World world;
    world.put("a1", "r1", minutes(15));
    world.spec.rotation = Rotation::rotating;
    world.http.answer = [&](const HttpRequest&) { return test::FakeHttp::json(one.status, one.body); };
    EXPECT_EQ(fault_of(world.refresh()), Fault::answer_lost) << one.what;
    EXPECT_THAT(world.journal(), HasSubstr("\"stage\":\"intent\"")) << one.what;
    EXPECT_EQ(fault_of(world.refresh()), Fault::answer_lost) << one.what;
    EXPECT_EQ(world.http.sent.size(), 1u) << one.what << ": not sent a second time while the access token lives";
  }
}

TEST(Recovery, WhatIsDeclaredOfRotationIsNotUnlearnt) {
  World world;
  world.put("a1", "r1", minutes(5));
  world.spec.rotation = Rotation::rotating;
  world.http.answer = [](const HttpRequest&) {
    return test::FakeHttp::json(200, R"({"access_token":"a2","expires_in":3600})");
  };
  EXPECT_TRUE(is_served(world.refresh()));
  world.clock.time += minutes(45);
  world.http.answer = [](const HttpRequest&) {
    return HttpTrouble{.why = HttpTrouble::Why::broken_off, .sent = true, .message = "connection reset"};
  };
  for (int i = 0; i < 2; ++i) EXPECT_EQ(fault_of(world.refresh()), Fault::answer_lost);
  EXPECT_EQ(world.http.sent.size(), 2u);
}

TEST(Recovery, ADeadTokenIsTriedAgainByWhoeverAsksByName) {
  World world;
  world.put("a1", "r1", minutes(30));
  world.serve_rotating("another");
  EXPECT_EQ(fault_of(world.refresh({.why = Why::force})), Fault::grant_refused);
  EXPECT_EQ(fault_of(world.refresh()), Fault::grant_refused) << "told while the access token still lives";
  EXPECT_EQ(world.asked, 1);
  EXPECT_EQ(std::get<Served>(world.refresh({.why = Why::use})).access.reveal(), "a1");
  world.valid = "r1";  // mended at the provider, which nothing here tells
  EXPECT_TRUE(is_served(world.refresh({.why = Why::force})));
  EXPECT_FALSE(world.remembered().parked);
}

TEST(Recovery, PassingTroubleDoesNotHideADeath) {
  World world;
  world.put("a1", "r1", minutes(-5));
  world.serve_rotating("another");
  EXPECT_EQ(fault_of(world.refresh()), Fault::grant_refused);
  world.secrets.faults[{World::kFile, "read"}] = {Code::denied, "Permission denied"};
  (void)world.refresh();
  world.secrets.faults.clear();
  EXPECT_EQ(fault_of(world.refresh()), Fault::grant_refused);
  EXPECT_EQ(world.remembered().fault, Fault::grant_refused);
  EXPECT_EQ(world.remembered().deaths.size(), 1u);
}

// Of a file without an access token nothing else would ask for another try.
TEST(Recovery, WhatCouldNotBeProvenStaysToBeProven) {
  World world;
  world.spec.layout.declared = TokenFormat::adc;
  world.secrets.files[World::kFile].text =
      R"({"type": "authorized_user", "client_id": "c1", "client_secret": "s1", "refresh_token": "r1"})";
  EXPECT_EQ(fault_of(world.refresh()), Fault::unreachable);
  Env env = world.env();
  auto seen = Token::observe(world.spec, {.address = world.spec.address}, env);
  ASSERT_TRUE(seen.has_value());
  std::vector<ReplicaSight<Token::Observed>> sights;
  sights.push_back({"", std::move(seen)});
  const Verdict verdict = Token::diff(world.spec, sights, world.clock.time);
  ASSERT_EQ(verdict.changes.size(), 1u);
  EXPECT_EQ(verdict.changes.front().reason, "unproven");
}

TEST(Recovery, AnEmptyAccessTokenIsNeverServed) {
  World world;
  world.put("", "r1", hours(1));
  world.serve_rotating("r1");
  const auto result = world.refresh({.why = Why::use});
  ASSERT_TRUE(is_served(result));
  EXPECT_EQ(std::get<Served>(result).access.reveal(), "a2");
}

TEST(Recovery, WhoHasALivingTokenDoesNotWaitForTheLock) {
  World world;
  world.put("a1", "r1", minutes(5));
  world.secrets.faults[{"", "lock"}] = {Code::unavailable, "is held by another process"};
  EXPECT_EQ(std::get<Served>(world.refresh({.why = Why::use})).how, How::still_valid);
  world.clock.time += minutes(6);
  EXPECT_EQ(fault_of(world.refresh({.why = Why::use})), Fault::locked);
}

TEST(Recovery, AProviderThatRepeatsASecretIsNotQuoted) {
  World world;
  world.put("a1", "canary-refresh", minutes(-5));
  world.http.answer = [](const HttpRequest&) {
    return test::FakeHttp::json(
        400, R"({"error":"invalid_grant","error_description":"Refresh token canary-refresh is not known"})");
  };
  const auto result = world.refresh();
  EXPECT_THAT(std::get<Diagnosis>(result).cause, HasSubstr("Refresh token … is not known"));
  EXPECT_THAT(world.memory.kept["token.demo"], Not(HasSubstr("canary")));
}

// One file, one lock: else each would write back the others' spent refresh tokens.
TEST(Recovery, ProfilesOfOneFileLoseNothingToEachOther) {
  World world;
  std::string text = R"({"version": 1, "profiles": {)";
  for (int i = 0; i < 6; ++i)
    text +=
        fmt::format(R"({}"google:p{}": {{"type": "oauth", "provider": "google", "access": "a", "refresh": "p{}-1", )"
                    R"("expires": 1000000000000}})",
                    i == 0 ? "" : ", ", i, i);
  world.secrets.files[World::kFile].text = text + "}}\n";
  world.http.answer = [](const HttpRequest& request) {
    const std::string body = request.body.reveal();
    const std::string name = body.substr(body.find("refresh_token=p") + 14, 2);
    return test::FakeHttp::json(
        200, fmt::format(R"({{"access_token":"{0}","refresh_token":"{0}-2","expires_in":9999}})", name));
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&world, i] {
      Token::Spec spec = world.spec;
      spec.address.name = fmt::format("p{}", i);
      spec.layout = {.declared = TokenFormat::openclaw, .profile = fmt::format("google:p{}", i)};
      Env env = world.env();
      EXPECT_TRUE(is_served(refresh(spec, {}, env))) << i;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < 6; ++i) EXPECT_THAT(world.file(), HasSubstr(fmt::format("\"p{}-2\"", i)));
}

}  // namespace
}  // namespace jada
