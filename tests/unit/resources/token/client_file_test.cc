#include "resources/token/client_file.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

const std::string kPem = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n";

TEST(ClientFile, IsReadInEachOfItsShapes) {
  const std::string members =
      R"({"client_id":"c-1","project_id":"p","auth_uri":"https://a.example.com","token_uri":"https://t.example.com","client_secret":"s-1"})";
  for (const std::string& text : {R"({"installed":)" + members + "}", R"({"web":)" + members + "}", members}) {
    const auto client = read_client_file(Secret(text));
    ASSERT_TRUE(client.has_value()) << text << ": " << client.error().message;
    EXPECT_EQ(client->client_id, "c-1");
    EXPECT_EQ(client->client_secret.reveal(), "s-1");
    EXPECT_EQ(client->token_url, "https://t.example.com");
    EXPECT_EQ(client->auth_url, "https://a.example.com");
  }
  EXPECT_TRUE(read_client_file(Secret(R"({"client_id":"c-1"})"))->client_secret.empty());
}

TEST(ClientFile, RefusesOthersWithoutAWordOfThem) {
  for (const std::string text : {"", "{", R"({"x":"secret-word"})", R"({"installed":{"client_secret":"secret-word"}})",
                                 R"({"client_id":["secret-word"]})", R"({"client_id":"1","private_key":"secret-word"})",
                                 R"({"client_id":"secret-word","client_id":"b"})", "secret-word"}) {
    const auto client = read_client_file(Secret(text));
    ASSERT_FALSE(client.has_value()) << text;
    EXPECT_EQ(client.error().code, Code::invalid) << text;
    EXPECT_EQ(client.error().message.find("secret-word"), std::string::npos) << client.error().message;
  }
}

std::string key_file(const std::string& json_pem) {
  return R"({"type":"service_account","private_key_id":"k-1","private_key":")" + json_pem +
         R"(","client_email":"robot@p.example.com","client_id":"123","token_uri":"https://t.example.com"})";
}

TEST(KeyFile, IsReadAndItsLineEndsMended) {
  const std::string spellings[] = {
      R"(-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n)",
      R"(-----BEGIN PRIVATE KEY-----\\nMIIB\\n-----END PRIVATE KEY-----\\n)",
      R"(-----BEGIN PRIVATE KEY-----\\r\\nMIIB\\r\\n-----END PRIVATE KEY-----\\r\\n)",
  };
  for (const std::string& spelling : spellings) {
    const auto key = read_key_file(Secret(key_file(spelling)));
    ASSERT_TRUE(key.has_value()) << key.error().message;
    EXPECT_EQ(key->private_key.reveal(), kPem) << spelling;
    EXPECT_EQ(key->client_email, "robot@p.example.com");
    EXPECT_EQ(key->private_key_id, "k-1");
    EXPECT_EQ(key->token_url, "https://t.example.com");
  }
  EXPECT_TRUE(read_key_file(Secret(key_file(R"(-----BEGIN PRIVATE KEY-----\r\nMIIB\r\n)"))).has_value());
}

TEST(KeyFile, RefusesOthersWithoutAWordOfThem) {
  const std::string good = key_file(R"(-----BEGIN PRIVATE KEY-----\nMIIB\n)");
  std::string user = good;
  user.replace(user.find("service_account"), 15, "authorized_user");
  std::string anonymous = good;
  anonymous.replace(anonymous.find("client_email"), 12, "client_phone");
  for (const std::string& text :
       {std::string(), good.substr(0, 40), user, anonymous, key_file("MIIB"), key_file(""),
        key_file("-----BEGIN PRIVATE KEY----- MIIB"), key_file(R"(-----BEGIN CERTIFICATE-----\nMIIB\n)"),
        std::string(R"({"installed":{"client_id":"MIIB"}})")}) {
    const auto key = read_key_file(Secret(text));
    ASSERT_FALSE(key.has_value()) << text;
    EXPECT_EQ(key.error().code, Code::invalid) << text;
    EXPECT_EQ(key.error().message.find("MIIB"), std::string::npos) << key.error().message;
  }
}

}  // namespace
}  // namespace jada
