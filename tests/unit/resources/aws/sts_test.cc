#include "resources/apis/aws/sts.h"

#include <gmock/gmock.h>

#include "resources/apis/aws/sts_answer.h"
#include "tests/unit/resources/aws/aws_world.h"

namespace jada::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kRole = "arn:aws:iam::111122223333:role/crew";
const std::string kSts = "POST https://sts.us-east-1.amazonaws.com/";

// Long-lived keys in the environment, on which the role of a block is assumed.
struct RoleWorld : AwsWorld {
  RoleWorld() {
    secrets.variables = {{"AWS_ACCESS_KEY_ID", "AKIDENV"}, {"AWS_SECRET_ACCESS_KEY", kCanary}};
    answers(kSts, 200, sts_document("AssumeRole", "ASIA3", "2026-05-13T13:00:00Z"));
  }
  Result<AwsCredentials> current() { return chain.current(choice); }
  AwsIdentityChoice choice{.role_arn = kRole, .region = "us-east-1"};
};

struct TokenWorld : AwsWorld {
  TokenWorld() {
    secrets.variables = {{"AWS_WEB_IDENTITY_TOKEN_FILE", "/var/token"}, {"AWS_ROLE_ARN", kRole}};
    secrets.files["/var/token"] = {.text = kTokenCanary + "\n", .mode = 0644};
    answers(kSts, 200, sts_document("AssumeRoleWithWebIdentity", "ASIA4", "2026-05-13T13:00:00Z"));
  }
  Result<AwsCredentials> current() { return chain.current(choice); }
  AwsIdentityChoice choice{.region = "us-east-1"};
};

TEST(AssumeRole, IsSignedWithTheKeysThatWereFound) {
  RoleWorld world;
  const auto found = world.current();
  EXPECT_EQ(told_of(found),
            "ASIA3 by the role arn:aws:iam::111122223333:role/crew, assumed with AWS_ACCESS_KEY_ID of "
            "the environment");
  EXPECT_EQ(found->role, "");
  EXPECT_EQ(found->keys.secret_access_key.reveal(), kCanary);
  EXPECT_EQ(found->keys.session_token.reveal(), kTokenCanary);
  EXPECT_EQ(to_string(*found->expires_at), "2026-05-13T13:00:00.000Z");
  ASSERT_EQ(world.asked.size(), 1U);
  Asked& asked = world.asked[0];
  const std::map<std::string, std::string> form = {
      {"Action", "AssumeRole"}, {"Version", "2011-06-15"}, {"RoleArn", kRole}, {"RoleSessionName", "jada-reconcile"}};
  EXPECT_EQ(asked.form, form);
  EXPECT_THAT(asked.authorization,
              StartsWith("AWS4-HMAC-SHA256 Credential=AKIDENV/20260513/us-east-1/sts/aws4_request"));
  EXPECT_EQ(asked.headers["x-amz-date"], "20260513T120000Z");
  EXPECT_THAT(asked.headers["content-type"], StartsWith("application/x-www-form-urlencoded"));
  EXPECT_FALSE(asked.headers.contains("x-amz-security-token"));
  EXPECT_FALSE(asked.to_metadata_service);
}

TEST(AssumeRole, CarriesTheTokenOfTemporaryKeys) {
  RoleWorld world;
  world.secrets.variables["AWS_SESSION_TOKEN"] = kTokenCanary;
  ASSERT_TRUE(world.current());
  EXPECT_EQ(world.asked[0].headers["x-amz-security-token"], kTokenCanary);
  EXPECT_THAT(world.asked[0].authorization, HasSubstr("x-amz-security-token"));
}

