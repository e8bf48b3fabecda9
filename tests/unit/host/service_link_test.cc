#include "engine/host/service_link.h"

#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "engine/host/descriptor.h"
#include "tests/support/scratch.h"

namespace jada {
namespace {

using namespace std::chrono_literals;
using testing::MatchesRegex;

// A service manager: a socket, and the variables that lead to it.
class ServiceLinks : public testing::Test {
 protected:
  ServiceLinks() {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) unsetenv(name);
  }
  ~ServiceLinks() override {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) unsetenv(name);
  }

  // Takes datagrams at the address, which begins with `@` where it is abstract.
  void listen_at(const std::string& address) {
    sockaddr_un place{};
    place.sun_family = AF_UNIX;
    address.copy(place.sun_path, sizeof place.sun_path - 1);
    if (address[0] == '@') place.sun_path[0] = '\0';
    socket_ = Descriptor(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.size());
    ASSERT_EQ(bind(socket_.number(), reinterpret_cast<sockaddr*>(&place), size), 0);
    const int yes = 1;
    setsockopt(socket_.number(), SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes);
    setenv("NOTIFY_SOCKET", address.c_str(), 1);
  }
  std::string path() const { return scratch_.path("notify"); }

  // The next message, and who sent it; empty: there is none.
  std::string heard() {
    char text[4096];
    char room[CMSG_SPACE(sizeof(ucred))];
    iovec part{text, sizeof text};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = room;
    message.msg_controllen = sizeof room;
    const ssize_t count = recvmsg(socket_.number(), &message, MSG_DONTWAIT);
    if (count < 0) return "";
    ucred sender{};
    std::memcpy(&sender, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof sender);
    EXPECT_EQ(sender.pid, getpid());  // systemd takes none from others
    return {text, static_cast<std::size_t>(count)};
  }

  test::Scratch scratch_{};
  Descriptor socket_;
};

TEST_F(ServiceLinks, TellWhatAServiceIsAbout) {
  for (const std::string& address : {path(), "@jada-notify-" + std::to_string(getpid())}) {
    listen_at(address);
    const auto link = ServiceLink::from_environment();
    ASSERT_TRUE(link.has_value() && link->is_heard());
    EXPECT_TRUE(link->ready().has_value());
    EXPECT_EQ(heard(), "READY=1");
    EXPECT_TRUE(link->alive().has_value());
    EXPECT_EQ(heard(), "WATCHDOG=1");
    EXPECT_TRUE(link->stopping().has_value());
    EXPECT_EQ(heard(), "STOPPING=1");
    EXPECT_EQ(heard(), "");
  }
}

