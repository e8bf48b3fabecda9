#include <gtest/gtest.h>

#include <filesystem>

#include "engine/base/json.h"
#include "resources/apis/aws/sigv4.h"
#include "tests/unit/resources/aws/published_request.h"

namespace jada {
namespace {

namespace fs = std::filesystem;

const char* const kVectors = JADA_SOURCE_DIR "/tests/data/sigv4/";

std::vector<std::string> cases_of(const char* suite) {
  std::vector<std::string> folders;
  for (const auto& entry : fs::directory_iterator(std::string(kVectors) + suite)) {
    if (entry.is_directory()) folders.push_back(entry.path().string());
  }
  return folders;
}

AwsKeys example_keys() {
  return {.access_key_id = "AKIDEXAMPLE", .secret_access_key = Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")};
}

// The vectors encode every path once, as only S3 does.
SigningScope example_scope() {
  return {.region = "us-east-1",
          .service = "service",
          .at = *parse_time("2015-08-30T12:36:00Z"),
          .encodes_path_twice = false};
}

// How one case of aws-c-auth is to be signed.
struct Setting {
  SigningScope scope = example_scope();
  AwsKeys keys = example_keys();
  std::chrono::seconds lifetime{};

  explicit Setting(const Json& context) {
    scope.folds_path = context["normalize"].get<bool>();
    scope.wants_payload_hash = context["sign_body"].get<bool>();
    lifetime = std::chrono::seconds(context["expiration_in_seconds"].get<int>());
    const Json& credentials = context["credentials"];
    const bool is_signed = credentials.contains("token") && !context.value("omit_session_token", false);
    if (is_signed) keys.session_token = Secret(credentials["token"].get<std::string>());
  }
};

TEST(PublishedVectors, SignAsAHeader) {
  const auto folders = cases_of("v4");
  ASSERT_EQ(folders.size(), 38u);
  for (const std::string& folder : folders) {
    const Setting setting(Json::parse(text_of(folder + "/context.json")));
    const PublishedRequest published(text_of(folder + "/request.txt"));
    const auto canonical = canonical_request(published.request, setting.scope, setting.keys);
    EXPECT_EQ(canonical.text.reveal(), text_of(folder + "/header-canonical-request.txt")) << folder;
    EXPECT_EQ(string_to_sign(canonical), text_of(folder + "/header-string-to-sign.txt")) << folder;
    const std::string signature = text_of(folder + "/header-signature.txt");
    ASSERT_EQ(signature.size(), 64u) << folder;
    const auto sent = sign(published.request, setting.scope, setting.keys);
    EXPECT_TRUE(sent.authorization.reveal().ends_with(", Signature=" + signature)) << folder;
  }
}

TEST(PublishedVectors, SignAsAQuery) {
  const auto folders = cases_of("v4");
  ASSERT_EQ(folders.size(), 38u);
  for (const std::string& folder : folders) {
    const Setting setting(Json::parse(text_of(folder + "/context.json")));
    const PublishedRequest published(text_of(folder + "/request.txt"));
    const auto canonical = canonical_presigned(published.request, setting.scope, setting.keys, setting.lifetime);
    EXPECT_EQ(canonical.text.reveal(), text_of(folder + "/query-canonical-request.txt")) << folder;
    EXPECT_EQ(string_to_sign(canonical), text_of(folder + "/query-string-to-sign.txt")) << folder;
    const std::string signature = text_of(folder + "/query-signature.txt");
    ASSERT_EQ(signature.size(), 64u) << folder;
    const Secret target = presigned_target(published.request, setting.scope, setting.keys, setting.lifetime);
    EXPECT_EQ(target.reveal(), canonical.target.reveal() + "&X-Amz-Signature=" + signature) << folder;
  }
}

TEST(PublishedVectors, OfBotocoreSignAsAHeader) {
  const auto folders = cases_of("botocore-extra");
  ASSERT_EQ(folders.size(), 5u);
  for (const std::string& folder : folders) {
    const std::string file = folder + "/" + fs::path(folder).filename().string();
    const PublishedRequest published(text_of(file + ".req"));
    const auto canonical = canonical_request(published.request, example_scope(), example_keys());
    EXPECT_EQ(canonical.text.reveal(), text_of(file + ".creq")) << folder;
    EXPECT_EQ(string_to_sign(canonical), text_of(file + ".sts")) << folder;
    EXPECT_EQ(sign(published.request, example_scope(), example_keys()).authorization.reveal(), text_of(file + ".authz"))
        << folder;
  }
}

}  // namespace
}  // namespace jada