TEST(AssumeRole, GoesWhereTheEnvironmentSays) {
  RoleWorld world;
  world.secrets.variables["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:4000/base/";
  world.secrets.variables["AWS_CA_BUNDLE"] = "/etc/roots.pem";
  world.answers("POST http://127.0.0.1:4000/base/", 200, sts_document("AssumeRole", "ASIA5", "2026-05-13T13:00:00Z"));
  EXPECT_EQ(world.current()->keys.access_key_id, "ASIA5");
  EXPECT_EQ(world.asked[0].roots, "/etc/roots.pem");
}

TEST(AssumeRole, IsRefusedInWordsOfAws) {
  struct Case {
    const char* name;
    int status;
    std::string body;
    std::string told;
    std::size_t asked;
  };
  const std::string context =
      "the role arn:aws:iam::111122223333:role/crew, with AWS_ACCESS_KEY_ID of the environment: "
      "sts.us-east-1.amazonaws.com answered ";
  const Case cases[] = {
      {"denied", 403, sts_error("AccessDenied", "User: arn:x is not authorized to perform: sts:AssumeRole"),
       "denied: " + context +
           "403 to AssumeRole: AccessDenied: User: arn:x is not authorized to perform: sts:AssumeRole",
       1},
      {"quoting", 403, sts_error("InvalidClientTokenId", "no " + kCanary),
       "denied: " + context + "403 to AssumeRole: InvalidClientTokenId: no …", 1},
      {"throttled", 400, sts_error("Throttling", "Rate exceeded"),
       "unavailable: " + context + "400 to AssumeRole: Throttling: Rate exceeded", 1},
      {"busy", 503, "", "unavailable: " + context + "503 to AssumeRole", 3},
      {"no keys", 200, "<x/>", "unavailable: " + context + "200 to AssumeRole: the answer has no keys in it", 1},
      {"cut", 200, "<AssumeRoleResponse><AccessKeyId>A",
       "unavailable: " + context + "200 to AssumeRole: the answer has no keys in it", 1},
      {"entities", 403, "<!DOCTYPE x [<!ENTITY a \"b\">]><Error><Code>&a;</Code></Error>",
       "denied: " + context + "403 to AssumeRole", 1},
      {"hostile", 403, sts_error("X&#10;Y", "a&#x9b;b"), "denied: " + context + "403 to AssumeRole: X: a\\xc2\\x9bb",
       1},
  };
  for (const Case& one : cases) {
    RoleWorld world;
    world.answers(kSts, one.status, one.body);
    EXPECT_EQ(told_of(world.current()), one.told) << one.name;
    EXPECT_EQ(world.asked.size(), one.asked) << one.name;
  }
}

TEST(AssumeRole, IsTriedAgainWithTheClockOfAws) {
  RoleWorld world;
  const auto good = world.routes[kSts];
  world.routes[kSts] = [&](const Asked& asked) -> AwsWorld::Reply {
    if (asked.headers.at("x-amz-date") == "20260513T130000Z") return good(asked);
    HttpAnswer late = body(403, sts_error("SignatureDoesNotMatch", "Signature expired"));
    late.headers = {{"date", "Wed, 13 May 2026 13:00:00 GMT"}};
    return late;
  };
  EXPECT_TRUE(world.current());
  EXPECT_EQ(world.asked.size(), 2U);
  EXPECT_THAT(world.said(), HasSubstr("the clock of this machine and that of sts.us-east-1.amazonaws.com differ by"));
}

TEST(AssumeRole, IsNotTriedAgainWhenTheClocksAgree) {
  RoleWorld world;
  world.routes[kSts] = [&](const Asked&) -> AwsWorld::Reply {
    HttpAnswer refusal = body(403, sts_error("SignatureDoesNotMatch", "wrong secret"));
    refusal.headers = {{"date", "Wed, 13 May 2026 12:01:00 GMT"}};
    return refusal;
  };
  EXPECT_THAT(told_of(world.current()), HasSubstr("denied: "));
  EXPECT_EQ(world.asked.size(), 1U);
}

TEST(AssumeRole, NeedsARegionAndARole) {
  RoleWorld world;
  world.choice.region = "";
  EXPECT_EQ(told_of(world.current()), "denied: no AWS region is named whose STS could be asked: set AWS_REGION");
  world.choice = {.role_arn = "crew", .region = "us-east-1"};
  EXPECT_EQ(told_of(world.current()), "denied: the role crew: a role_arn begins with arn:");
  EXPECT_TRUE(world.asked.empty());
}

TEST(WebIdentity, IsProofByItself) {
  TokenWorld world;
  const auto found = world.current();
  EXPECT_EQ(told_of(found), "ASIA4 by the role arn:aws:iam::111122223333:role/crew, by the token in /var/token");
  ASSERT_EQ(world.asked.size(), 1U);
  const std::map<std::string, std::string> form = {{"Action", "AssumeRoleWithWebIdentity"},
                                                   {"Version", "2011-06-15"},
                                                   {"RoleArn", kRole},
                                                   {"RoleSessionName", "jada-reconcile"},
                                                   {"WebIdentityToken", kTokenCanary}};
  EXPECT_EQ(world.asked[0].form, form);
  EXPECT_EQ(world.asked[0].authorization, "");
  EXPECT_FALSE(world.asked[0].headers.contains("x-amz-date"));
}

TEST(WebIdentity, ReadsItsTokenAnewEachTime) {
  TokenWorld world;
  world.secrets.variables["AWS_ROLE_SESSION_NAME"] = "crew-pod@1";
  ASSERT_TRUE(world.current());
  EXPECT_EQ(world.asked[0].form["RoleSessionName"], "crew-pod@1");
  world.secrets.files["/var/token"].text = "another";
  world.clock.time += std::chrono::minutes{51};
  world.answers(kSts, 200, sts_document("AssumeRoleWithWebIdentity", "ASIA6", "2026-05-13T14:00:00Z"));
  EXPECT_EQ(world.current()->keys.access_key_id, "ASIA6");
  EXPECT_EQ(world.asked[1].form["WebIdentityToken"], "another");
}

TEST(WebIdentity, TellsWhatKeepsItFromItsRole) {
  struct Case {
    const char* name;
    std::function<void(TokenWorld&)> change;
    const char* told;
  };
  const Case cases[] = {
      {"no role", [](TokenWorld& w) { w.secrets.variables.erase("AWS_ROLE_ARN"); },
       "denied: environment: AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not"},
      {"no file", [](TokenWorld& w) { w.secrets.files.clear(); },
       "denied: web identity: the role arn:aws:iam::111122223333:role/crew: the file of its token: /var/token: No such "
       "file or directory"},
      {"session name", [](TokenWorld& w) { w.secrets.variables["AWS_ROLE_SESSION_NAME"] = "a b"; },
       "denied: web identity: the role arn:aws:iam::111122223333:role/crew: a role_session_name has 2 to 64 letters, "
       "digits or marks of _+=,.@-"},
      {"old token",
       [](TokenWorld& w) {
         w.answers(kSts, 400, sts_error("ExpiredTokenException", "Token " + kTokenCanary + " expired"));
       },
       "denied: web identity: the role arn:aws:iam::111122223333:role/crew: sts.us-east-1.amazonaws.com answered 400 "
       "to "
       "AssumeRoleWithWebIdentity: ExpiredTokenException: Token … expired"},
      {"provider", [](TokenWorld& w) { w.answers(kSts, 400, sts_error("IDPCommunicationError", "wait")); },
       "unavailable: web identity: the role arn:aws:iam::111122223333:role/crew: sts.us-east-1.amazonaws.com answered "
       "400 to AssumeRoleWithWebIdentity: IDPCommunicationError: wait"},
      {"silence", [](TokenWorld& w) { w.routes.clear(); },
       "unavailable: web identity: the role arn:aws:iam::111122223333:role/crew: sts.us-east-1.amazonaws.com: "
       "connection refused"},
  };
  for (const Case& one : cases) {
    TokenWorld world;
    one.change(world);
    EXPECT_EQ(told_of(world.current()), one.told) << one.name;
  }
}

}  // namespace
}  // namespace jada::test
