// A region of AWS that answers as a test tells it to, and time that goes by only while somebody waits.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "resources/apis/aws/aws_service.h"
#include "tests/unit/resources/aws/aws_world.h"

namespace jada::test {

inline HttpAnswer fault(int status, const std::string& code, const std::string& message = "") {
  return body(status, "{\"__type\":\"x#" + code + "\",\"message\":\"" + message + "\"}");
}
inline HttpTrouble lost(bool sent) {
  return {.why = HttpTrouble::Why::broken_off, .sent = sent, .message = "the connection ended"};
}

inline const std::string kDynamo = "https://dynamodb.us-west-2.amazonaws.com/";

inline AwsPlace dynamo_place() {
  return {.service = "dynamodb",
          .region = "us-west-2",
          .address = address_of("https://dynamodb.us-west-2.amazonaws.com"),
          .target_prefix = "DynamoDB_20120810."};
}

/// With keys of the environment. What is sent to the service is answered by `reply`, whatever else by AwsWorld.
struct ServiceWorld : AwsWorld {
  ServiceWorld() {
    secrets.variables = {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"}, {"AWS_SECRET_ACCESS_KEY", kCanary}};
    http.pass = [this](Duration pause) {
      clock.time += std::max<Duration>(pause, Duration{1});
      waited += pause;
    };
    routes["POST " + kDynamo] = [this](const Asked& one) { return reply(one); };
  }

  /// `Scan`
  static std::string operation_of(const Asked& one) {
    const std::string& target = one.headers.at("x-amz-target");
    return target.substr(target.find('.') + 1);
  }
  std::size_t requests() const {
    return static_cast<std::size_t>(
        std::count_if(asked.begin(), asked.end(), [](const Asked& one) { return one.url == kDynamo; }));
  }

  Route reply = [](const Asked&) { return body(200, "{}"); };
  Duration waited{};
  std::atomic<bool> stop = false;
  AwsOutside outside{http, clock, log, chain, stop};
};

}  // namespace jada::test
