#include "resources/apis/aws/instance_metadata.h"

#include <gmock/gmock.h>

#include "tests/unit/resources/aws/aws_world.h"

namespace jada::test {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

const std::string kTokenCall = "PUT " + AwsWorld::kMetadata + "/latest/api/token";
const std::string kRolesCall = "GET " + AwsWorld::kRoles;

// `denied: instance profile: …` with what else was looked at.
std::string in_full(std::string told) {
  told.insert(told.find("instance profile: "),
              "no AWS credentials found: environment: AWS_ACCESS_KEY_ID is not set; web identity: "
              "AWS_WEB_IDENTITY_TOKEN_FILE is not set; profile default: neither ~/.aws/credentials nor ~/.aws/config "
              "exists; container: neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor "
              "AWS_CONTAINER_CREDENTIALS_FULL_URI is set; ");
  return told;
}

std::vector<std::string> calls(const AwsWorld& world) {
  std::vector<std::string> made;
  for (const Asked& one : world.asked) made.push_back(one.method + " " + one.url);
  return made;
}

TEST(InstanceMetadata, AsksForATokenTheRoleAndItsKeys) {
  AwsWorld world;
  world.instance("crew-vm", "ASIA1", "2026-05-13T18:00:00Z");
  const auto found = world.chain.current({});
  EXPECT_EQ(told_of(found), "ASIA1 by the role crew-vm of the instance profile");
  EXPECT_EQ(found->role, "crew-vm");
  EXPECT_EQ(found->keys.secret_access_key.reveal(), kCanary);
  EXPECT_EQ(found->keys.session_token.reveal(), kTokenCanary);
  EXPECT_EQ(to_string(*found->expires_at), "2026-05-13T18:00:00.000Z");
  EXPECT_THAT(calls(world), ElementsAre(kTokenCall, kRolesCall, kRolesCall + "crew-vm"));
  EXPECT_EQ(world.asked[0].headers["x-aws-ec2-metadata-token-ttl-seconds"], "21600");
  EXPECT_FALSE(world.asked[0].headers.contains("x-aws-ec2-metadata-token"));
  for (const Asked& one : world.asked) {
    EXPECT_TRUE(one.to_metadata_service);
    EXPECT_EQ(one.deadline, std::chrono::seconds{1});
    EXPECT_EQ(one.roots, "");
    EXPECT_FALSE(one.headers.contains("x-forwarded-for"));
  }
  EXPECT_EQ(world.asked[1].headers["x-aws-ec2-metadata-token"], "session-1");
  EXPECT_EQ(world.asked[2].headers["x-aws-ec2-metadata-token"], "session-1");
}

TEST(InstanceMetadata, TellsWhatKeepsItFromGivingKeys) {
  struct Case {
    const char* name;
    std::string call;
    int status;
    const char* body;
    std::string told;
  };
  const std::string document = kRolesCall + "crew-vm";
  const Case cases[] = {
      {"bad header", kTokenCall, 400, "",
       "denied: instance profile: 169.254.169.254 answered 400 to the request for a token"},
      {"off", kTokenCall, 403, "",
       "denied: instance profile: 169.254.169.254 answered 403, as the metadata service of EC2 does when it is "
       "switched off"},
      {"version 1", kTokenCall, 404, "",
       "denied: instance profile: 169.254.169.254 answered 404 to the request for a token: it knows only version 1 of "
       "the "
       "metadata service, which is not used"},
      {"version 1 by method", kTokenCall, 405, "",
       "denied: instance profile: 169.254.169.254 answered 405 to the request for a token: it knows only version 1 of "
       "the "
       "metadata service, which is not used"},
      {"busy", kTokenCall, 503, "",
       "unavailable: instance profile: 169.254.169.254 answered 503 to the request for a token"},
      {"no token", kTokenCall, 200, "two words",
       "unavailable: instance profile: 169.254.169.254 answered with what is no token"},
      {"empty token", kTokenCall, 200, "",
       "unavailable: instance profile: 169.254.169.254 answered with what is no token"},
      {"no profile", kRolesCall, 404, "",
       "denied: instance profile: no instance profile is attached to this instance, so it has no role"},
      {"nothing attached", kRolesCall, 200, " \n",
       "denied: instance profile: no instance profile is attached to this instance, so it has no role"},
      {"role that is a path", kRolesCall, 200, "../../user-data",
       "unavailable: instance profile: 169.254.169.254 answered with what is no name of a role"},
      {"role of dots", kRolesCall, 200, "..",
       "unavailable: instance profile: 169.254.169.254 answered with what is no name of a role"},
      {"token refused twice", kRolesCall, 401, "",
       "denied: instance profile: 169.254.169.254 answered 401 to the request for the name of its role"},
      {"role is gone", document, 404, "",
       "denied: instance profile: 169.254.169.254 answered 404 to the request for the keys of the role crew-vm"},
      {"many asked", document, 429, "",
       "unavailable: instance profile: 169.254.169.254 answered 429 to the request for the keys of the role crew-vm"},
      {"refusal", document, 200, R"({"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume it"})",
       "denied: instance profile: the role crew-vm: AssumeRoleUnauthorizedAccess: EC2 cannot assume it"},
      {"hostile refusal", document, 200, "{\"Code\":\"X\",\"Message\":\"a\\u001b[2Jb\"}",
       "denied: instance profile: the role crew-vm: X: a\\x1b[2Jb"},
      {"no JSON", document, 200, "<html>",
       "unavailable: instance profile: the role crew-vm: the answer has no keys in it"},
      {"no secret", document, 200, R"({"Code":"Success","AccessKeyId":"A"})",
       "unavailable: instance profile: the role crew-vm: the answer has no keys in it"},
      {"no time", document, 200,
       R"({"Code":"Success","AccessKeyId":"A","SecretAccessKey":"CANARYsecretCANARY","Expiration":"soon"})",
       "unavailable: instance profile: the role crew-vm: the answer has an Expiration that is no time: soon"},
  };
  for (const Case& one : cases) {
    AwsWorld world;
    world.instance("crew-vm", "ASIA1", "2026-05-13T18:00:00Z");
    world.answers(one.call, one.status, one.body);
    EXPECT_EQ(told_of(world.chain.current({})), in_full(one.told)) << one.name;
  }
}

TEST(InstanceMetadata, IsNotThereWhenNobodyAnswersAtTheUsualAddress) {
  AwsWorld world;
  EXPECT_EQ(
      told_of(world.chain.current({})),
      in_full(
          "denied: instance profile: 169.254.169.254 gave no answer within 1s (inside a container the hop limit of the "
          "instance's metadata options must be 2)"));
  world.routes[kTokenCall] = [](const Asked&) { return unreachable(); };
  EXPECT_EQ(told_of(world.chain.current({})),
            in_full("denied: instance profile: 169.254.169.254 cannot be asked: connection refused"));
}

TEST(InstanceMetadata, IsInTroubleWhenItFallsSilentOrAPersonSaysWhereItIs) {
  AwsWorld silent;
  silent.instance("crew-vm", "ASIA1", "2026-05-13T18:00:00Z");
  silent.routes[kRolesCall] = [](const Asked&) { return timeout(); };
  EXPECT_THAT(told_of(silent.chain.current({})),
              testing::StartsWith(in_full("unavailable: instance profile: 169.254.169.254 gave no answer")));
  AwsWorld named;
  named.secrets.variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://127.0.0.1:1338/";
  EXPECT_EQ(told_of(named.chain.current({})),
            in_full("unavailable: instance profile: 127.0.0.1:1338 cannot be asked: connection refused"));
}

TEST(InstanceMetadata, MakesATokenAnewOnceWhenItWasTooOld) {
  AwsWorld world;
  world.instance("crew-vm", "ASIA1", "2026-05-13T18:00:00Z");
  int tokens = 0;
  world.routes[kTokenCall] = [&](const Asked&) { return body(200, "session-" + std::to_string(++tokens) + "\n"); };
  const auto role = world.routes[kRolesCall];
  world.routes[kRolesCall] = [&](const Asked& asked) {
    return asked.headers.at("x-aws-ec2-metadata-token") == "session-1" ? AwsWorld::Reply(body(401, "")) : role(asked);
  };
  ASSERT_TRUE(world.chain.current({}));
  EXPECT_EQ(tokens, 2);
  EXPECT_EQ(world.asked.back().headers["x-aws-ec2-metadata-token"], "session-2");
}

TEST(InstanceMetadata, TakesTheFirstRoleThatIsNamed) {
  AwsWorld world;
  world.instance("crew-vm", "ASIA1", "2026-05-13T18:00:00Z");
  world.answers(kRolesCall, 200, "  \r\n crew-vm \r\nother\r\n");
  EXPECT_EQ(world.chain.current({})->role, "crew-vm");
}

TEST(InstanceMetadata, DoesAsTheEnvironmentSays) {
  struct Case {
    const char* name;
    std::map<std::string, std::string> variables;
    std::vector<std::string> calls;
    Duration patience;
  };
  using std::chrono::seconds;
  const std::string six = "PUT http://[fd00:ec2::254]/latest/api/token";
  const std::string named = "PUT http://127.0.0.1:1338/latest/api/token";
  const Case cases[] = {
      {"usual", {}, {kTokenCall}, seconds{1}},
      {"off", {{"AWS_EC2_METADATA_DISABLED", "TRUE"}}, {}, seconds{1}},
      {"not off", {{"AWS_EC2_METADATA_DISABLED", "false"}}, {kTokenCall}, seconds{1}},
      {"IPv6", {{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6"}}, {six}, seconds{1}},
      {"address", {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1338"}}, {named}, seconds{1}},
      {"address with slash", {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1338/"}}, {named}, seconds{1}},
      {"patient", {{"AWS_METADATA_SERVICE_TIMEOUT", "4"}}, {kTokenCall}, seconds{4}},
      {"stubborn", {{"AWS_METADATA_SERVICE_NUM_ATTEMPTS", "3"}}, {kTokenCall, kTokenCall, kTokenCall}, seconds{1}},
      {"nonsense",
       {{"AWS_METADATA_SERVICE_TIMEOUT", "-1"}, {"AWS_METADATA_SERVICE_NUM_ATTEMPTS", "many"}},
       {kTokenCall},
       seconds{1}},
  };
  for (const Case& one : cases) {
    AwsWorld world;
    world.secrets.variables = one.variables;
    EXPECT_FALSE(world.chain.current({})) << one.name;
    EXPECT_EQ(calls(world), one.calls) << one.name;
    for (const Asked& asked : world.asked) EXPECT_EQ(asked.deadline, one.patience) << one.name;
  }
}

TEST(InstanceMetadata, SaysThatItIsSwitchedOff) {
  AwsWorld world;
  world.secrets.variables["AWS_EC2_METADATA_DISABLED"] = "true";
  EXPECT_EQ(told_of(world.chain.current({})),
            in_full("denied: instance profile: AWS_EC2_METADATA_DISABLED switches it off"));
}

TEST(InstanceMetadata, AsksAgainWhatWasAnsweredWithATrouble) {
  AwsWorld world;
  world.secrets.variables["AWS_METADATA_SERVICE_NUM_ATTEMPTS"] = "2";
  world.instance("crew-vm", "ASIA1", "2026-05-13T18:00:00Z");
  bool is_second = false;
  world.routes[kTokenCall] = [&](const Asked&) -> AwsWorld::Reply {
    if (!std::exchange(is_second, true)) return body(500, "");
    return body(200, "t");
  };
  EXPECT_TRUE(world.chain.current({}));
}

TEST(ForeignRole, IsLightsailsOwn) {
  AwsWorld world;
  world.instance("AmazonLightsailInstanceRole", "ASIA1", "2026-05-13T18:00:00Z");
  EXPECT_THAT(foreign_role_hint(*world.chain.current({})), HasSubstr("Lightsail's own role"));
  EXPECT_EQ(foreign_role_hint({.role = "crew-vm"}), "");
}

}  // namespace
}  // namespace jada::test
