// The quickest token endpoint we know how to write, so that a refresh of many tokens waits for nobody but us: one
// thread, HTTP/1.1 with keep-alive on 127.0.0.1, a new access token and a new refresh token for whatever is sent.
// usage: token_endpoint [DELAY_MS]     every answer waits that long
// Prints its port and serves until its standard input ends.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const char* why) {
  std::perror(why);
  std::exit(2);
}

// Bytes of a whole request at the start of what was received; 0 while some are missing.
std::size_t whole_request(std::string_view text) {
  const auto end = text.find("\r\n\r\n");
  if (end == text.npos) return 0;
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  const auto at = text.substr(0, end).find(kLength);
  std::size_t length = 0;
  if (at != text.npos) std::from_chars(text.data() + at + kLength.size(), text.data() + end, length);
  const std::size_t whole = end + 4 + length;
  return text.size() < whole ? 0 : whole;
}

std::string answer(std::uint64_t number) {
  char tokens[512];
  const int size = std::snprintf(tokens, sizeof tokens,
                                 R"({"access_token":"bench-access-%0120llu","token_type":"Bearer","expires_in":86400,)"
                                 R"("refresh_token":"bench-refresh-%040llu"})",
                                 static_cast<unsigned long long>(number), static_cast<unsigned long long>(number));
  const std::time_t now = std::time(nullptr);
  char date[64];
  std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", std::gmtime(&now));
  return "HTTP/1.1 200 OK\r\nDate: " + std::string(date) +
         "\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nContent-Length: " + std::to_string(size) +
         "\r\n\r\n" + tokens;
}

class Endpoint {
 public:
  explicit Endpoint(Clock::duration delay) : delay_(delay) {
    sockaddr_in here{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    socklen_t size = sizeof here;
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const bool listens = bind(listener_, reinterpret_cast<sockaddr*>(&here), size) == 0 && listen(listener_, 1024) == 0;
    if (!listens || getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size) != 0) give_up("listen");
    watch(listener_);
    watch(STDIN_FILENO);
    std::printf("%d\n", ntohs(here.sin_port));
    std::fflush(stdout);
  }

  void serve() {
    epoll_event events[256];
    while (true) {
      const int count = epoll_wait(epoll_, events, 256, milliseconds_to_next());
      for (int i = 0; i < count; ++i) {
        const int file = events[i].data.fd;
        if (file == STDIN_FILENO) return;
        if (file == listener_) {
          greet();
        } else {
          hear(file);
        }
      }
      answer_what_is_due();
    }
  }

 private:
  struct Owed {
    Clock::time_point due;
    int file;
  };

  void watch(int file) const {
    epoll_event event{.events = EPOLLIN, .data = {.fd = file}};
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, file, &event) != 0) give_up("epoll_ctl");
  }

  int milliseconds_to_next() const {
    if (owed_.empty()) return -1;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(owed_.front().due - Clock::now());
    return static_cast<int>(std::max<std::int64_t>(wait.count(), 0));
  }

  void greet() {
    for (int file = -1; (file = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
      const int yes = 1;
      setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      watch(file);
    }
  }

  void hear(int file) {
    char bytes[4096];
    const ssize_t count = read(file, bytes, sizeof bytes);
    if (count <= 0) {
      heard_.erase(file);
      close(file);
      return;
    }
    std::string& text = heard_[file];
    text.append(bytes, static_cast<std::size_t>(count));
    while (const std::size_t whole = whole_request(text)) {
      text.erase(0, whole);
      owed_.push_back({Clock::now() + delay_, file});
    }
  }

  void answer_what_is_due() {
    const auto now = Clock::now();
    for (; !owed_.empty() && owed_.front().due <= now; owed_.pop_front()) {
      const std::string text = answer(++answered_);
      // It fits the socket's buffer; who went away meanwhile needs none.
      if (send(owed_.front().file, text.data(), text.size(), MSG_NOSIGNAL) < 0) continue;
    }
  }

  const Clock::duration delay_;
  const int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  int listener_ = -1;
  std::uint64_t answered_ = 0;
  std::unordered_map<int, std::string> heard_{};
  std::deque<Owed> owed_{};
};

}  // namespace

int main(int count, char** words) {
  const auto delay = std::chrono::milliseconds(count > 1 ? std::atoi(words[1]) : 0);
  Endpoint(delay).serve();
}
