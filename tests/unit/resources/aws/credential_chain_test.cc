#include "resources/apis/aws/credential_chain.h"

#include <gmock/gmock.h>

#include "tests/unit/resources/aws/aws_world.h"

namespace jada::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kKeys =
    "[default]\naws_access_key_id=AKIDFILE\naws_secret_access_key=CANARYsecretCANARY\n"
    "[ops]\naws_access_key_id=AKIDOPS\naws_secret_access_key=CANARYsecretCANARY\n"
    "[bare]\nregion=x\n";

// Every source is there; a case takes away what comes before the one it is about.
struct FullWorld : AwsWorld {
  FullWorld() {
    home_file("credentials", kKeys);
    secrets.files["/var/token"] = {.text = kTokenCanary};
    secrets.variables = {{"AWS_ACCESS_KEY_ID", "AKIDENV"},
                         {"AWS_SECRET_ACCESS_KEY", kCanary},
                         {"AWS_WEB_IDENTITY_TOKEN_FILE", "/var/token"},
                         {"AWS_ROLE_ARN", "arn:aws:iam::1:role/web"},
                         {"AWS_REGION", "us-east-1"},
                         {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2"}};
    answers("POST https://sts.us-east-1.amazonaws.com/", 200,
            sts_document("AssumeRoleWithWebIdentity", "ASIAWEB", "2026-05-13T13:00:00Z"));
    answers("GET http://169.254.170.2/v2", 200, key_document("ASIACONTAINER", "2026-05-13T18:00:00Z"));
    instance("crew-vm", "ASIAINSTANCE", "2026-05-13T18:00:00Z");
  }
};

TEST(CredentialChain, TakesTheFirstThatIsSetUp) {
  struct Case {
    const char* name;
    std::function<void(FullWorld&)> change;
    AwsIdentityChoice choice;
    const char* told;
  };
  const auto without = [](FullWorld& world, std::initializer_list<const char*> names) {
    for (const char* name : names) world.secrets.variables.erase(name);
  };
  const auto no_env = [=](FullWorld& w) { without(w, {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}); };
  const auto no_web = [=](FullWorld& w) { no_env(w), without(w, {"AWS_WEB_IDENTITY_TOKEN_FILE"}); };
  const auto no_file = [=](FullWorld& w) { no_web(w), w.secrets.files.clear(); };
  const Case cases[] = {
      {"environment", [](FullWorld&) {}, {}, "AKIDENV by AWS_ACCESS_KEY_ID of the environment"},
      {"profile of the block",
       [](FullWorld&) {},
       {.profile = "ops"},
       "AKIDOPS by the profile ops in ~/.aws/credentials"},
      {"environment before AWS_PROFILE",
       [](FullWorld& w) { w.secrets.variables["AWS_PROFILE"] = "ops"; },
       {},
       "AKIDENV by AWS_ACCESS_KEY_ID of the environment"},
      {"empty keys are none",
       [](FullWorld& w) {
         w.secrets.variables["AWS_ACCESS_KEY_ID"] = w.secrets.variables["AWS_SECRET_ACCESS_KEY"] = "";
       },
       {},
       "ASIAWEB by the role arn:aws:iam::1:role/web, by the token in /var/token"},
      {"half of the keys",
       [=](FullWorld& w) { without(w, {"AWS_SECRET_ACCESS_KEY"}); },
       {},
       "denied: environment: AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"},
      {"other half",
       [=](FullWorld& w) { without(w, {"AWS_ACCESS_KEY_ID"}); },
       {},
       "denied: environment: AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not"},
      {"blank in the key",
       [](FullWorld& w) { w.secrets.variables["AWS_ACCESS_KEY_ID"] = "A B"; },
       {},
       "denied: environment: AWS_ACCESS_KEY_ID has blanks or other characters in it that no key has"},
      {"web identity before files",
       no_env,
       {},
       "ASIAWEB by the role arn:aws:iam::1:role/web, by the token in /var/token"},
      {"default profile", no_web, {}, "AKIDFILE by the profile default in ~/.aws/credentials"},
      {"AWS_PROFILE",
       [=](FullWorld& w) { no_web(w), w.secrets.variables["AWS_PROFILE"] = "ops"; },
       {},
       "AKIDOPS by the profile ops in ~/.aws/credentials"},
      {"AWS_PROFILE that is not there",
       [=](FullWorld& w) { no_web(w), w.secrets.variables["AWS_PROFILE"] = "gone"; },
       {},
       "denied: profile gone (AWS_PROFILE): ~/.aws/credentials has no [gone], and ~/.aws/config does not exist"},
      {"AWS_PROFILE without keys",
       [=](FullWorld& w) { no_web(w), w.secrets.variables["AWS_PROFILE"] = "bare"; },
       {},
       "ASIACONTAINER by the role of the container, from 169.254.170.2"},
      {"block's profile without keys",
       no_web,
       {.profile = "bare"},
       "denied: profile bare: has neither keys nor a role_arn"},
      {"container before instance", no_file, {}, "ASIACONTAINER by the role of the container, from 169.254.170.2"},
      {"instance",
       [=](FullWorld& w) { no_file(w), without(w, {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"}); },
       {},
       "ASIAINSTANCE by the role crew-vm of the instance profile"},
  };
  for (const Case& one : cases) {
    FullWorld world;
    one.change(world);
    EXPECT_EQ(told_of(world.chain.current(one.choice)), one.told) << one.name;
  }
}

TEST(CredentialChain, WarnsOnceWhenTwoAreNamed) {
  FullWorld world;
  world.secrets.variables["AWS_PROFILE"] = "ops";
  ASSERT_TRUE(world.chain.current({}));
  ASSERT_TRUE(world.chain.current({.region = "eu-west-1"}));
  ASSERT_TRUE(world.chain.current({.profile = "ops"}));
  EXPECT_EQ(world.said(),
            "AWS_ACCESS_KEY_ID of the environment is used, and not AWS_PROFILE, which is set too\n"
            "the profile ops is used, and not AWS_ACCESS_KEY_ID of the environment\n");
}

TEST(CredentialChain, KeepsWhatItFoundForEachChoice) {
  FullWorld world;
  const auto first = world.chain.current({});
  const auto other = world.chain.current({.profile = "ops"});
  world.secrets.variables["AWS_ACCESS_KEY_ID"] = "AKIDNEW";
  world.clock.time += std::chrono::hours{1000};
  const auto again = world.chain.current({});
  EXPECT_EQ(again->keys.access_key_id, "AKIDENV");
  EXPECT_EQ(again->generation, first->generation);
  EXPECT_NE(other->generation, first->generation);
}

TEST(CredentialChain, FindsNothingWithoutAHome) {
  AwsWorld world;
  AwsCredentialChain homeless(world.http, world.secrets, world.clock, world.log, "");
  world.secrets.files["/.aws/credentials"] = {.text = kKeys};
  EXPECT_THAT(told_of(homeless.current({})), HasSubstr("neither ~/.aws/credentials nor ~/.aws/config exists"));
}

// Whatever goes wrong, wherever it stands: nothing that is secret is said.
TEST(CredentialChain, NeverSaysASecret) {
  for (const int status : {200, 400, 401, 403, 404, 500}) {
    for (const std::string text :
         {"", "<Error><Code>%</Code><Message>%</Message></Error>", R"({"code":"%","message":"%"})",
          R"({"Code":"Success","AccessKeyId":"","SecretAccessKey":"%","Token":"%"})", "%"}) {
      FullWorld world;
      std::string said;
      world.secrets.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = kTokenCanary;
      for (const char* gone :
           {"", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_WEB_IDENTITY_TOKEN_FILE", "files"}) {
        world.secrets.variables.erase(gone);
        if (gone == std::string_view("files")) world.secrets.files.clear();
        world.http.answer = [=](const HttpRequest& request) -> AwsWorld::Reply {
          std::string quoting = text;
          const Asked asked = asked_by(request);
          const auto token = asked.form.find("WebIdentityToken");
          for (auto at = quoting.find('%'); at != std::string::npos; at = quoting.find('%'))
            quoting.replace(at, 1,
                            token != asked.form.end()             ? token->second
                            : asked.authorization == kTokenCanary ? kTokenCanary
                                                                  : kCanary);
          return body(status, quoting);
        };
        for (const AwsIdentityChoice& choice :
             {AwsIdentityChoice{}, AwsIdentityChoice{.role_arn = "arn:aws:iam::1:role/x", .region = "us-east-1"}}) {
          AwsCredentialChain chain(world.http, world.secrets, world.clock, world.log, "/home/ada");
          said += told_of(chain.current(choice)) + "\n";
          said += told_of(chain.renewed(choice, 1)) + "\n";
        }
      }
      EXPECT_THAT(said + world.said(), Not(HasSubstr("CANARY"))) << status << " " << text;
    }
  }
}

}  // namespace
}  // namespace jada::test
