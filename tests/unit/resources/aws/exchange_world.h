// Calls to a region of AWS that answers by a script.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "resources/apis/aws/aws_exchange.h"
#include "tests/unit/resources/aws/service_world.h"

namespace jada::test {

struct Exchange : ServiceWorld {
  AwsService service{dynamo_place(), outside, 7};
  std::vector<std::string> taken{};  // bodies that came
  std::vector<AwsFault> faults{};
  AwsExchange::Take take = [this](const AwsCall&, const AwsReply& told) { keep(told); };

  void keep(const AwsReply& told) {
    if (const auto* why = std::get_if<AwsFault>(&told)) return faults.push_back(*why);
    taken.emplace_back(std::get<std::string_view>(told));
  }

  /// `count` calls in one exchange, to their end.
  void run(int count = 1, AwsCall call = {.operation = "Scan", .body = "{}"}) {
    AwsExchange exchange(service, 0, take);
    for (int i = 0; i < count; ++i) exchange.push(call);
    exchange.run();
  }

  /// One after the other, the last for ever.
  void replies(std::deque<std::function<Reply()>> script) {
    reply = [script = std::move(script)](const Asked&) mutable {
      auto next = script.front();
      if (script.size() > 1) script.pop_front();
      return next();
    };
  }

  void opens_breaker() {
    reply = [](const Asked&) -> Reply { return lost(false); };
    run();
    ASSERT_TRUE(service.breaker().is_open());
    faults.clear();
    asked.clear();
  }
};

inline FakeHttp::Reply ok() { return body(200, R"({"ok":true})"); }
inline FakeHttp::Reply throttled() { return fault(400, "ProvisionedThroughputExceededException"); }
inline FakeHttp::Reply broken() { return fault(500, "InternalServerError"); }
inline FakeHttp::Reply cut_off() { return lost(true); }
inline FakeHttp::Reply not_reached() { return lost(false); }
inline FakeHttp::Reply damaged() {
  HttpAnswer answer = body(200, R"({"ok":true})");
  answer.headers.emplace_back("x-amz-crc32", "12345");
  return answer;
}
inline FakeHttp::Reply whole() {
  HttpAnswer answer = body(200, "{}");
  answer.headers.emplace_back("x-amz-crc32", "2745614147");
  return answer;
}

}  // namespace jada::test
