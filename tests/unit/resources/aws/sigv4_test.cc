#include "resources/apis/aws/sigv4.h"

#include <gmock/gmock.h>

#include <thread>

namespace jada {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;

const Time kAt = *parse_time("2026-05-13T23:59:59.999Z");

AwsKeys temporary_keys() {
  return {.access_key_id = "ASIAEXAMPLE",
          .secret_access_key = Secret("secret/key+EXAMPLE/0000000000000000000000"),
          .session_token = Secret("token/of+a//session==")};
}

SigningScope dynamodb() { return {.region = "us-west-2", .service = "dynamodb", .at = kAt}; }

std::string text_of(const AwsRequest& request, const SigningScope& scope) {
  return canonical_request(request, scope, temporary_keys()).text.reveal();
}

std::string target_of(const AwsRequest& request, const SigningScope& scope) {
  return canonical_request(request, scope, temporary_keys()).target.reveal();
}

TEST(CanonicalRequest, IsOfOneFormWhateverTheRequestLooksLike) {
  const AwsRequest request{
      .host = "localhost:8000",
      .headers = {{"X-Amz-Target", "DynamoDB_20120810.Scan"}, {"Content-Type", " application/x-amz-json-1.0\t"}},
      .payload = "{}"};
  EXPECT_EQ(text_of(request, dynamodb()),
            "POST\n/\n\n"
            "content-type:application/x-amz-json-1.0\nhost:localhost:8000\nx-amz-date:20260513T235959Z\n"
            "x-amz-security-token:token/of+a//session==\nx-amz-target:DynamoDB_20120810.Scan\n\n"
            "content-type;host;x-amz-date;x-amz-security-token;x-amz-target\n"
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
}

TEST(CanonicalRequest, FoldsAPathAndEncodesItTwiceButNotForS3) {
  const struct {
    const char* path;
    const char* sent;
    const char* is_signed;
    const char* of_s3;
  } cases[] = {
      {"", "/", "/", "/"},
      {"/", "/", "/", "/"},
      {"plain", "/plain", "/plain", "/plain"},
      {"/a:b", "/a%3Ab", "/a%253Ab", "/a%3Ab"},
      {"/a%3ab", "/a%253ab", "/a%25253ab", "/a%253ab"},
      {"/caf\xc3\xa9", "/caf%C3%A9", "/caf%25C3%25A9", "/caf%C3%A9"},
      {"/a+=@,'(!*$:;&[~", "/a%2B%3D%40%2C%27%28%21%2A%24%3A%3B%26%5B~",
       "/a%252B%253D%2540%252C%2527%2528%2521%252A%2524%253A%253B%2526%255B~",
       "/a%2B%3D%40%2C%27%28%21%2A%24%3A%3B%26%5B~"},
      {"//a//b//", "/a/b/", "/a/b/", "//a//b//"},
      {"/a/./b/../c", "/a/c", "/a/c", "/a/./b/../c"},
      {"/../..", "/", "/", "/../.."},
      {"/a/..", "/", "/", "/a/.."},
      {"/a/.", "/a", "/a", "/a/."},
      {"/a?b#c", "/a%3Fb%23c", "/a%253Fb%2523c", "/a%3Fb%23c"},
      {"/...", "/...", "/...", "/..."},
  };
  for (const auto& one : cases) {
    const AwsRequest request{.method = "GET", .host = "h", .path = one.path};
    EXPECT_EQ(target_of(request, dynamodb()), one.sent) << one.path;
    EXPECT_THAT(text_of(request, dynamodb()), StartsWith("GET\n" + std::string(one.is_signed) + "\n\nhost:"));
    EXPECT_EQ(target_of(request, s3_scope("us-east-1", kAt)), one.of_s3) << one.path;
    EXPECT_THAT(text_of(request, s3_scope("us-east-1", kAt)), StartsWith("GET\n" + std::string(one.of_s3) + "\n\n"));
  }
}

TEST(CanonicalRequest, SortsAQueryByWhatIsEncoded) {
  using Query = std::vector<std::pair<std::string, std::string>>;
  const struct {
    Query query;
    const char* sent;
  } cases[] = {
      {{{"delete", ""}}, "/?delete="},
      {{{"prefix", "a/b c"}, {"list-type", "2"}}, "/?list-type=2&prefix=a%2Fb%20c"},
      {{{"a-b", "1"}, {"a", "1"}}, "/?a=1&a-b=1"},
      {{{"a", "z"}, {"a", "1"}, {"a", ""}}, "/?a=&a=1&a=z"},
      {{{"p", "1+1"}, {"q", "%2b"}}, "/?p=1%2B1&q=%252b"},
      {{{"\xe1\x88\xb4", "v"}, {"Z", "=&"}, {"a", "~"}}, "/?%E1%88%B4=v&Z=%3D%26&a=~"},
  };
  for (const auto& one : cases) {
    const AwsRequest request{.host = "h", .query = one.query};
    EXPECT_EQ(target_of(request, dynamodb()), one.sent);
    EXPECT_THAT(text_of(request, dynamodb()), StartsWith("POST\n/\n" + std::string(one.sent).substr(2) + "\nhost:h\n"));
  }
}

TEST(CanonicalRequest, SortsHeadersByNameAndJoinsThoseOfOneName) {
  const AwsRequest request{.host = "h",
                           .headers = {{"x-amz-server-side-encryption-aws-kms-key-id", "k"},
                                       {"x-amz-meta-a-b", "2"},
                                       {"X-Amz-Server-Side-Encryption", "aws:kms"},
                                       {"X-Amz-Meta-A", "  one   two  "},
                                       {"x-amz-meta-a", ""},
                                       {"x-amz-meta-a", "three"}}};
  EXPECT_THAT(text_of(request, dynamodb()),
              HasSubstr("x-amz-meta-a:one two,,three\nx-amz-meta-a-b:2\nx-amz-security-token:token/of+a//session==\n"
                        "x-amz-server-side-encryption:aws:kms\nx-amz-server-side-encryption-aws-kms-key-id:k\n\n"
                        "host;x-amz-date;x-amz-meta-a;x-amz-meta-a-b;x-amz-security-token;"
                        "x-amz-server-side-encryption;x-amz-server-side-encryption-aws-kms-key-id\n"));
}

TEST(Signature, BringsTheHeadersItCoversButNotTheToken) {
  const AwsRequest request{.host = "h"};
  EXPECT_THAT(sign(request, dynamodb(), temporary_keys()).headers, ElementsAre(Pair("x-amz-date", "20260513T235959Z")));
  const AwsRequest unsigned_payload{.host = "h", .payload_hash = std::string(kUnsignedPayload)};
  const auto of_s3 = sign(unsigned_payload, s3_scope("us-east-1", kAt), temporary_keys());
  EXPECT_THAT(of_s3.headers,
              ElementsAre(Pair("x-amz-date", "20260513T235959Z"), Pair("x-amz-content-sha256", "UNSIGNED-PAYLOAD")));
  EXPECT_THAT(of_s3.authorization.reveal(),
              StartsWith("AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20260513/us-east-1/s3/aws4_request, SignedHeaders="
                         "host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature="));
}

TEST(Signer, SignsAsOneWhoDerivesTheKeyEachTime) {
  Signer signer(temporary_keys());
  const AwsRequest request{.host = "h", .payload = "{}"};
  SigningScope other_region = dynamodb();
  other_region.region = "us-east-1";
  SigningScope next_day = dynamodb();
  next_day.at += std::chrono::milliseconds(1);
  SigningScope other_service = dynamodb();
  other_service.service = "ssm";
  for (const auto& scope : {dynamodb(), dynamodb(), other_region, next_day, other_service, dynamodb()}) {
    EXPECT_EQ(signer.sign(request, scope).authorization, sign(request, scope, temporary_keys()).authorization)
        << scope.region << scope.service;
  }
}

TEST(Signer, ServesThreadsOfSeveralRegions) {
  Signer signer(temporary_keys());
  const AwsRequest request{.host = "h", .payload = "{}"};
  const auto sign_often = [&](const std::string& region) {
    SigningScope scope = dynamodb();
    scope.region = region;
    const Secret expected = sign(request, scope, temporary_keys()).authorization;
    for (int i = 0; i < 200; ++i) EXPECT_EQ(signer.sign(request, scope).authorization, expected);
  };
  std::thread east(sign_often, "us-east-1");
  std::thread west(sign_often, "us-west-2");
  east.join();
  west.join();
}

}  // namespace
}  // namespace jada
