#include "resources/token/refresh.h"

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

const Served& served(const std::variant<Served, Diagnosis>& result) {
  const auto* trouble = std::get_if<Diagnosis>(&result);
  EXPECT_EQ(trouble, nullptr) << (trouble == nullptr ? "" : trouble->cause);
  return std::get<Served>(result);
}

const Diagnosis& trouble(const std::variant<Served, Diagnosis>& result) {
  EXPECT_TRUE(std::holds_alternative<Diagnosis>(result));
  return std::get<Diagnosis>(result);
}

TEST(Refresh, LeavesAFreshTokenAlone) {
  World world;
  world.put("a1", "r1", hours(1));
  const auto result = world.refresh({.why = Why::use});
  EXPECT_EQ(served(result).how, How::fresh);
  EXPECT_EQ(served(result).access.reveal(), "a1");
  EXPECT_EQ(world.asked, 0);
}

TEST(Refresh, NeedsNoStateToServeWhatItRefreshedItself) {
  World world;
  world.put("a1", "r1", minutes(5));
  world.serve_rotating("r1");
  world.refresh();
  world.memory.recalled = 0;
  EXPECT_EQ(served(world.refresh({.why = Why::use})).access.reveal(), "a2");
  EXPECT_EQ(world.memory.recalled, 0);
  world.put("of somebody else", "r9", hours(1));
  EXPECT_EQ(served(world.refresh({.why = Why::use})).access.reveal(), "of somebody else");
  EXPECT_EQ(world.memory.recalled, 1) << "the memo is of another token";
}

TEST(Refresh, ReplacesBothTokensAndNothingElse) {
  World world;
  world.put("a1", "r1", minutes(5));
  world.serve_rotating("r1");
  const auto result = world.refresh();
  EXPECT_EQ(served(result).how, How::refreshed);
  EXPECT_THAT(world.file(), HasSubstr("\"access_token\": \"a2\", \"refresh_token\": \"r2\""));
  EXPECT_THAT(world.file(), HasSubstr("\"mine\": 1.50}\n"));
  EXPECT_EQ(world.remembered().rotation, Rotation::rotating);
  EXPECT_EQ(world.remembered().generation, 1);
  EXPECT_FALSE(world.remembered().fault);
}

TEST(Refresh, KeepsTheOldRefreshTokenWhenTheAnswerHasNone) {
  World world;
  world.put("a1", "r1", minutes(5));
  world.http.answer = [](const HttpRequest&) {
    return test::FakeHttp::json(200, R"({"access_token":"a2","expires_in":"3600"})");
  };
  EXPECT_EQ(served(world.refresh()).how, How::refreshed);
  EXPECT_THAT(world.file(), HasSubstr("\"refresh_token\": \"r1\""));
  EXPECT_EQ(world.remembered().rotation, Rotation::none);
}

TEST(Refresh, IsAskedForOnceByManyThreads) {
  World world;
  world.put("a1", "r1", minutes(-5));
  world.serve_rotating("r1");
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      const auto result = world.refresh({.why = Why::use});
      if (const auto* one = std::get_if<Served>(&result); one != nullptr && one->access.reveal() == "a2") ++good;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(world.asked, 1);
  EXPECT_EQ(good, 16);
}

TEST(Refresh, AsksForNothingItCouldNotKeep) {
  for (const std::string& path : {std::string(World::kFile), journal_path(World::kFile, "demo")}) {
    World world;
    world.put("a1", "r1", minutes(5));
    world.serve_rotating("r1");
    world.secrets.faults[{path, "prepare"}] = {Code::unavailable, path + ": No space left on device"};
    const auto result = world.refresh();
    EXPECT_EQ(trouble(result).fault, Fault::file_not_writable) << path;
    EXPECT_THAT(trouble(result).cause, HasSubstr("No space left on device")) << path;
    EXPECT_EQ(world.asked, 0) << path;
    EXPECT_THAT(world.file(), HasSubstr("\"r1\"")) << path;
  }
}

