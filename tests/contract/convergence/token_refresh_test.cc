// Stops the world at every call that a refresh makes to the outside, one after the other, in every shape; then lets it
// try again and asserts the world: the provider's family of refresh tokens lives, the file holds what the provider gave
// last, nothing is open in the journal, and nothing is left to do.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/faulty_http.h"
#include "tests/support/faulty_secrets.h"
#include "tests/support/token_world.h"

namespace jada::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// Replaces its refresh token at each use, and takes a replaced one again only within `grace`; after that its use ends
// the family, as RFC 9700 asks of it.
struct StrictProvider {
  explicit StrictProvider(TokenWorld& world, Duration grace) : world_(world), grace_(grace) {
    world.http.answer = [this](const HttpRequest& request) { return answer(request.body.reveal()); };
  }

  bool alive = true;
  int given = 1;  // r1 and a1 stand in the file

 private:
  FakeHttp::Reply answer(const std::string& body) {
    const auto sends = [&](int number) { return body.find(fmt::format("refresh_token=r{}&", number)) != body.npos; };
    const bool again = sends(given - 1) && world_.clock.now() - given_at_ < grace_;
    if (!sends(given) && !again) alive = false;
    if (!alive) return FakeHttp::json(400, R"({"error":"invalid_grant"})");
    ++given;
    given_at_ = world_.clock.now();
    return FakeHttp::json(200,
                          fmt::format(R"({{"access_token":"a{0}","refresh_token":"r{0}","expires_in":3600}})", given));
  }

  TokenWorld& world_;
  Duration grace_;
  Time given_at_{};
};

// What fails: files and memory, and with `http` also the request.
struct Trial {
  explicit Trial(Duration grace) : provider(world, grace) {
    world.put("a1", "r1", minutes(5));
    world.spec.grace = grace;
    world.spec.rotation = Rotation::rotating;
  }

  std::variant<Served, Diagnosis> refresh(bool http_too) {
    Http& through = http_too ? static_cast<Http&>(http) : world.http;
    Env env{world.beyond.with(world.regions, through, secrets, memory), *world.state};
    return jada::refresh(world.spec, {.why = Demand::Why::due}, env);
  }

  void expect_converged() {
    faults.disarm();
    for (int pass = 0; pass < 3; ++pass) {
      world.clock.time += seconds(5);
      (void)refresh(true);
    }
    const std::string newest = fmt::format("\"access_token\": \"a{0}\", \"refresh_token\": \"r{0}\"", provider.given);
    EXPECT_TRUE(provider.alive) << "a refresh token was used after its successor was given";
    EXPECT_NE(world.file().find(newest), std::string::npos) << world.file();
    EXPECT_EQ(read_journal(Secret(world.journal()))->stage, Journal::Stage::kept);
    EXPECT_FALSE(world.remembered().fault);
    const int given = provider.given;
    EXPECT_TRUE(std::holds_alternative<Served>(refresh(true)));
    EXPECT_EQ(provider.given, given) << "asked again though nothing was due";
  }

  TokenWorld world{};
  StrictProvider provider;
  Faults faults{};
  FaultySecrets secrets{world.secrets, faults};
  FaultyMemory memory{world.memory, faults};
  FaultyHttp http{world.http, faults};
};

// `trial(nth)` is called for each call of the outside until one is made untouched.
int for_each_fault(Faults::Shape shape, bool http_too, Duration grace) {
  int points = 0;
  for (int nth = 1; nth < 100; ++nth) {
    Trial trial(grace);
    trial.faults.arm(nth, shape);
    (void)trial.refresh(http_too);
    if (trial.faults.calls() < nth) break;
    points = nth;
    SCOPED_TRACE("call " + std::to_string(nth));
    trial.expect_converged();
  }
  return points;
}

class TokenRefresh : public testing::TestWithParam<Faults::Shape> {};

TEST_P(TokenRefresh, HealsWhateverFailsWhereTheProviderHasAGrace) {
  const int points = for_each_fault(GetParam(), true, minutes(1));
  EXPECT_GT(points, 10) << "too few calls to the outside were tried";
  EXPECT_LT(points, 99) << "not every call was tried";
}

INSTANTIATE_TEST_SUITE_P(Shapes, TokenRefresh,
                         testing::Values(Faults::Shape::blip, Faults::Shape::outage, Faults::Shape::lost_answer),
                         testing::PrintToStringParamName());

// No grace: once the answer is here, one failing call must not lose it. A disk that stays broken keeps nothing.
TEST(StrictTokenRefresh, LosesNoRotatedTokenToOneFailingCall) {
  EXPECT_GT(for_each_fault(Faults::Shape::blip, false, seconds(0)), 10);
  EXPECT_GT(for_each_fault(Faults::Shape::lost_answer, false, seconds(0)), 10);
}

}  // namespace
}  // namespace jada::test
