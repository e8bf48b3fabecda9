// A provider in a few lines: what it answers is a function of the request.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "engine/ports/clock.h"
#include "engine/ports/http.h"
#include "tests/support/one_by_one.h"

namespace jada::test {

class FakeHttp final : public Http {
 public:
  using Reply = std::variant<HttpAnswer, HttpTrouble>;

  explicit FakeHttp(const Clock& clock) : clock_(clock) {}

  std::function<Reply(const HttpRequest&)> answer = [](const HttpRequest&) -> Reply {
    return HttpTrouble{.why = HttpTrouble::Why::connect, .message = "connection refused"};
  };
  /// Bodies as they were sent.
  std::vector<std::string> sent{};

  Reply send(const HttpRequest& request) override {
    const std::scoped_lock guard(mutex_);
    sent.push_back(request.body.reveal());
    Reply reply = answer(request);
    if (auto* told = std::get_if<HttpAnswer>(&reply)) told->sent_at = told->received_at = clock_.now();
    return reply;
  }

  /// Lets time go by for traffic that waits.
  std::function<void(Duration)> pass = [](Duration) {};
  void carry(HttpTraffic& traffic) override { carry_one_by_one(*this, traffic, pass); }

  static HttpAnswer json(int status, std::string body) { return {.status = status, .body = Secret(std::move(body))}; }

 private:
  const Clock& clock_;
  std::mutex mutex_{};
};

}  // namespace jada::test
