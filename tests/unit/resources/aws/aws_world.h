// A machine with files, an environment and whatever of AWS a test lets answer.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/base/text.h"
#include "resources/apis/aws/credential_chain.h"
#include "resources/apis/form.h"
#include "tests/support/fake_http.h"
#include "tests/support/fake_regions.h"
#include "tests/support/kept_log.h"
#include "tests/support/memory_secrets.h"

namespace jada::test {

// Words that may appear in requests and in nothing that is said.
inline const std::string kCanary = "CANARYsecretCANARY";
inline const std::string kTokenCanary = "CANARYtokenCANARY";

/// One request as a test looks at it.
struct Asked {
  std::string method{};
  std::string url{};
  std::map<std::string, std::string> headers{};  // names in lower case, secret ones too
  std::map<std::string, std::string> form{};
  std::string authorization{};
  bool to_metadata_service = false;
  Duration deadline{};
  std::string roots{};
};

inline std::map<std::string, std::string> fields_of(std::string_view body) {
  std::map<std::string, std::string> fields;
  while (!body.empty()) {
    const auto end = std::min(body.find('&'), body.size());
    const std::string_view pair = body.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    fields[std::string(pair.substr(0, equals))] = percent_decoded(pair.substr(std::min(equals + 1, pair.size())));
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  return fields;
}

inline Asked asked_by(const HttpRequest& request) {
  Asked asked{.method = request.method, .url = request.url, .form = fields_of(request.body.reveal())};
  for (const auto& [name, value] : request.headers) asked.headers[lower(name)] = value;
  for (const auto& [name, value] : request.secret_headers) asked.headers[lower(name)] = value.reveal();
  asked.authorization = request.authorization.reveal();
  asked.to_metadata_service = request.to_metadata_service;
  asked.deadline = request.deadline;
  asked.roots = request.roots;
  return asked;
}

inline HttpAnswer body(int status, std::string text) { return {.status = status, .body = Secret(std::move(text))}; }
inline HttpTrouble timeout() { return {.why = HttpTrouble::Why::timeout, .message = "no connection within 1s"}; }
inline HttpTrouble unreachable() { return {.why = HttpTrouble::Why::connect, .message = "connection refused"}; }

inline std::string key_document(const std::string& id, const std::string& expiration) {
  return R"({"Code":"Success","LastUpdated":"2026-05-13T11:00:00Z","Type":"AWS-HMAC","AccessKeyId":")" + id +
         R"(","SecretAccessKey":")" + kCanary + R"(","Token":")" + kTokenCanary + R"(","Expiration":")" + expiration +
         "\"}";
}

inline std::string sts_document(const std::string& action, const std::string& id, const std::string& expiration) {
  return "<" + action + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" + action +
         "Result><AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/r/s</Arn></AssumedRoleUser><Credentials>"
         "<AccessKeyId>" +
         id + "</AccessKeyId><SecretAccessKey>" + kCanary + "</SecretAccessKey><SessionToken>" + kTokenCanary +
         "</SessionToken><Expiration>" + expiration + "</Expiration></Credentials></" + action +
         "Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></" + action + "Response>";
}

inline std::string sts_error(const std::string& code, const std::string& message) {
  return "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>" + code +
         "</Code><Message>" + message + "</Message></Error><RequestId>1</RequestId></ErrorResponse>";
}

/// 2026-05-13T12:00:00Z.
struct AwsWorld {
  using Reply = FakeHttp::Reply;
  using Route = std::function<Reply(const Asked&)>;

  AwsWorld() {
    http.answer = [this](const HttpRequest& request) -> Reply {
      asked.push_back(asked_by(request));
      const auto found = routes.find(asked.back().method + " " + asked.back().url);
      if (found != routes.end()) return found->second(asked.back());
      return asked.back().url.starts_with("http://169.254.") ? timeout() : unreachable();
    };
  }

  void route(const std::string& what, Reply (*reply)()) {
    routes[what] = [reply](const Asked&) { return reply(); };
  }
  void answers(const std::string& what, int status, const std::string& text) {
    routes[what] = [=](const Asked&) -> Reply { return body(status, text); };
  }

  /// An instance of EC2 with that role, whose keys end then.
  void instance(const std::string& role, const std::string& id, const std::string& expiration) {
    answers("PUT " + kMetadata + "/latest/api/token", 200, "session-1");
    answers("GET " + kRoles, 200, role + "\n");
    answers("GET " + kRoles + role, 200, key_document(id, expiration));
  }

  void home_file(const std::string& name, const std::string& text) {
    secrets.files["/home/ada/.aws/" + name] = {.text = text};
  }

  std::string said() const {
    std::string all;
    for (const LogLine& line : log.lines) all += line.message + "\n";
    return all;
  }

  static inline const std::string kMetadata = "http://169.254.169.254";
  static inline const std::string kRoles = kMetadata + "/latest/meta-data/iam/security-credentials/";

  FixedClock clock{};
  FakeHttp http{clock};
  MemorySecrets secrets{};
  KeptLog log{};
  std::map<std::string, Route> routes{};
  std::vector<Asked> asked{};
  AwsCredentialChain chain{http, secrets, clock, log, "/home/ada"};
};

/// `KEY-ID by ORIGIN`, or `denied: …`.
inline std::string told_of(const Result<AwsCredentials>& found) {
  if (found) return found->keys.access_key_id + " by " + found->origin;
  return (found.error().code == Code::denied        ? "denied: "
          : found.error().code == Code::unavailable ? "unavailable: "
                                                    : "other: ") +
         found.error().message;
}

}  // namespace jada::test