TEST_F(ServiceLinks, TellWhenAReloadBegan) {
  listen_at(path());
  timespec before{};
  clock_gettime(CLOCK_MONOTONIC, &before);
  EXPECT_TRUE(ServiceLink::from_environment()->reloading().has_value());
  const std::string message = heard();
  ASSERT_THAT(message, MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
  const auto said = std::chrono::microseconds(std::stoll(message.substr(message.rfind('=') + 1)));
  EXPECT_GE(said, std::chrono::seconds(before.tv_sec));
  EXPECT_LT(said, std::chrono::seconds(before.tv_sec + 60));
}

TEST_F(ServiceLinks, TellNothingElseByAStatus) {
  const std::pair<std::string, std::string> cases[] = {
      {"412 resources, 1 failing", "STATUS=412 resources, 1 failing"},
      {"", "STATUS="},
      {"idle\nMAINPID=1\nREADY=1", "STATUS=idle\\nMAINPID=1\\nREADY=1"},
      {"\x1b[2J", "STATUS=\\x1b[2J"},
      {"\xff", "STATUS=\xef\xbf\xbd"},
  };
  listen_at(path());
  const auto link = ServiceLink::from_environment();
  for (const auto& [text, message] : cases) {
    EXPECT_TRUE(link->status(text).has_value());
    EXPECT_EQ(heard(), message);
  }
  EXPECT_TRUE(link->status(std::string(1 << 20, 'x')).has_value());
  EXPECT_LT(heard().size(), 600u);
}

TEST_F(ServiceLinks, TellNobodyWhereNobodyAsks) {
  const auto link = ServiceLink::from_environment();
  ASSERT_TRUE(link.has_value());
  EXPECT_FALSE(link->is_heard());
  EXPECT_TRUE(link->ready().has_value());
  EXPECT_TRUE(link->status("nobody reads this").has_value());
  EXPECT_FALSE(link->watchdog().has_value());
}

TEST_F(ServiceLinks, SayThatNobodyIsThereAnyMore) {
  setenv("NOTIFY_SOCKET", path().c_str(), 1);
  const auto told = ServiceLink::from_environment()->ready();
  ASSERT_FALSE(told.has_value());
  EXPECT_EQ(told.error().code, Code::unavailable);
  EXPECT_EQ(told.error().message, "service manager: " + path() + ": No such file or directory");
}

TEST_F(ServiceLinks, AreNotHeldUpByAFullQueue) {
  listen_at(path());
  const auto link = ServiceLink::from_environment();
  const auto begin = std::chrono::steady_clock::now();
  Result<Done> told = Done{};
  for (int i = 0; i < 100'000 && told; ++i) told = link->alive();  // until its queue is full
  ASSERT_FALSE(told.has_value());
  EXPECT_EQ(told.error().code, Code::unavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
}

TEST_F(ServiceLinks, KnowTheWatchdogOfThisProcessOnly) {
  const struct {
    std::string length, process;
    std::optional<std::chrono::microseconds> watchdog;
  } cases[] = {{"30000000", "", 30s},  {"30000000", std::to_string(getpid()), 30s},
               {"500", "", 500us},     {"30000000", "1", std::nullopt},
               {"", "", std::nullopt}, {"", std::to_string(getpid()), std::nullopt}};
  listen_at(path());
  for (const auto& [length, process, watchdog] : cases) {
    setenv("WATCHDOG_USEC", length.c_str(), 1);
    setenv("WATCHDOG_PID", process.c_str(), 1);
    const auto link = ServiceLink::from_environment();
    ASSERT_TRUE(link.has_value()) << length;
    EXPECT_EQ(link->watchdog(), watchdog) << length << ' ' << process;
  }
  unsetenv("NOTIFY_SOCKET");
  setenv("WATCHDOG_USEC", "1000", 1);
  EXPECT_FALSE(ServiceLink::from_environment()->watchdog().has_value());
}

TEST_F(ServiceLinks, RefuseVariablesThatMakeNoSense) {
  const std::pair<const char*, std::string> cases[] = {
      {"NOTIFY_SOCKET", "relative"},
      {"NOTIFY_SOCKET", "/"},
      {"NOTIFY_SOCKET", "@"},
      {"NOTIFY_SOCKET", "vsock:2:1234"},
      {"WATCHDOG_USEC", "0"},
      {"WATCHDOG_USEC", "-1"},
      {"WATCHDOG_USEC", "30s"},
      {"WATCHDOG_USEC", " 1"},
      {"WATCHDOG_USEC", std::string(30, '9')},
      {"NOTIFY_SOCKET", "/" + std::string(200, 'x')},
  };
  for (const auto& [name, value] : cases) {
    setenv(name, value.c_str(), 1);
    const auto link = ServiceLink::from_environment();
    ASSERT_FALSE(link.has_value()) << value;
    EXPECT_EQ(link.error().code, Code::invalid);
    EXPECT_TRUE(link.error().message.starts_with(std::string("$") + name)) << link.error().message;
    unsetenv(name);
  }
  setenv("WATCHDOG_USEC", "1000", 1);
  setenv("WATCHDOG_PID", "me", 1);
  EXPECT_FALSE(ServiceLink::from_environment().has_value());
}

}  // namespace
}  // namespace jada
