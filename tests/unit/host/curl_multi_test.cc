#include <gmock/gmock.h>

#include <atomic>
#include <deque>
#include <map>
#include <set>

#include "engine/host/curl_address.h"
#include "engine/host/curl_http.h"
#include "engine/host/curl_pool.h"
#include "engine/host/system_clock.h"
#include "engine/ports/http_traffic.h"
#include "tests/unit/host/loopback_server.h"

namespace jada {
namespace {

using namespace std::chrono_literals;
using test::LoopbackServer;
using test::Talk;
using testing::HasSubstr;
using Why = HttpTrouble::Why;

std::string ok(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string body_of(const std::string& request) { return request.substr(request.find("\r\n\r\n") + 4); }

// Answers each request with its own body.
bool echo(Talk& talk, const std::string& request) {
  talk.say(ok(body_of(request)));
  return true;
}

HttpRequest post(const std::string& url, const std::string& body) {
  return {.method = "POST", .url = url, .body = Secret(body)};
}

// So many requests, so many of them at a time; what came of each.
class Requests final : public HttpTraffic {
 public:
  Requests(std::deque<HttpRequest> requests, std::size_t width) : waiting_(std::move(requests)), width_(width) {}

  bool is_done() const override { return waiting_.empty() && under_way_.empty(); }

  HttpTurn next() override {
    if (waiting_.empty() || under_way_.size() >= width_) return {.pause = 20s};
    HttpTurn turn{.request = std::move(waiting_.front()), .ticket = next_ticket_++};
    waiting_.pop_front();
    under_way_.insert(turn.ticket);
    most_under_way = std::max(most_under_way, under_way_.size());
    return turn;
  }

  void landed(std::size_t ticket, std::variant<HttpAnswer, HttpTrouble> reply) override {
    EXPECT_EQ(under_way_.erase(ticket), 1u) << "landed twice, or was never sent";
    if (const auto* trouble = std::get_if<HttpTrouble>(&reply)) {
      troubles[ticket] = *trouble;
    } else {
      bodies[ticket] = std::get<HttpAnswer>(reply).body.reveal();
    }
  }

  std::map<std::size_t, std::string> bodies{};
  std::map<std::size_t, HttpTrouble> troubles{};
  std::size_t most_under_way = 0;

 private:
  std::deque<HttpRequest> waiting_;
  const std::size_t width_;
  std::set<std::size_t> under_way_{};
  std::size_t next_ticket_ = 0;
};

std::deque<HttpRequest> posts(const std::string& url, int count) {
  std::deque<HttpRequest> all;
  for (int i = 0; i < count; ++i) all.push_back(post(url, "body " + std::to_string(i)));
  return all;
}

class CurlMultiTest : public testing::Test {
 protected:
  const SystemClock clock{};
  CurlHttp http{clock};
};

TEST_F(CurlMultiTest, EachAnswerFindsItsRequest) {
  LoopbackServer server(echo);
  Requests traffic(posts(server.url(), 200), 8);
  http.carry(traffic);
  ASSERT_EQ(traffic.bodies.size(), 200u);
  for (const auto& [ticket, body] : traffic.bodies) EXPECT_EQ(body, "body " + std::to_string(ticket));
  EXPECT_EQ(traffic.most_under_way, 8u);
  EXPECT_LE(server.connections(), 8u) << "connections are kept";
}

TEST_F(CurlMultiTest, AnswersComeInTheirOwnOrder) {
  // The first request is answered when the last has been: who waited for it would wait for ever.
  std::atomic<int> answered = 0;
  LoopbackServer server([&](Talk& talk, const std::string& request) {
    if (body_of(request) == "body 0") {
      while (answered < 9) std::this_thread::yield();
    }
    ++answered;
    return echo(talk, request);
  });
  Requests traffic(posts(server.url(), 10), 2);
  http.carry(traffic);
  EXPECT_EQ(traffic.bodies.size(), 10u);
  EXPECT_EQ(traffic.bodies[0], "body 0");
}

TEST_F(CurlMultiTest, ConnectionsOutliveTheTraffic) {
  LoopbackServer server(echo);
  for (int round = 0; round < 5; ++round) {
    Requests traffic(posts(server.url(), 3), 1);
    http.carry(traffic);
    EXPECT_EQ(traffic.bodies.size(), 3u);
  }
  EXPECT_EQ(server.connections(), 1u);
}

TEST_F(CurlMultiTest, AConnectionThatBreaksIsOneRequestsTrouble) {
  LoopbackServer server([](Talk& talk, const std::string& request) {
    if (body_of(request) != "body 5") return echo(talk, request);
    talk.reset();
    return false;
  });
  Requests traffic(posts(server.url(), 20), 4);
  http.carry(traffic);
  EXPECT_EQ(traffic.bodies.size(), 19u);
  ASSERT_EQ(traffic.troubles.size(), 1u);
  EXPECT_EQ(traffic.troubles.begin()->first, 5u);
  EXPECT_EQ(traffic.troubles[5].why, Why::broken_off);
  EXPECT_TRUE(traffic.troubles[5].sent);
  EXPECT_EQ(server.requests().size(), 20u) << "what may have happened is not sent again";
}

TEST_F(CurlMultiTest, EachTroubleIsToldAndEndsNothingElse) {
  LoopbackServer server([](Talk& talk, const std::string& request) {
    if (body_of(request) != "slow") return echo(talk, request);
    talk.await_close();
    return false;
  });
  LoopbackServer deaf({});
  HttpRequest slow = post(server.url(), "slow");
  slow.deadline = 50ms;
  HttpRequest large = post(server.url(), std::string(2000, 'x'));
  large.most = 1000;
  HttpRequest crooked = post(server.url(), "x");
  crooked.headers = {{"X", "a\r\nEvil: b"}};
  std::deque<HttpRequest> all;
  all.push_back(post(server.url(), "fine"));
  all.push_back(std::move(slow));
  all.push_back(std::move(large));
  all.push_back(std::move(crooked));
  all.push_back(post(deaf.url(), "x"));
  all.push_back(post("http://192.0.2.1/", "x"));
  all.push_back(post(server.url(), "fine too"));
  Requests mixed(std::move(all), 8);
  http.carry(mixed);
  EXPECT_EQ(mixed.bodies[0], "fine");
  EXPECT_EQ(mixed.bodies[6], "fine too");
  const std::pair<std::size_t, Why> expected[] = {
      {1, Why::timeout}, {2, Why::too_large}, {3, Why::refused_by_us}, {4, Why::connect}, {5, Why::refused_by_us}};
  ASSERT_EQ(mixed.troubles.size(), std::size(expected));
  for (const auto& [ticket, why] : expected) EXPECT_EQ(mixed.troubles[ticket].why, why) << ticket;
}

TEST_F(CurlMultiTest, NothingIsCarriedWhereNothingIs) {
  Requests traffic({}, 8);
  http.carry(traffic);
  EXPECT_EQ(traffic.most_under_way, 0u);
}

// Pushes another request for each that landed, from within.
class Chain final : public HttpTraffic {
 public:
  Chain(std::string url, int links) : url_(std::move(url)), left_(links) {}

  bool is_done() const override { return left_ == 0 && !is_under_way_; }
  HttpTurn next() override {
    if (is_under_way_ || left_ == 0) return {.pause = 20s};
    is_under_way_ = true;
    return {.request = post(url_, last), .ticket = 1};
  }
  void landed(std::size_t, std::variant<HttpAnswer, HttpTrouble> reply) override {
    is_under_way_ = false;
    --left_;
    last = std::get<HttpAnswer>(reply).body.reveal() + "+";
  }

  std::string last = "0";

 private:
  const std::string url_;
  int left_;
  bool is_under_way_ = false;
};

TEST_F(CurlMultiTest, WhatFollowsAnAnswerIsSentAtOnce) {
  LoopbackServer server(echo);
  Chain chain(server.url(), 30);
  const auto start = std::chrono::steady_clock::now();
  http.carry(chain);
  EXPECT_EQ(chain.last, "0" + std::string(30, '+'));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s) << "no pause of 20 s was waited for, nor a second each";
}

TEST_F(CurlMultiTest, ThreadsCarryAtTheSameTime) {
  LoopbackServer server(echo);
  std::vector<std::unique_ptr<Requests>> all;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) all.push_back(std::make_unique<Requests>(posts(server.url(), 50), 4));
  for (const auto& one : all) threads.emplace_back([&] { http.carry(*one); });
  for (std::thread& one : threads) one.join();
  for (const auto& one : all) {
    ASSERT_EQ(one->bodies.size(), 50u);
    for (const auto& [ticket, body] : one->bodies) EXPECT_EQ(body, "body " + std::to_string(ticket));
  }
  EXPECT_LE(server.connections(), 16u);
}

TEST_F(CurlMultiTest, SecretHeadersArriveAndEndNoLine) {
  LoopbackServer server(echo);
  HttpRequest request = post(server.url(), "x");
  request.authorization = Secret("AWS4-HMAC-SHA256 abc");
  request.secret_headers.emplace_back("x-amz-security-token", Secret("token=="));
  std::deque<HttpRequest> one;
  one.push_back(std::move(request));
  for (const std::string& bad : {std::string("a\r\nEvil: b"), std::string("a\nb"), std::string("a\0b", 3)}) {
    HttpRequest crooked = post(server.url(), "x");
    crooked.secret_headers.emplace_back("x-amz-security-token", Secret(bad));
    one.push_back(std::move(crooked));
  }
  Requests traffic(std::move(one), 1);
  http.carry(traffic);
  EXPECT_EQ(traffic.bodies.size(), 1u);
  EXPECT_EQ(traffic.troubles.size(), 3u);
  for (const auto& [ticket, trouble] : traffic.troubles) {
    EXPECT_EQ(trouble.why, Why::refused_by_us);
    EXPECT_EQ(trouble.message.find("Evil"), std::string::npos);
  }
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_THAT(server.requests()[0], HasSubstr("x-amz-security-token: token==\r\n"));
  EXPECT_THAT(server.requests()[0], HasSubstr("Authorization: AWS4-HMAC-SHA256 abc\r\n"));
}

TEST(CurlAddress, MetadataServicesAreSpokenToPlainlyOnlyByWhoMeansThem) {
  CurlPool pool;
  const auto& api = pool.api();
  ASSERT_TRUE(api);
  struct Case {
    const char* url;
    bool to_metadata_service;
    bool is_allowed;
  };
  const Case cases[] = {
      {"http://169.254.169.254/latest/api/token", true, true},
      {"http://169.254.170.2/creds", true, true},
      {"http://169.254.170.23/creds", true, true},
      {"http://[fd00:ec2::254]/latest", true, true},
      {"http://[fd00:ec2::23]/v1", true, true},
      {"http://169.254.169.254/latest/api/token", false, false},
      {"http://[fd00:ec2::254]/latest", false, false},
      {"http://169.254.169.253/", true, false},
      {"http://169.254.169.254.example.com/", true, false},
      {"http://192.0.2.1/", true, false},
      {"http://127.0.0.1/", true, true},
      {"http://127.0.0.1/", false, true},
  };
  for (const auto& [url, to_metadata_service, is_allowed] : cases) {
    const auto address = CurlAddress::parse(*api, {.url = url, .to_metadata_service = to_metadata_service});
    EXPECT_EQ(address.has_value(), is_allowed) << url;
    if (address) {
      EXPECT_TRUE(address->may_be_plain()) << "past any proxy";
    }
  }
  EXPECT_FALSE(CurlAddress::parse(*api, {.url = "https://example.com/"})->may_be_plain());
}

}  // namespace
}  // namespace jada
