#include "engine/host/host_gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

namespace jada {
namespace {

using namespace std::chrono_literals;

// Answers once it was let go, and remembers how many were here at a time.
class Slow final : public Http {
 public:
  std::variant<HttpAnswer, HttpTrouble> send(const HttpRequest&) override {
    const int here = ++here_;
    int most = most_;
    while (here > most && !most_.compare_exchange_weak(most, here)) continue;
    entered_.count_down();
    let_go_.wait();
    --here_;
    return HttpAnswer{.status = 200};
  }

  std::latch entered_{2};
  std::latch let_go_{1};
  std::atomic<int> here_ = 0;
  std::atomic<int> most_ = 0;
};

HttpRequest to(const char* url, Duration deadline = 30s) { return {.url = url, .deadline = deadline}; }

TEST(HostGate, LetsSoManyToOneHostAtATimeAndAllInTheEnd) {
  Slow slow;
  HostGate gate(slow, 2);
  std::atomic<int> answered = 0;
  std::vector<std::thread> crowd;
  for (int i = 0; i < 8; ++i) {
    crowd.emplace_back([&] {
      const auto answer = gate.send(to("https://login.example/token"));
      answered += std::holds_alternative<HttpAnswer>(answer) ? 1 : 0;
    });
  }
  slow.entered_.wait();
  slow.let_go_.count_down();
  for (std::thread& one : crowd) one.join();
  EXPECT_EQ(answered, 8);
  EXPECT_EQ(slow.most_, 2);
}

TEST(HostGate, OneHostDoesNotHoldUpAnotherAndNobodyWaitsPastHisDeadline) {
  Slow slow;
  HostGate gate(slow, 1);
  std::thread first([&] { EXPECT_TRUE(std::holds_alternative<HttpAnswer>(gate.send(to("https://a.example/x")))); });
  std::thread other([&] { EXPECT_TRUE(std::holds_alternative<HttpAnswer>(gate.send(to("https://b.example/x")))); });
  slow.entered_.wait();
  const auto late = gate.send(to("https://a.example/y", 20ms));
  ASSERT_TRUE(std::holds_alternative<HttpTrouble>(late));
  EXPECT_FALSE(std::get<HttpTrouble>(late).sent);
  slow.let_go_.count_down();
  first.join();
  other.join();
}

}  // namespace
}  // namespace jada
