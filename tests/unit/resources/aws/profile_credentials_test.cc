#include "resources/apis/aws/profile_credentials.h"

#include <gmock/gmock.h>

#include "tests/unit/resources/aws/aws_world.h"

namespace jada::test {
namespace {

using testing::HasSubstr;

const std::string kSts = "POST https://sts.eu-west-1.amazonaws.com/";
constexpr const char* kBase = "[base]\naws_access_key_id=AKIDBASE\naws_secret_access_key=CANARYsecretCANARY\n";

// STS that hands out for each role the name of it as the id of the key.
struct ProfileWorld : AwsWorld {
  explicit ProfileWorld(const std::string& config, const std::string& credentials = kBase) {
    home_file("config", config);
    home_file("credentials", credentials);
    secrets.variables["AWS_REGION"] = "eu-west-1";
    routes[kSts] = [](const Asked& one) -> Reply {
      const std::string arn = one.form.at("RoleArn");
      return body(200, sts_document(one.form.at("Action"), arn.substr(arn.rfind('/') + 1), "2026-05-13T13:00:00Z"));
    };
  }
  std::string told(const std::string& profile) { return told_of(chain.current({.profile = profile})); }
};

TEST(ProfileCredentials, FollowWhatStandsBehindARole) {
  struct Case {
    const char* name;
    const char* config;
    const char* told;
    std::size_t asked;
  };
  const Case cases[] = {
      {"source", "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\nsource_profile=base\n",
       "OPS by the role arn:aws:iam::1:role/OPS, assumed with the profile base in ~/.aws/credentials", 1},
      {"source of a source",
       "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\nsource_profile=mid\n[profile "
       "mid]\nrole_arn=arn:aws:iam::1:role/MID\nsource_profile=base\n",
       "OPS by the role arn:aws:iam::1:role/OPS, assumed with the role arn:aws:iam::1:role/MID, assumed with the "
       "profile "
       "base in ~/.aws/credentials",
       2},
      {"itself",
       "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\nsource_profile=ops\naws_access_key_id=A\n"
       "aws_secret_access_key=s\n",
       "OPS by the role arn:aws:iam::1:role/OPS, assumed with the profile ops in ~/.aws/config", 1},
      {"role before own keys",
       "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\nsource_profile=base\naws_access_key_id=A\n"
       "aws_secret_access_key=s\n",
       "OPS by the role arn:aws:iam::1:role/OPS, assumed with the profile base in ~/.aws/credentials", 1},
      {"keys of a source before its role",
       "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\nsource_profile=base\n[profile "
       "base]\nrole_arn=arn:aws:iam::1:role/BASE\nsource_profile=ops\n",
       "OPS by the role arn:aws:iam::1:role/OPS, assumed with the profile base in ~/.aws/credentials", 1},
      {"token file", "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\nweb_identity_token_file=/var/token\n",
       "OPS by the role arn:aws:iam::1:role/OPS, by the token in /var/token", 1},
      {"environment", "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\ncredential_source=Environment\n",
       "OPS by the role arn:aws:iam::1:role/OPS, assumed with AWS_ACCESS_KEY_ID of the environment", 1},
      {"instance", "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\ncredential_source=Ec2InstanceMetadata\n",
       "OPS by the role arn:aws:iam::1:role/OPS, assumed with the role crew-vm of the instance profile", 4},
      {"container", "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\ncredential_source=EcsContainer\n",
       "OPS by the role arn:aws:iam::1:role/OPS, assumed with the role of the container, from 169.254.170.2", 2},
  };
  for (const Case& one : cases) {
    ProfileWorld world(one.config);
    world.secrets.variables["AWS_ACCESS_KEY_ID"] = "AKIDENV";
    world.secrets.variables["AWS_SECRET_ACCESS_KEY"] = kCanary;
    world.secrets.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2";
    world.answers("GET http://169.254.170.2/v2", 200, key_document("ASIAC", "2026-05-13T18:00:00Z"));
    world.secrets.files["/var/token"] = {.text = kTokenCanary};
    world.instance("crew-vm", "ASIA1", "2026-05-13T18:00:00Z");
    EXPECT_EQ(world.told("ops"), one.told) << one.name;
    EXPECT_EQ(world.asked.size(), one.asked) << one.name;
  }
}

TEST(ProfileCredentials, TellAwsWhatTheProfileSays) {
  ProfileWorld world(
      "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\nsource_profile=base\nexternal_id=x 1\nduration_seconds=900\n"
      "role_session_name=nightly\nregion=ap-south-1\n");
  ASSERT_TRUE(world.chain.current({.profile = "ops"}));
  auto& form = world.asked[0].form;
  EXPECT_EQ(form["ExternalId"], "x 1");
  EXPECT_EQ(form["DurationSeconds"], "900");
  EXPECT_EQ(form["RoleSessionName"], "nightly");
}

TEST(ProfileCredentials, AreNotGuessed) {
  struct Case {
    const char* name;
    const char* config;
    const char* told;
  };
  const Case cases[] = {
      {"missing", "", "denied: profile ops: ~/.aws/credentials has no [ops], and ~/.aws/config has no [profile ops]"},
      {"nothing in it", "[profile ops]\nregion=x\n", "denied: profile ops: has neither keys nor a role_arn"},
      {"role alone", "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\n",
       "denied: profile ops has a role_arn, so it needs one, and only one, of source_profile, credential_source and "
       "web_identity_token_file"},
      {"two sources",
       "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\nsource_profile=base\ncredential_source=Environment\n",
       "denied: profile ops has a role_arn, so it needs one, and only one, of source_profile, credential_source and "
       "web_identity_token_file"},
      {"unknown source", "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\ncredential_source=Ec2\n",
       "denied: profile ops has Ec2 as its credential_source: known are Environment, Ec2InstanceMetadata and "
       "EcsContainer"},
      {"empty source", "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\ncredential_source=Environment\n",
       "denied: profile ops has Environment as its credential_source: AWS_ACCESS_KEY_ID is not set"},
      {"missing source", "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\nsource_profile=gone\n",
       "denied: profile ops has gone as its source_profile: ~/.aws/credentials has no [gone], and ~/.aws/config has no "
       "[profile gone]"},
      {"circle",
       "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\nsource_profile=mid\n[profile "
       "mid]\nrole_arn=arn:aws:iam::1:role/MID\nsource_profile=ops\n",
       "denied: profile ops comes back to where it was: ops → mid → ops"},
      {"circle of one", "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\nsource_profile=ops\n",
       "denied: profile ops comes back to where it was: ops → ops"},
      {"MFA", "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\nsource_profile=base\nmfa_serial=arn:x\n",
       "denied: profile ops needs the code of an MFA device (mfa_serial), which only a person has"},
      {"process", "[profile ops]\ncredential_process=/bin/keys CANARYsecretCANARY\n",
       "denied: profile ops runs a program for its keys (credential_process), which is not done here: give it a "
       "role_arn "
       "or keys"},
      {"single sign-on", "[profile ops]\nsso_session=corp\n",
       "denied: profile ops signs in a person (sso_session), which a program that runs alone cannot: give it a "
       "role_arn "
       "or keys"},
      {"old single sign-on", "[profile ops]\nsso_start_url=https://x.example\n",
       "denied: profile ops signs in a person (sso_start_url), which a program that runs alone cannot: give it a "
       "role_arn "
       "or keys"},
      {"login", "[profile ops]\nlogin_session=arn:x\n",
       "denied: profile ops signs in a person (login_session), which a program that runs alone cannot: give it a "
       "role_arn "
       "or keys"},
      {"too long", "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\nsource_profile=base\nduration_seconds=90000\n",
       "denied: the role arn:aws:iam::1:role/OPS: duration_seconds is a number from 900 to 43200"},
  };
  for (const Case& one : cases) {
    ProfileWorld world(one.config);
    world.instance("crew-vm", "ASIA1", "2026-05-13T18:00:00Z");
    EXPECT_EQ(world.told("ops"), one.told) << one.name;
    EXPECT_TRUE(world.asked.empty()) << one.name;
  }
}

TEST(ProfileCredentials, PreferKeysToAPersonOrAProgram) {
  ProfileWorld world("[profile base]\nsso_session=corp\ncredential_process=x\n");
  EXPECT_EQ(world.told("base"), "AKIDBASE by the profile base in ~/.aws/credentials");
}

TEST(ProfileCredentials, AskTheStsOfTheChosenElseOfTheProfilesRegion) {
  constexpr const char* kConfig =
      "[profile ops]\nrole_arn=arn:aws:iam::1:role/OPS\nsource_profile=base\nregion=ap-south-1\n";
  ProfileWorld chosen(kConfig);
  (void)chosen.chain.current({.profile = "ops", .region = "cn-north-1"});
  EXPECT_EQ(chosen.asked[0].url, "https://sts.cn-north-1.amazonaws.com.cn/");
  ProfileWorld silent(kConfig);
  silent.secrets.variables.clear();
  (void)silent.chain.current({.profile = "ops"});
  EXPECT_EQ(silent.asked[0].url, "https://sts.ap-south-1.amazonaws.com/");
}

}  // namespace
}  // namespace jada::test
