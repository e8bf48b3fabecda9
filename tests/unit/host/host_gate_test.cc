#include "engine/host/host_gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "engine/ports/http_traffic.h"

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

  void carry(HttpTraffic&) override { ADD_FAILURE() << "nobody sends traffic here"; }

  std::latch entered_{2};
  std::latch let_go_{1};
  std::atomic<int> here_ = 0;
  std::atomic<int> most_ = 0;
};

HttpRequest to(const char* url, Duration deadline = 30s) { return {.url = url, .deadline = deadline}; }

TEST(HostGate, LetsSoManyToOneHostAtATimeAndAllInTheEnd) {
  Slow slow;
  HostGate gate(slow, 2, 100);
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
  HostGate gate(slow, 1, 100);
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

// Keeps everything under way until the test lets it land.
class Runway final : public Http {
 public:
  std::variant<HttpAnswer, HttpTrouble> send(const HttpRequest&) override { return HttpAnswer{.status = 200}; }
  void carry(HttpTraffic& traffic) override {
    const auto now = on_carry;  // it may set what the next does
    now(traffic);
  }

  std::function<void(HttpTraffic&)> on_carry{};
};

/// `count` requests to each of the hosts in turn.
class Fleet final : public HttpTraffic {
 public:
  Fleet(std::vector<std::string> hosts, std::size_t count, bool has_own)
      : hosts_(std::move(hosts)), left_(count), has_own_(has_own) {}

  bool is_done() const override { return left_ == 0 && landed_ == sent_; }
  HttpTurn next() override {
    if (left_ == 0) return {.pause = 1s};
    --left_;
    return {.request = to(("https://" + hosts_[sent_ % hosts_.size()] + "/").c_str()), .ticket = sent_++};
  }
  void landed(std::size_t, std::variant<HttpAnswer, HttpTrouble>) override { ++landed_; }
  bool has_own_limit() const override { return has_own_; }

 private:
  const std::vector<std::string> hosts_;
  std::size_t left_;
  std::size_t sent_ = 0;
  std::size_t landed_ = 0;
  const bool has_own_;
};

/// Sends what may go out; the tickets of it.
std::vector<std::size_t> launched(HttpTraffic& traffic) {
  std::vector<std::size_t> tickets;
  while (!traffic.is_done()) {
    const HttpTurn turn = traffic.next();
    if (!turn.request) break;
    tickets.push_back(turn.ticket);
  }
  return tickets;
}

TEST(HostGateTraffic, KeepsToTheLimits) {
  struct Case {
    const char* name;
    std::size_t most;
    std::size_t most_of_all;
    std::vector<std::string> hosts;
    bool has_own;
    std::size_t at_once;
  };
  const Case cases[] = {
      {"of one host", 3, 100, {"a.example"}, false, 3},   {"of all", 100, 5, {"a.example", "b.example"}, false, 5},
      {"the smaller one", 4, 6, {"a.example"}, false, 4}, {"the first always", 5, 0, {"a.example"}, false, 1},
      {"its own", 1, 1, {"a.example"}, true, 20},
  };
  for (const auto& [name, most, most_of_all, hosts, has_own, at_once] : cases) {
    Runway runway;
    HostGate gate(runway, most, most_of_all);
    std::size_t all = 0;
    runway.on_carry = [&, at_once = at_once](HttpTraffic& traffic) {
      for (bool is_first = true; !traffic.is_done(); is_first = false) {
        const auto tickets = launched(traffic);
        if (is_first) {
          EXPECT_EQ(tickets.size(), at_once) << name;
        }
        ASSERT_FALSE(tickets.empty()) << name;
        EXPECT_LE(tickets.size(), at_once) << name;
        for (const std::size_t ticket : tickets) traffic.landed(ticket, HttpAnswer{.status = 200});
        all += tickets.size();
      }
    };
    Fleet fleet(hosts, 20, has_own);
    gate.carry(fleet);
    EXPECT_EQ(all, 20u) << name;
    EXPECT_TRUE(fleet.is_done()) << name;
  }
}

TEST(HostGateTraffic, SharesTheLimitsWithAllOther) {
  Runway runway;
  HostGate gate(runway, 2, 3);
  int carried = 0;
  runway.on_carry = [&](HttpTraffic& outer) {
    EXPECT_EQ(launched(outer).size(), 2u);
    runway.on_carry = [&](HttpTraffic& inner) {
      EXPECT_EQ(launched(inner).size(), 1u) << "the third of three";
      inner.landed(0, HttpAnswer{});
      EXPECT_EQ(launched(inner), std::vector<std::size_t>{1});
      inner.landed(1, HttpAnswer{});
      ++carried;
    };
    Fleet other({"b.example"}, 2, false);
    gate.carry(other);
    runway.on_carry = [&](HttpTraffic& inner) {
      EXPECT_TRUE(launched(inner).empty()) << "two to that host are under way";
      outer.landed(0, HttpAnswer{});
      EXPECT_TRUE(launched(outer).empty()) << "who has none under way goes first";
      EXPECT_EQ(launched(inner).size(), 1u);
      outer.landed(1, HttpAnswer{});
      EXPECT_EQ(launched(inner).size(), 1u);
      inner.landed(0, HttpAnswer{});
      inner.landed(1, HttpAnswer{});
      ++carried;
    };
    Fleet same({"a.example"}, 2, false);
    gate.carry(same);
    EXPECT_EQ(launched(outer).size(), 1u);
    outer.landed(2, HttpAnswer{});
  };
  Fleet fleet({"a.example"}, 3, false);
  gate.carry(fleet);
  EXPECT_EQ(carried, 2);
}

TEST(HostGateTraffic, TheFirstOfEachGoesThoughAllOthersAreTooMany) {
  Runway runway;
  HostGate gate(runway, 5, 1);
  runway.on_carry = [&](HttpTraffic& outer) {
    EXPECT_EQ(launched(outer).size(), 1u);
    runway.on_carry = [](HttpTraffic& inner) {
      EXPECT_EQ(launched(inner).size(), 1u);
      inner.landed(0, HttpAnswer{});
    };
    Fleet other({"b.example"}, 1, false);
    gate.carry(other);
    outer.landed(0, HttpAnswer{});
  };
  Fleet fleet({"a.example"}, 1, false);
  gate.carry(fleet);
}

}  // namespace
}  // namespace jada
