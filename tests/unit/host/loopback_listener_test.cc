#include "engine/host/loopback_listener.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>

namespace jada {
namespace {

using std::chrono::minutes;
using testing::HasSubstr;
using testing::StartsWith;

bool never() { return false; }

// A browser on this machine: one connection.
class Peer {
 public:
  explicit Peer(const LoopbackListener& listener) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const std::string address = listener.address();
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    place.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    EXPECT_EQ(connect(socket_.number(), reinterpret_cast<sockaddr*>(&place), sizeof place), 0);
  }
  void say(const std::string& text) const { send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL); }
  void ask(const std::string& target) const { say("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n"); }
  std::string heard() const {
    std::string text;
    char chunk[1024];
    for (ssize_t count = 0; (count = recv(socket_.number(), chunk, sizeof chunk, 0)) > 0;)
      text.append(chunk, static_cast<std::size_t>(count));
    return text;
  }

 private:
  Descriptor socket_;
};

TEST(LoopbackListener, TakesNothingButTheAnswerToThisLogin) {
  auto listener = LoopbackListener::open();
  ASSERT_TRUE(listener.has_value());
  const char* strangers[] = {"/",
                             "/favicon.ico",
                             "/callback",
                             "/callback?code=evil",
                             "/callback?code=evil&state=other",
                             "/callback?code=evil&state=n0nce2",
                             "/callback?code=evil&xstate=n0nce",
                             "/callback?code=evil&state=",
                             "/other?code=evil&state=n0nce"};
  std::thread people([&] {
    for (const char* target : strangers) {
      const Peer stranger(*listener);
      stranger.ask(target);
      EXPECT_THAT(stranger.heard(), StartsWith("HTTP/1.1 404 ")) << target;
    }
    const Peer person(*listener);
    person.ask("/callback?code=good&state=n0nce&iss=x");
    EXPECT_THAT(person.heard(), HasSubstr("the terminal says how the login ended"));
  });
  const auto query = listener->await("n0nce", minutes(1), never);
  people.join();
  ASSERT_TRUE(query.has_value());
  EXPECT_EQ(query->reveal(), "code=good&state=n0nce&iss=x");
}

TEST(LoopbackListener, TakesARefusalWithoutCallingItALogin) {
  auto listener = LoopbackListener::open();
  std::thread person([&] {
    const Peer browser(*listener);
    browser.ask("/callback?error=access_denied&state=n");
    EXPECT_THAT(browser.heard(), Not(HasSubstr("ogged in")));
  });
  const auto query = listener->await("n", minutes(1), never);
  person.join();
  EXPECT_EQ(query->reveal(), "error=access_denied&state=n");
}

TEST(LoopbackListener, IsNotHeldUpByAPeerThatSaysNothing) {
  auto listener = LoopbackListener::open();
  const Peer silent(*listener);
  silent.say("GET /callback?");
  const Peer person(*listener);
  person.ask("/callback?code=c&state=n");
  EXPECT_TRUE(listener->await("n", minutes(1), never).has_value());
}

std::atomic<int> looks = 0;

TEST(LoopbackListener, EndsInTimeAndWhenStoppedWhileAPeerTrickles) {
  auto listener = LoopbackListener::open();
  const Peer slow(*listener);
  slow.say("G");
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(listener->await("n", std::chrono::milliseconds{200}, never).error().message,
            "nobody came back from the browser in time");
  const Peer slower(*listener);
  slower.say("G");
  looks = 0;
  const auto stopped = listener->await("n", minutes(1), [] { return ++looks > 4; });
  EXPECT_EQ(stopped.error().message, "stopped: nothing was changed");
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{20});
}

}  // namespace
}  // namespace jada
