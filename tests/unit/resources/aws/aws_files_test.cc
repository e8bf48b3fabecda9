#include "resources/apis/aws/aws_files.h"

#include <gmock/gmock.h>

#include "tests/unit/resources/aws/aws_world.h"

namespace jada::test {
namespace {

using testing::HasSubstr;

// `id/secret` of a section of that text.
std::string pair_in(const std::string& text, AwsFile::Kind kind, const std::string& profile) {
  const AwsFile file = AwsFile::parse(text, kind);
  const AwsSection* section = file.find("profile", profile);
  if (section == nullptr) return "no section";
  const auto value = [&](const char* name) {
    const auto found = section->settings.find(name);
    return found == section->settings.end() ? "-" : found->second.text.reveal();
  };
  return value("aws_access_key_id") + "/" + value("aws_secret_access_key");
}

TEST(AwsFile, ReadsWhatTheSdksRead) {
  struct Case {
    const char* name;
    const char* text;
    const char* found;
  };
  const Case cases[] = {
      {"plain", "[default]\naws_access_key_id=A\naws_secret_access_key=s\n", "A/s"},
      {"no line end at the end", "[default]\naws_access_key_id=A\naws_secret_access_key=s", "A/s"},
      {"CRLF", "[default]\r\naws_access_key_id=A\r\naws_secret_access_key=s\r\n", "A/s"},
      {"tabs", "[default]\n\taws_access_key_id\t=\tA\t\n\taws_secret_access_key\t=\ts\n", "A/s"},
      {"blanks around =", "[default]\naws_access_key_id = A\naws_secret_access_key =  s \n", "A/s"},
      {"comment lines", "# x\n[default]\n; y\naws_access_key_id=A\n  # z = 1\naws_secret_access_key=s\n", "A/s"},
      {"marks inside a value", "[default]\naws_access_key_id=A\naws_secret_access_key=a=b#c%d;e\n", "A/a=b#c%d;e"},
      {"no comment behind a value", "[default]\naws_access_key_id=A # c\naws_secret_access_key=s\n", "A # c/s"},
      {"quotes are part of a value", "[default]\naws_access_key_id=\"A\"\naws_secret_access_key=s\n", "\"A\"/s"},
      {"names of sections differ in case", "[Default]\naws_access_key_id=A\n", "no section"},
      {"no blanks in brackets", "[ default ]\naws_access_key_id=A\n", "no section"},
      {"byte order mark", "\xef\xbb\xbf[default]\naws_access_key_id=A\naws_secret_access_key=s\n", "A/s"},
      {"section twice", "[default]\naws_access_key_id=A\n[x]\n[default]\naws_secret_access_key=s\n", "A/s"},
      {"key twice", "[default]\naws_access_key_id=B\naws_access_key_id=A\naws_secret_access_key=s\n", "A/s"},
      {"garbage line", "[default]\nwhat is this\naws_access_key_id=A\naws_secret_access_key=s\n", "A/s"},
      {"key before a section", "aws_access_key_id=B\n[default]\naws_access_key_id=A\n", "A/-"},
      {"upper case", "[default]\nAWS_ACCESS_KEY_ID=A\nAws_Secret_Access_Key=s\n", "A/s"},
      {"colon is no =", "[default]\naws_access_key_id: A\n", "-/-"},
      {"empty is absent", "[default]\naws_access_key_id=A\naws_secret_access_key=\n", "A/-"},
      {"indented keys", "[default]\n  aws_access_key_id=A\n  aws_session_token=\n  aws_secret_access_key=s\n", "A/s"},
      {"comment behind a section", "[default] # mine\naws_access_key_id=A\n", "A/-"},
      {"broken section ends the last", "[default]\naws_access_key_id=A\n[other\naws_access_key_id=B\n", "A/-"},
      {"only =", "[default]\n=\n= x\naws_access_key_id=A\n", "A/-"},
      {"empty", "", "no section"},
  };
  for (const Case& one : cases)
    EXPECT_EQ(pair_in(one.text, AwsFile::Kind::credentials, "default"), one.found) << one.name;
}

TEST(AwsFile, NamesProfilesInItsOwnWay) {
  struct Case {
    const char* name;
    AwsFile::Kind kind;
    const char* section;
    const char* profile;
    bool is_found;
  };
  constexpr auto credentials = AwsFile::Kind::credentials;
  constexpr auto config = AwsFile::Kind::config;
  const Case cases[] = {
      {"bare in credentials", credentials, "[ops]", "ops", true},
      {"not prefixed in credentials", credentials, "[profile ops]", "ops", false},
      {"prefixed in config", config, "[profile ops]", "ops", true},
      {"blanks in config", config, "[profile \t ops]", "ops", true},
      {"quoted in config", config, "[profile \"the ops\"]", "the ops", true},
      {"not bare in config", config, "[ops]", "ops", false},
      {"default in config", config, "[default]", "default", true},
      {"prefixed default in config", config, "[profile default]", "default", true},
      {"another type", config, "[sso-session ops]", "ops", false},
  };
  for (const Case& one : cases) {
    const AwsFile file = AwsFile::parse(std::string(one.section) + "\nregion=x\n", one.kind);
    EXPECT_EQ(file.find("profile", one.profile) != nullptr, one.is_found) << one.name;
  }
}

TEST(AwsFile, NestsWhatIsIndentedBelowAnEmptySetting) {
  const AwsFile file = AwsFile::parse(
      "[services dev]\ndynamodb =\n  endpoint_url = http://localhost:1\n  retries = 2\ns3 =\n\tendpoint_url = "
      "http://localhost:2\nplain = 3\n",
      AwsFile::Kind::config);
  const AwsSection* section = file.find("services", "dev");
  ASSERT_NE(section, nullptr);
  EXPECT_EQ(section->settings.at("dynamodb.endpoint_url").text.reveal(), "http://localhost:1");
  EXPECT_EQ(section->settings.at("dynamodb.retries").line, 4);
  EXPECT_EQ(section->settings.at("s3.endpoint_url").text.reveal(), "http://localhost:2");
  EXPECT_EQ(section->settings.at("plain").text.reveal(), "3");
}

TEST(AwsProfile, TakesKeysWholeFromOneFile) {
  struct Case {
    const char* name;
    const char* credentials;
    const char* config;
    const char* told;
  };
  const Case cases[] = {
      {"credentials", "[default]\naws_access_key_id=A\naws_secret_access_key=s\n", "",
       "A by the profile default in ~/.aws/credentials"},
      {"config", "", "[default]\naws_access_key_id=A\naws_secret_access_key=s\n",
       "A by the profile default in ~/.aws/config"},
      {"credentials win", "[default]\naws_access_key_id=A\naws_secret_access_key=s\n",
       "[default]\naws_access_key_id=B\naws_secret_access_key=s\n", "A by the profile default in ~/.aws/credentials"},
      {"no secret", "[default]\nregion=x\naws_access_key_id=A\n", "[default]\naws_secret_access_key=s\n",
       "denied: ~/.aws/credentials, line 3: profile default has aws_access_key_id, but no aws_secret_access_key"},
      {"empty secret", "[default]\naws_access_key_id=A\naws_secret_access_key=\n", "",
       "denied: ~/.aws/credentials, line 2: profile default has aws_access_key_id, but no aws_secret_access_key"},
      {"no id", "", "\n\n[default]\naws_secret_access_key=CANARYsecretCANARY\n",
       "denied: ~/.aws/config, line 4: profile default has aws_secret_access_key, but no aws_access_key_id"},
      {"comment behind the secret", "[default]\naws_access_key_id=A\naws_secret_access_key=CANARYsecretCANARY # mine\n",
       "",
       "denied: ~/.aws/credentials, line 3: profile default has blanks or other characters in aws_secret_access_key "
       "that no key has; a comment needs a line of its own"},
  };
  for (const Case& one : cases) {
    AwsWorld world;
    world.home_file("credentials", one.credentials);
    world.home_file("config", one.config);
    EXPECT_EQ(told_of(world.chain.current({})), one.told) << one.name;
  }
}

TEST(AwsProfile, ReadsTheFilesThatTheEnvironmentNames) {
  AwsWorld world;
  world.home_file("credentials", "[default]\naws_access_key_id=B\naws_secret_access_key=s\n");
  world.secrets.files["/etc/aws/keys"] = {.text = "[default]\naws_access_key_id=A\naws_secret_access_key=s\n"};
  world.secrets.variables["AWS_SHARED_CREDENTIALS_FILE"] = "/etc/aws/keys";
  EXPECT_EQ(told_of(world.chain.current({})), "A by the profile default in /etc/aws/keys");
}

TEST(AwsProfile, TakesTheTokenThatStandsBesideTheKeys) {
  for (const char* name : {"aws_session_token", "aws_security_token"}) {
    AwsWorld world;
    world.home_file("credentials",
                    "[default]\naws_access_key_id=A\naws_secret_access_key=s\n" + std::string(name) + "=t\n");
    EXPECT_EQ(world.chain.current({})->keys.session_token.reveal(), "t") << name;
  }
}

TEST(AwsProfile, WarnsOnceOfAFileThatOthersCanRead) {
  for (const unsigned mode : {0600U, 0400U, 0644U, 0660U, 0602U}) {
    AwsWorld world;
    world.home_file("credentials", "[default]\naws_access_key_id=A\naws_secret_access_key=s\n");
    world.secrets.files["/home/ada/.aws/credentials"].mode = mode;
    ASSERT_TRUE(world.chain.current({}));
    ASSERT_TRUE(world.chain.current({.profile = "default"}));
    EXPECT_EQ(world.log.lines.size(), (mode & 077) == 0 ? 0U : 1U) << mode;
    EXPECT_EQ(world.said().find("~/.aws/credentials: chmod 600 it") != std::string::npos, (mode & 077) != 0) << mode;
  }
}

TEST(AwsProfile, SaysWhyAFileCannotBeRead) {
  AwsWorld world;
  world.secrets.faults[{"/home/ada/.aws/credentials", "read"}] = {Code::denied,
                                                                  "/home/ada/.aws/credentials: Permission denied"};
  EXPECT_EQ(told_of(world.chain.current({})), "denied: /home/ada/.aws/credentials: Permission denied");
}

}  // namespace
}  // namespace jada::test
