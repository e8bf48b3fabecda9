#include "resources/apis/aws/aws_endpoint.h"

#include <gmock/gmock.h>

#include "tests/support/memory_secrets.h"

namespace jada::test {
namespace {

using testing::HasSubstr;

TEST(AwsEndpoint, IsWhatTheNearestVoiceSays) {
  struct Case {
    const char* name;
    std::map<std::string, std::string> variables;
    const char* config;
    const char* url;
    const char* from;
  };
  constexpr const char* kBoth =
      "[default]\nservices = dev\nendpoint_url = http://127.0.0.1:3\n[services dev]\ndynamodb =\n  endpoint_url = "
      "http://127.0.0.1:4/\n";
  constexpr const char* kProfile = "[default]\nendpoint_url = http://127.0.0.1:3\n";
  constexpr const char* kAws = "https://dynamodb.us-east-1.amazonaws.com/";
  const Case cases[] = {
      {"nobody", {}, "", kAws, ""},
      {"service variable",
       {{"AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1/"}, {"AWS_ENDPOINT_URL", "http://127.0.0.1:2"}},
       kBoth,
       "http://127.0.0.1:1/",
       "AWS_ENDPOINT_URL_DYNAMODB"},
      {"variable", {{"AWS_ENDPOINT_URL", "http://127.0.0.1:2"}}, kBoth, "http://127.0.0.1:2/", "AWS_ENDPOINT_URL"},
      {"another service's variable", {{"AWS_ENDPOINT_URL_S3", "http://127.0.0.1:2"}}, "", kAws, ""},
      {"services", {}, kBoth, "http://127.0.0.1:4/", "endpoint_url of dynamodb in the services of the profile default"},
      {"profile", {}, kProfile, "http://127.0.0.1:3/", "endpoint_url of the profile default"},
      {"ignored",
       {{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}, {"AWS_ENDPOINT_URL", "http://127.0.0.1:2"}},
       kBoth,
       kAws,
       ""},
      {"ignored by the profile",
       {{"AWS_ENDPOINT_URL", "http://127.0.0.1:2"}},
       "[default]\nignore_configured_endpoint_urls = True\n",
       kAws,
       ""},
      {"not ignored",
       {{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false"}},
       kProfile,
       "http://127.0.0.1:3/",
       "endpoint_url of the profile default"},
      {"another profile",
       {{"AWS_PROFILE", "dev"}},
       "[default]\nendpoint_url=http://127.0.0.1:3\n[profile dev]\nregion=x\n",
       kAws,
       ""},
      {"https",
       {{"AWS_ENDPOINT_URL", "https://dynamo.example/base"}},
       "",
       "https://dynamo.example/base/",
       "AWS_ENDPOINT_URL"},
  };
  for (const Case& one : cases) {
    MemorySecrets secrets;
    secrets.variables = one.variables;
    secrets.files["/home/ada/.aws/config"] = {.text = one.config};
    const auto endpoint = endpoint_of("dynamodb", "us-east-1", secrets, "/home/ada", "");
    ASSERT_TRUE(endpoint) << one.name;
    EXPECT_EQ(endpoint->url + "/", one.url) << one.name;
    EXPECT_EQ(endpoint->from, one.from) << one.name;
  }
}

TEST(AwsEndpoint, BelongsToThePartitionOfTheRegion) {
  const std::pair<const char*, const char*> cases[] = {
      {"eu-central-1", "https://sts.eu-central-1.amazonaws.com"},
      {"us-gov-west-1", "https://sts.us-gov-west-1.amazonaws.com"},
      {"cn-north-1", "https://sts.cn-north-1.amazonaws.com.cn"},
      {"us-iso-east-1", "https://sts.us-iso-east-1.c2s.ic.gov"},
      {"us-isob-east-1", "https://sts.us-isob-east-1.sc2s.sgov.gov"},
  };
  MemorySecrets secrets;
  for (const auto& [region, url] : cases) EXPECT_EQ(endpoint_of("sts", region, secrets, "", "")->url, url);
}

TEST(AwsEndpoint, IsNoPlaceThatNoSecretMayGoTo) {
  for (const char* url : {"http://dynamo.example", "ftp://127.0.0.1", "dynamo", "https://a:b@dynamo.example",
                          "https://a b", "https://dynamo.example/?x=1", "https://dynamo.example/#x"}) {
    MemorySecrets secrets;
    secrets.variables["AWS_ENDPOINT_URL"] = url;
    const auto endpoint = endpoint_of("dynamodb", "us-east-1", secrets, "", "");
    ASSERT_FALSE(endpoint) << url;
    EXPECT_EQ(endpoint.error().message, "AWS_ENDPOINT_URL is no https address, nor an http address of this machine");
  }
  MemorySecrets secrets;
  for (const char* region : {"", "evil.example/", "US-EAST-1", "a@b"})
    EXPECT_FALSE(endpoint_of("dynamodb", region, secrets, "", "")) << region;
}

TEST(AwsEndpoint, TellsWhatTheHeaderWillSay) {
  const std::pair<const char*, const char*> cases[] = {{"http://127.0.0.1:8000/base", "127.0.0.1:8000"},
                                                       {"http://127.0.0.1:80", "127.0.0.1"},
                                                       {"https://127.0.0.1:80", "127.0.0.1:80"},
                                                       {"https://dynamo.example:443/", "dynamo.example"},
                                                       {"http://[::1]:8000", "[::1]:8000"}};
  for (const auto& [url, host] : cases) EXPECT_EQ(address_of(url).host, host) << url;
  EXPECT_EQ(address_of("https://dynamo.example").path, "/");
  EXPECT_EQ(address_of("http://127.0.0.1:8000/base").path, "/base/");
  EXPECT_EQ(address_of("http://127.0.0.1:8000/base").origin, "http://127.0.0.1:8000");
}

TEST(AwsEndpoint, TrustsTheRootsThatSomebodyNames) {
  MemorySecrets secrets;
  secrets.files["/home/ada/.aws/config"] = {.text = "[default]\nca_bundle = /etc/b.pem\n"};
  EXPECT_EQ(endpoint_of("dynamodb", "us-east-1", secrets, "/home/ada", "")->roots, "/etc/b.pem");
  secrets.variables["AWS_CA_BUNDLE"] = "/etc/a.pem";
  EXPECT_EQ(endpoint_of("dynamodb", "us-east-1", secrets, "/home/ada", "")->roots, "/etc/a.pem");
}

TEST(AwsRegion, IsTheChosenOneElseTheEnvironmentsElseTheProfiles) {
  MemorySecrets secrets;
  secrets.files["/home/ada/.aws/config"] = {.text = "[profile ops]\nregion = d\n"};
  const AwsProfiles profiles = AwsProfiles::read(secrets, "/home/ada");
  EXPECT_EQ(region_in_use(secrets, profiles, "ops", ""), "d");
  secrets.variables["AWS_DEFAULT_REGION"] = "c";
  EXPECT_EQ(region_in_use(secrets, profiles, "ops", ""), "c");
  secrets.variables["AWS_REGION"] = "b";
  EXPECT_EQ(region_in_use(secrets, profiles, "ops", ""), "b");
  EXPECT_EQ(region_in_use(secrets, profiles, "ops", "a"), "a");
}

}  // namespace
}  // namespace jada::test