// A process that dies at any write of a refresh: whatever was answered is in the file after the next start.
TEST(Refresh, LosesNoRotatedTokenWhereverItDies) {
  struct Death {};
  for (int fatal = 1; fatal <= 4; ++fatal) {
    World world;
    world.put("a1", "r1", minutes(-5));
    world.serve_rotating("r1");
    int writes = 0;
    world.secrets.before_commit = [&](const std::string&) {
      if (++writes == fatal) throw Death{};
    };
    bool died = false;
    try {
      (void)world.refresh();
    } catch (const Death&) {
      died = true;
    }
    world.secrets.before_commit = [](const std::string&) {};
    const int asked_before = world.asked;
    const auto result = world.refresh();
    if (asked_before == 1 && fatal == 2) {
      // The answer came and could not be journalled before the death: replayed once, and the provider says no.
      EXPECT_TRUE(std::holds_alternative<Diagnosis>(result));
      continue;
    }
    EXPECT_TRUE(std::holds_alternative<Served>(result)) << "died at write " << fatal << " " << died;
    EXPECT_THAT(world.file(), HasSubstr("\"" + world.valid + "\"")) << fatal;
  }
}

TEST(Refresh, AdoptsAnAnswerThatWasReceivedButNotKept) {
  World world;
  world.put("a1", "r1", minutes(-5));
  Journal journal{.stage = Journal::Stage::received, .sent_print = Secret("r1").fingerprint()};
  journal.sent_at = world.clock.time;
  journal.answer = Secret(R"({"access_token":"a2","refresh_token":"r2","expires_in":3600})");
  world.secrets.files[journal_path(World::kFile, "demo")].text = to_text(journal).reveal();
  const auto result = world.refresh();
  EXPECT_EQ(served(result).access.reveal(), "a2");
  EXPECT_TRUE(world.http.sent.empty());
  EXPECT_THAT(world.file(), HasSubstr("\"r2\""));
  EXPECT_THAT(world.journal(), HasSubstr("\"stage\":\"kept\""));
}

TEST(Refresh, SpendsAnUncertainTokenOnlyAtTheLastMoment) {
  World world;
  world.put("a1", "r1", minutes(15));  // inside the window, not yet an outage
  world.memory.kept["token.demo"] = R"({"rotation":"rotating","lifetime_s":3600})";
  world.http.answer = [](const HttpRequest&) {
    return HttpTrouble{.why = HttpTrouble::Why::broken_off, .sent = true, .message = "connection reset"};
  };
  EXPECT_EQ(trouble(world.refresh()).fault, Fault::answer_lost);
  EXPECT_THAT(world.journal(), HasSubstr("\"stage\":\"intent\""));
  EXPECT_EQ(trouble(world.refresh()).fault, Fault::answer_lost);
  EXPECT_EQ(world.http.sent.size(), 1u) << "the access token lives: the replay waits";

  world.clock.time += minutes(6);
  world.serve_rotating("r1");
  EXPECT_EQ(served(world.refresh()).how, How::refreshed);
  EXPECT_EQ(world.http.sent.size(), 2u);
}

TEST(Refresh, ServesWhatStillLivesWhenTheProviderIsDown) {
  World world;
  world.put("a1", "r1", minutes(5));
  const auto result = world.refresh({.why = Why::use});
  EXPECT_EQ(served(result).how, How::still_valid);
  EXPECT_EQ(served(result).access.reveal(), "a1");
  EXPECT_THAT(served(result).trouble, HasSubstr("connection refused"));
}

TEST(Refresh, ParksADeadGrantUntilTheFileChanges) {
  World world;
  world.put("a1", "r1", minutes(-5));
  world.serve_rotating("another");
  EXPECT_EQ(trouble(world.refresh()).remedy, "jada-reconcile token login demo");
  EXPECT_THAT(world.file(), HasSubstr("\"r1\"")) << "the file stays as it is";
  EXPECT_EQ(trouble(world.refresh()).fault, Fault::grant_refused);
  EXPECT_EQ(world.asked, 1) << "a dead token is not sent again";

  world.put("a1", "another", minutes(-5));
  EXPECT_EQ(served(world.refresh()).how, How::refreshed);
  EXPECT_FALSE(world.remembered().fault);
}

TEST(Refresh, AdoptsWhatSomebodyElseRotatedMeanwhile) {
  World world;
  world.put("a1", "r1", minutes(-5));
  world.serve_rotating("r9");
  auto inner = world.http.answer;
  world.http.answer = [&, inner](const HttpRequest& request) {
    world.put("a1", "r9", minutes(-5));  // another program was faster
    return inner(request);
  };
  EXPECT_EQ(served(world.refresh()).how, How::refreshed);
  EXPECT_EQ(world.asked, 2);
}

