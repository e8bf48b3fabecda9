#include "engine/host/http_listener.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <csignal>
#include <deque>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <thread>

#include "engine/host/descriptor.h"

namespace jada {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::array<std::string_view, 2> kPaths = {"/healthz", "/metrics"};

HttpPage pages(const std::string& path) {
  if (path == "/healthz") return {.body = "ok\n"};
  if (path == "/large") return {.body = std::string(8 << 20, 'x')};
  if (path == "/broken") throw std::runtime_error("broken");
  if (path == "/metrics") return {.content_type = "text/plain; version=0.0.4", .body = "up 1\n"};
  return no_such_page(kPaths);
}

HttpListener listening(HttpListener::Limits limits = {}) {
  auto listener = HttpListener::open("127.0.0.1:0", pages, limits);
  EXPECT_TRUE(listener.has_value()) << listener.error().message;
  return std::move(*listener);
}

// One connection of a program on this machine.
class Peer {
 public:
  explicit Peer(const HttpListener& listener) {
    const std::string& address = listener.address();
    const auto colon = address.rfind(':');
    const std::string host = address.starts_with("localhost") ? "127.0.0.1" : address.substr(0, colon);
    const auto port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
    const bool six = host == "[::1]";
    socket_ = Descriptor(::socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = port;
    inet_pton(AF_INET, host.c_str(), &four.sin_addr);
    sockaddr_in6 place{};
    place.sin6_family = AF_INET6;
    place.sin6_port = port;
    place.sin6_addr = in6addr_loopback;
    const auto* to = six ? reinterpret_cast<sockaddr*>(&place) : reinterpret_cast<sockaddr*>(&four);
    EXPECT_EQ(connect(socket_.number(), to, six ? sizeof place : sizeof four), 0) << address;
  }
  void say(const std::string& text) const { send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL); }
  std::string heard() const {
    std::string text;
    char chunk[65536];
    for (ssize_t count = 0; (count = recv(socket_.number(), chunk, sizeof chunk, 0)) > 0;)
      text.append(chunk, static_cast<std::size_t>(count));
    return text;
  }

