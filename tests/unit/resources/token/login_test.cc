#include "resources/token/login.h"

#include <gmock/gmock.h>

#include <set>

#include "engine/base/base64.h"
#include "engine/base/json.h"
#include "resources/apis/rsa_key.h"
#include "tests/support/login_world.h"

namespace jada {
namespace {

using std::chrono::minutes;
using test::cause;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using World = test::LoginWorld;
using Kind = Setback::Kind;

TEST(Login, NeedsNoMoreThanGooglesClientFile) {
  World world;
  world.spec.token_url.clear();
  world.spec.authorization_url.clear();
  world.spec.client_id.clear();
  world.spec.client_file = "/secrets/client.json";
  world.secrets.files["/secrets/client.json"].text =
      R"({"installed":{"client_id":"c9","client_secret":"s","auth_uri":"https://accounts.google.com/o/oauth2/auth",)"
      R"("token_uri":"https://oauth2.googleapis.com/token"}})";
  EXPECT_EQ(cause(world.browser()), "it worked");
  EXPECT_THAT(world.shown.front(),
              AllOf(HasSubstr("https://accounts.google.com/o/oauth2/v2/auth?"), HasSubstr("client_id=c9")));
}

TEST(Login, BeginsWhereAnotherClientFileSays) {
  World world;
  world.spec.authorization_url.clear();
  world.spec.client_id.clear();
  world.spec.client_file = "/secrets/client.json";
  const auto say = [&](const std::string& address) {
    world.secrets.files["/secrets/client.json"].text = R"({"client_id":"c9","auth_uri":")" + address + "\"}";
  };
  say("https://other.example/begin");
  EXPECT_EQ(cause(world.browser()), "it worked");
  EXPECT_THAT(world.shown.front(), HasSubstr("https://other.example/begin?"));
  world.shown.clear();
  for (const char* address : {"http://other.example/begin", "file:///etc/passwd", "javascript:x", "--help"}) {
    say(address);
    EXPECT_THAT(cause(world.browser()), HasSubstr("neither https nor this machine")) << address;
    EXPECT_TRUE(world.shown.empty());
  }
}

TEST(Login, AsksGoogleForSomethingOrNotAtAll) {
  World world;
  world.spec.token_url = "https://oauth2.googleapis.com/token";
  world.spec.scopes.clear();
  EXPECT_THAT(cause(world.browser()), HasSubstr("scopes = ["));
  EXPECT_TRUE(world.shown.empty());
}

TEST(Login, TakesNoAnswerToAnother) {
  World world;
  for (const char* came : {"code=c", "code=c&state=other", "code=c&state=", ""}) {
    world.redirect = came;
    EXPECT_THAT(cause(world.browser()), HasSubstr("belongs to another login")) << came;
    EXPECT_TRUE(world.http.sent.empty());
  }
}

TEST(Login, SaysWhatARefusalMeansForALogin) {
  struct Case {
    std::string error;
    const char* says;
    Kind kind;
  };
  const Case cases[] = {{"access_denied", "said no: nothing was changed", Kind::declined},
                        {"unauthorized_client", "may not log in by browser", Kind::failed},
                        {"invalid_scope", "more was asked for than was granted", Kind::failed},
                        {"invalid_request", "redirect address", Kind::failed}};
  for (const Case& one : cases) {
    World world;
    world.redirect = "state=n&error=" + one.error + "&error_description=b%1B%5B2Jad";
    const auto setback = world.browser();
    EXPECT_THAT(cause(setback), AllOf(HasSubstr(one.says), HasSubstr(one.error), HasSubstr("b\\x1b[2Jad"),
                                      Not(HasSubstr("token_url"))));
    EXPECT_EQ(setback->kind, one.kind) << one.error;
  }
  World late;
  late.answer(400, R"({"error":"invalid_grant"})");
  EXPECT_THAT(cause(late.browser()), AllOf(HasSubstr("the code came too late"), Not(HasSubstr("refresh token"))));
}

// A provider of codes that are typed elsewhere; its answers to each question, the last one again and again.
void serve_device(World& world, std::vector<std::pair<int, std::string>> answers) {
  world.http.answer = [answers, asked = std::size_t{0}](const HttpRequest& request) mutable -> test::FakeHttp::Reply {
    if (request.url.ends_with("/device"))
      return test::FakeHttp::json(200, R"({"device_code":"d","user_code":"AB-CD","expires_in":600,"interval":5,)"
                                       R"("verification_uri":"https://login.example/code"})");
    const auto& [status, body] = answers[std::min(asked++, answers.size() - 1)];
    return test::FakeHttp::json(status, body);
  };
}

TEST(DeviceLogin, SaysHowItEnded) {
  const std::pair<int, std::string> pending{400, R"({"error":"authorization_pending"})"};
  struct Case {
    std::vector<std::pair<int, std::string>> answers;
    const char* says;
    Kind kind;
  };
  const Case cases[] = {
      {{pending, {400, R"({"error":"access_denied"})"}}, "said no: nothing was changed", Kind::declined},
      {{pending, {400, R"({"error":"expired_token"})"}}, "not typed in time: nothing was changed", Kind::failed},
      {{pending}, "not typed in time: nothing was changed", Kind::failed},
      {{{400, R"({"error":"unauthorized_client"})"}}, "may not log in by a code typed elsewhere", Kind::failed},
  };
  for (const Case& one : cases) {
    World world;
    serve_device(world, one.answers);
    const auto setback = world.device();
    EXPECT_THAT(cause(setback), AllOf(HasSubstr(one.says), Not(HasSubstr("token_url"))));
    EXPECT_EQ(setback->kind, one.kind) << one.says;
    EXPECT_EQ(world.file(), "absent");
  }
  World world;
  serve_device(world, {pending, pending, {200, test::kGoodLogin}});
  EXPECT_EQ(cause(world.device()), "it worked");
  EXPECT_EQ(world.shown, std::vector<std::string>{"https://login.example/codeAB-CD"});
}

std::string assertion_in(const std::string& body) {
  const std::string name = "client_assertion=";
  const auto from = body.find(name) + name.size();
  return body.substr(from, body.find('&', from) - from);
}

TEST(DeviceLogin, ProvesItsClientAnewWithEachQuestion) {
  World world;
  world.spec.auth = ClientAuth::private_key_jwt;
  world.spec.key_file = "/secrets/key.pem";
  world.secrets.files["/secrets/key.pem"].text = new_rsa_key()->reveal();
  std::vector<std::pair<int, std::string>> answers(100, {400, R"({"error":"authorization_pending"})"});
  answers.emplace_back(200, test::kGoodLogin);
  serve_device(world, answers);
  const Time began = world.clock.time;
  EXPECT_EQ(cause(world.device()), "it worked");
  EXPECT_GT(world.clock.time - began, minutes(6)) << "longer than a proof lives";
  std::set<std::string> proofs;
  for (const std::string& body : world.http.sent) {
    const std::string proof = assertion_in(body);
    const auto claims = from_base64url(proof.substr(proof.find('.') + 1, proof.rfind('.') - proof.find('.') - 1));
    proofs.insert((*parse_json(*claims))["jti"].get<std::string>());
  }
  EXPECT_EQ(proofs.size(), world.http.sent.size());
}

}  // namespace
}  // namespace jada