TEST(Refresh, WaitsAsLongAsTheProviderSays) {
  World world;
  world.put("a1", "r1", minutes(-5));
  world.http.answer = [](const HttpRequest&) {
    HttpAnswer answer = test::FakeHttp::json(429, R"({"error":"slow_down"})");
    answer.headers = {{"retry-after", "120"}};
    return answer;
  };
  EXPECT_EQ(trouble(world.refresh()).fault, Fault::throttled);
  EXPECT_EQ(world.remembered().next_try_at, world.clock.time + minutes(2));
  (void)world.refresh({.why = Why::use, .patient = true});
  EXPECT_EQ(world.http.sent.size(), 1u);
  world.clock.time += minutes(2);
  (void)world.refresh({.why = Why::use, .patient = true});
  EXPECT_EQ(world.http.sent.size(), 2u);
}

TEST(Refresh, ConfirmsARefusalWithoutAWordBeforeItParks) {
  World world;
  world.put("a1", "r1", minutes(-5));
  world.http.answer = [](const HttpRequest&) { return HttpAnswer{.status = 400}; };
  for (const auto pause : {minutes(0), minutes(1), minutes(15)}) {
    world.clock.time += pause;
    for (int i = 0; i < 2; ++i) EXPECT_EQ(trouble(world.refresh()).fault, Fault::refused_without_word);
    EXPECT_FALSE(pause < minutes(15) && world.remembered().parked);
  }
  EXPECT_TRUE(world.remembered().parked);
  (void)world.refresh();
  EXPECT_EQ(world.http.sent.size(), 3u);
}

TEST(Refresh, ForcesOneRefreshPerRefusedToken) {
  World world;
  world.put("a1", "r1", hours(1));
  world.serve_rotating("r1");
  const Demand after_401{.why = Why::force, .after_refusal = true};
  EXPECT_EQ(served(world.refresh(after_401)).access.reveal(), "a2");
  EXPECT_EQ(served(world.refresh(after_401)).how, How::adopted) << "made a moment ago for somebody with the same 401";
  EXPECT_THAT(served(world.refresh(after_401)).trouble, HasSubstr("check the project"));
  world.clock.time += minutes(2);
  EXPECT_EQ(trouble(world.refresh(after_401)).fault, Fault::request_refused);
  EXPECT_EQ(world.asked, 1);
  world.clock.time += minutes(20);
  EXPECT_EQ(served(world.refresh(after_401)).how, How::refreshed) << "it worked for a while: this is another refusal";
}

TEST(Refresh, RestoresABlankedFileAroundTheLastGoodToken) {
  World world;
  world.put("a1", "r1", minutes(-5));
  world.serve_rotating("r1");
  EXPECT_EQ(served(world.refresh()).how, How::refreshed);
  world.secrets.files[World::kFile].text = "";
  world.clock.time += minutes(50);
  EXPECT_EQ(served(world.refresh()).how, How::refreshed);
  EXPECT_THAT(world.file(), HasSubstr(world.valid));
}

TEST(Refresh, CorrectsForAClockThatIsOff) {
  World world;
  world.clock.time = *parse_time("2026-05-13T12:00:00Z");
  world.put("a1", "r1", minutes(5));
  world.http.answer = [](const HttpRequest&) {
    HttpAnswer answer = test::FakeHttp::json(200, R"({"access_token":"a2","expires_in":3600})");
    answer.headers = {{"date", "Wed, 13 May 2026 12:10:00 GMT"}};
    return answer;
  };
  EXPECT_EQ(served(world.refresh()).expires_at, *parse_time("2026-05-13T13:10:00Z"));
  EXPECT_EQ(world.remembered().clock_offset, Duration(minutes(10)) + std::chrono::milliseconds(500));
  world.memory.recalled = 0;
  world.clock.time += minutes(45);
  EXPECT_EQ(served(world.refresh({.why = Why::use})).how, How::refreshed) << "25 minutes are left by our clock only";
}

TEST(Refresh, ShowsNoSecretInWhatItRemembersOrSays) {
  World world;
  world.put("canary-access", "canary-refresh", minutes(-5));
  world.spec.client_secret = SecretRef{SecretRef::From::env, "CS"};
  world.secrets.variables["CS"] = "canary-client";
  world.serve_rotating("another");
  const auto result = world.refresh();
  std::string all = trouble(result).cause + trouble(result).remedy + world.memory.kept["token.demo"];
  for (const Event& event : world.memory.events) all += event.message;
  EXPECT_THAT(all, Not(HasSubstr("canary")));
}

}  // namespace
}  // namespace jada
