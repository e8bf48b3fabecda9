#include "resources/apis/aws/container_credentials.h"

#include <gmock/gmock.h>

#include "tests/unit/resources/aws/aws_world.h"

namespace jada::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kRelative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr const char* kFull = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr const char* kToken = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
constexpr const char* kTokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

std::string document() {
  return R"({"RoleArn":"arn","AccessKeyId":"ASIA2","SecretAccessKey":")" + kCanary + R"(","Token":")" + kTokenCanary +
         R"(","Expiration":"2026-05-13T18:00:00Z"})";
}

TEST(ContainerCredentials, AreAskedForWhereTokensMayGo) {
  struct Case {
    const char* name;
    std::map<std::string, std::string> variables;
    const char* url;
    bool to_metadata_service;
  };
  const Case cases[] = {
      {"relative", {{kRelative, "/v2/credentials/1"}}, "http://169.254.170.2/v2/credentials/1", true},
      {"relative first", {{kRelative, "/v2"}, {kFull, "http://127.0.0.1/x"}}, "http://169.254.170.2/v2", true},
      {"this machine", {{kFull, "http://127.0.0.1:51679/x"}}, "http://127.0.0.1:51679/x", false},
      {"localhost", {{kFull, "http://localhost:51679/x"}}, "http://localhost:51679/x", false},
      {"https", {{kFull, "https://creds.example/x"}}, "https://creds.example/x", false},
      {"ECS", {{kFull, "http://169.254.170.2/x"}}, "http://169.254.170.2/x", true},
      {"EKS", {{kFull, "http://169.254.170.23/v1/credentials"}}, "http://169.254.170.23/v1/credentials", true},
      {"EKS by IPv6", {{kFull, "http://[fd00:ec2::23]/v1/credentials"}}, "http://[fd00:ec2::23]/v1/credentials", true},
  };
  for (const Case& one : cases) {
    AwsWorld world;
    world.secrets.variables = one.variables;
    world.secrets.variables[kToken] = kTokenCanary;
    world.secrets.variables["AWS_CA_BUNDLE"] = "/etc/roots.pem";
    world.answers("GET " + std::string(one.url), 200, document());
    const auto found = world.chain.current({});
    ASSERT_TRUE(found) << one.name << found.error().message;
    EXPECT_EQ(found->keys.access_key_id, "ASIA2") << one.name;
    EXPECT_EQ(found->role, "") << one.name;
    ASSERT_EQ(world.asked.size(), 1U) << one.name;
    EXPECT_EQ(world.asked[0].authorization, kTokenCanary) << one.name;
    EXPECT_EQ(world.asked[0].to_metadata_service, one.to_metadata_service) << one.name;
    EXPECT_EQ(world.asked[0].deadline, std::chrono::seconds{2}) << one.name;
    EXPECT_EQ(world.asked[0].roots, "") << one.name;
  }
}

TEST(ContainerCredentials, AreNotAskedForElsewhere) {
  for (const char* url : {"http://creds.example/x", "http://169.254.170.3/x", "http://169.254.169.254/x",
                          "http://169.254.170.2.example/x", "http://169.254.170.2@creds.example/x", "ftp://127.0.0.1/x",
                          "http://169.254.170.2\\@x/", "http://0x7f.1.example/", "creds", "https://"}) {
    AwsWorld world;
    world.secrets.variables = {{kFull, url}, {kToken, kTokenCanary}};
    const std::string told = told_of(world.chain.current({}));
    EXPECT_THAT(told, HasSubstr("denied: container: AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https")) << url;
    EXPECT_TRUE(world.asked.empty()) << url;
  }
  AwsWorld world;
  world.secrets.variables = {{kRelative, "@creds.example/x"}};
  EXPECT_THAT(told_of(world.chain.current({})), HasSubstr("does not begin with /"));
  EXPECT_TRUE(world.asked.empty());
}