 private:
  Descriptor socket_;
};

std::string answer_to(const HttpListener& listener, const std::string& request) {
  const Peer peer(listener);
  peer.say(request);
  return peer.heard();
}

std::string page_at(const HttpListener& listener, const std::string& target) {
  return answer_to(listener, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

TEST(HttpListener, GivesOutPages) {
  const auto listener = listening();
  const std::string metrics = page_at(listener, "/metrics?x=1");
  EXPECT_THAT(metrics, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(metrics, HasSubstr("Content-Type: text/plain; version=0.0.4\r\n"));
  EXPECT_THAT(metrics, HasSubstr("Content-Length: 5\r\n"));
  EXPECT_THAT(metrics, EndsWith("\r\n\r\nup 1\n"));
  EXPECT_THAT(page_at(listener, "/large"), EndsWith(std::string(8 << 20, 'x')));
}

TEST(HttpListener, AnswersWhatIsNoPage) {
  const auto listener = listening();
  const struct {
    std::string request, begin, end;
  } cases[] = {
      {"HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 ", "\r\n\r\n"},
      {"GET /other HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 ", "nothing here; there is /healthz, /metrics\n"},
      {"GET /../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 ", "\n"},
      {"GET /broken HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 500 ", "this page could not be made\n"},
      {"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 405 ", "answered here\n"},
      {"DELETE /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 ", "answered here\n"},
      {"BREW /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 ", "answered here\n"},
      {"GET /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 400 ", ""},  // no host
      {"GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 414 ", ""},
      {"GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", "HTTP/1.1 431 ", ""},
  };
  for (const auto& [request, begin, end] : cases) {
    const std::string answer = answer_to(listener, request);
    EXPECT_THAT(answer, StartsWith(begin)) << request.substr(0, 60);
    EXPECT_THAT(answer, EndsWith(end)) << request.substr(0, 60);
  }
  EXPECT_THAT(answer_to(listener, cases[4].request), HasSubstr("Allow: GET, HEAD\r\n"));
}

TEST(HttpListener, OutlivesNonsense) {
  const auto listener = listening();
  const std::string cases[] = {"\r\n\r\n",
                               "\x16\x03\x01\x02",
                               std::string(64, '\0') + "\r\n\r\n",
                               "GET",
                               "GET / HTTP/9.9\r\n\r\n",
                               "GET / HTTP/1.1\r\nHost x\r\n\r\n",
                               "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                               "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"};
  for (const std::string& request : cases) {
    Peer(listener).say(request);  // and goes
    EXPECT_THAT(page_at(listener, "/healthz"), EndsWith("ok\n")) << request;
  }
}

TEST(HttpListener, IsKeptFromNobodyByThoseWhoSayNothing) {
  const auto listener = listening();
  std::deque<Peer> silent;
  for (int i = 0; i < 64; ++i) {
    silent.emplace_back(listener);
    silent.back().say("GET /metrics HTTP/1.1\r\nHost:");
    EXPECT_THAT(page_at(listener, "/healthz"), EndsWith("ok\n")) << i;
  }
  EXPECT_EQ(silent.front().heard(), "");  // closed: it was the oldest
}

TEST(HttpListener, ClosesAConnectionOnWhichNothingMoves) {
  const auto listener = listening({.idle = std::chrono::seconds(1)});
  const Peer silent(listener);
  silent.say("GET /metrics HTTP/1.1\r\n");
  EXPECT_THAT(silent.heard(), Not(HasSubstr("200")));  // ends, or ctest ends it
}

TEST(HttpListener, AnswersManyAtOnce) {
  const auto listener = listening({.connections = 64});
  std::atomic<int> answered = 0;
  std::vector<std::thread> people;
  for (int i = 0; i < 8; ++i) {
    people.emplace_back([&] {
      for (int j = 0; j < 100; ++j) answered += page_at(listener, "/metrics").ends_with("up 1\n") ? 1 : 0;
    });
  }
  for (std::thread& person : people) person.join();
  EXPECT_EQ(answered, 800);
}

TEST(HttpListener, EndsAtOnceWithItsConnections) {
  std::optional<HttpListener> listener(listening());
  const Peer silent(*listener), reader(*listener);
  reader.say("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string address = listener->address();
  listener.reset();
  EXPECT_EQ(silent.heard(), "");
  const auto again = HttpListener::open(address, pages);  // the port is free
  EXPECT_TRUE(again.has_value()) << again.error().message;
}

std::set<std::string> threads() {
  std::set<std::string> found;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) found.insert(thread.path());
  return found;
}

TEST(HttpListener, LeavesSignalsToOthers) {
  const auto before = threads();
  const auto listener = listening();
  auto added = threads();
  for (const std::string& thread : before) added.erase(thread);
  ASSERT_EQ(added.size(), 1u);
  std::ifstream status(*added.begin() + "/status");
  const std::string text(std::istreambuf_iterator<char>(status), {});
  const auto blocked = std::stoull(text.substr(text.find("SigBlk:") + 7), nullptr, 16);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) EXPECT_NE(blocked >> (signal - 1) & 1, 0u) << signal;
  sigset_t own;
  pthread_sigmask(SIG_SETMASK, nullptr, &own);
  EXPECT_EQ(sigismember(&own, SIGTERM), 0);
}

TEST(HttpListener, TakesAddressesOfThisMachineOnly) {
  for (const std::string address : {"127.0.0.1:0", "127.1.2.3:0", "localhost:0", "[::1]:0"}) {
    const auto listener = HttpListener::open(address, pages);
    ASSERT_TRUE(listener.has_value()) << listener.error().message;
    const std::string host = address.substr(0, address.rfind(':'));
    EXPECT_THAT(listener->address(), StartsWith(host + ":"));
    EXPECT_THAT(listener->address(), Not(EndsWith(":0")));
    EXPECT_THAT(page_at(*listener, "/healthz"), EndsWith("ok\n")) << address;
  }
  for (const std::string address :
       {"", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:9 ", "0.0.0.0:0", ":9465",
        "*:9465", "[::]:0", "::1:0", "192.0.2.1:0", "128.0.0.1:0", "127.1:0", "example.com:0",
        "localhost.example.com:0", "[::ffff:127.0.0.1]:0"}) {
    const auto listener = HttpListener::open(address, pages);
    ASSERT_FALSE(listener.has_value()) << address;
    EXPECT_EQ(listener.error().code, Code::invalid) << address;
  }
}

TEST(HttpListener, SaysThatAPortIsTaken) {
  const auto listener = listening();
  const auto second = HttpListener::open(listener.address(), pages);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, Code::conflict);
  EXPECT_EQ(second.error().message, listener.address() + ": somebody else has this port");
}

}  // namespace
}  // namespace jada