TEST(ContainerCredentials, SendTheTokenOfTheFileThatIsReadEachTime) {
  AwsWorld world;
  world.secrets.variables = {{kRelative, "/v2"}, {kToken, "other"}, {kTokenFile, "/var/token"}};
  world.secrets.files["/var/token"] = {.text = "first\n"};
  world.answers("GET http://169.254.170.2/v2", 200, document());
  const auto found = world.chain.current({});
  ASSERT_TRUE(found);
  EXPECT_EQ(world.asked.back().authorization, "first");
  world.secrets.files["/var/token"].text = "second";
  EXPECT_FALSE(world.chain.renewed({}, found->generation));
  EXPECT_EQ(world.asked.back().authorization, "second");
}

TEST(ContainerCredentials, RefuseATokenThatWouldEndItsHeader) {
  struct Case {
    const char* name;
    std::string variable;
    std::string file;
  };
  const Case cases[] = {{"line end", "CANARYtokenCANARY\r\nHost: x", ""},
                        {"line end at the end", "CANARYtokenCANARY\n", ""},
                        {"line feed in a file", "", "CANARYtokenCANARY\nx"},
                        {"two line ends of a file", "", "CANARYtokenCANARY\n\n"}};
  for (const Case& one : cases) {
    AwsWorld world;
    world.secrets.variables = {{kRelative, "/v2"}, {kToken, one.variable}};
    if (!one.file.empty()) {
      world.secrets.variables[kTokenFile] = "/var/token";
      world.secrets.files["/var/token"] = {.text = one.file};
    }
    const std::string told = told_of(world.chain.current({}));
    EXPECT_THAT(told, HasSubstr("has line ends or other characters in it that no token has")) << one.name;
    EXPECT_THAT(told, Not(HasSubstr("CANARY"))) << one.name;
    EXPECT_TRUE(world.asked.empty()) << one.name;
  }
}

TEST(ContainerCredentials, TellWhatKeepsThemAway) {
  struct Case {
    const char* name;
    AwsWorld::Route route;
    const char* told;
    std::size_t asked;
  };
  const auto answering = [](int status, const char* text) {
    return [=](const Asked&) -> AwsWorld::Reply { return body(status, text); };
  };
  const Case cases[] = {
      {"silence", [](const Asked&) -> AwsWorld::Reply { return timeout(); },
       "unavailable: container: 169.254.170.2: no connection within 1s", 3},
      {"busy", answering(500, ""), "unavailable: container: 169.254.170.2 answered 500", 3},
      {"throttled", answering(429, ""), "unavailable: container: 169.254.170.2 answered 429", 1},
      {"refused", answering(401, R"({"code":"AccessDenied","message":"token CANARYtokenCANARY is no good"})"),
       "denied: container: 169.254.170.2 answered 401 AccessDenied: token … is no good", 1},
      {"empty", answering(200, "{}"), "unavailable: container: 169.254.170.2: the answer has no keys in it", 1},
      {"past", answering(200, R"({"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"2026-05-13T11:00:00Z"})"),
       "unavailable: the role of the container, from 169.254.170.2: the keys it gave have ended at "
       "2026-05-13T11:00:00.000Z; is the clock of this machine right?",
       1},
  };
  for (const Case& one : cases) {
    AwsWorld world;
    world.secrets.variables = {{kRelative, "/v2"}, {kToken, kTokenCanary}};
    world.routes["GET http://169.254.170.2/v2"] = one.route;
    EXPECT_EQ(told_of(world.chain.current({})), one.told) << one.name;
    EXPECT_EQ(world.asked.size(), one.asked) << one.name;
  }
}

TEST(ContainerCredentials, SayThatTheFileOfTheTokenIsMissing) {
  AwsWorld world;
  world.secrets.variables = {{kRelative, "/v2"}, {kTokenFile, "/var/token"}};
  EXPECT_EQ(told_of(world.chain.current({})),
            "denied: container: AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: /var/token: No such file or directory");
}

}  // namespace
}  // namespace jada::test
