#include "engine/host/curl_http.h"

#include <gtest/gtest.h>

#include <barrier>
#include <cstdlib>

#include "engine/host/system_clock.h"
#include "tests/unit/host/loopback_server.h"

namespace jada {
namespace {

using namespace std::chrono_literals;
using test::LoopbackServer;
using test::Talk;
using Why = HttpTrouble::Why;

std::string sized(const std::string& head, const std::string& body) {
  return head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

LoopbackServer::Answer always(std::string text) {
  return [text = std::move(text)](Talk& talk, const std::string&) {
    talk.say(text);
    return true;
  };
}

// The variable of the environment, as long as this lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) { setenv(name, value.c_str(), 1); }
  ~Variable() { unsetenv(name_); }

 private:
  const char* name_;
};

class CurlHttpTest : public testing::Test {
 protected:
  HttpAnswer answer(const HttpRequest& request) {
    auto reply = http.send(request);
    if (const auto* trouble = std::get_if<HttpTrouble>(&reply)) ADD_FAILURE() << trouble->message;
    auto* answer = std::get_if<HttpAnswer>(&reply);
    return answer == nullptr ? HttpAnswer{} : std::move(*answer);
  }

  HttpTrouble trouble(const HttpRequest& request) {
    auto reply = http.send(request);
    if (const auto* answer = std::get_if<HttpAnswer>(&reply)) ADD_FAILURE() << answer->status;
    const auto* trouble = std::get_if<HttpTrouble>(&reply);
    return trouble == nullptr ? HttpTrouble{} : *trouble;
  }

  static HttpRequest post(const std::string& url, std::string body = "grant_type=refresh_token") {
    return {.method = "POST", .url = url, .body = Secret(std::move(body))};
  }

  const SystemClock clock{};
  CurlHttp http{clock};
};

TEST_F(CurlHttpTest, BringsStatusHeadersBodyAndTimes) {
  const std::string interim = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
  LoopbackServer server(always(
      interim + sized("HTTP/1.1 201 Created\r\nX-Two:  a b \r\nX-TWO: c\r\nDate: Mon, 01 Jan 2029 00:00:00 GMT\r\n",
                      std::string("{\"a\":\0}", 7))));
  const Time before = clock.now();
  const HttpAnswer got = answer({.url = server.url("/x?y=z")});
  EXPECT_EQ(got.status, 201);
  EXPECT_EQ(got.header("x-two"), "a b");
  EXPECT_EQ(got.headers[1], (std::pair<std::string, std::string>("x-two", "c")));
  EXPECT_EQ(got.header("link"), std::nullopt);
  EXPECT_EQ(got.body.reveal(), std::string("{\"a\":\0}", 7));
  EXPECT_LE(before, got.sent_at);
  EXPECT_LE(got.sent_at, got.received_at);
  EXPECT_LE(got.received_at, clock.now());
  EXPECT_EQ(server.requests()[0].substr(0, 23), "GET /x?y=z HTTP/1.1\r\nHo");
}

TEST_F(CurlHttpTest, SendsWhatItIsGivenAndNothingOfItsOwn) {
  LoopbackServer server(always(sized("HTTP/1.1 200 OK\r\n", "")));
  HttpRequest request = post(server.url(), std::string(2'000'000, 'x'));
  request.headers = {{"Accept", "application/json"}, {"X-Empty", ""}};
  request.authorization = Secret("Bearer abc");
  answer(request);
  const std::string sent = server.requests()[0];
  for (const char* line : {"Accept: application/json\r\n", "Authorization: Bearer abc\r\n", "X-Empty:\r\n",
                           "User-Agent: jada-reconcile\r\n", "Content-Length: 2000000\r\n"}) {
    EXPECT_NE(sent.find(line), std::string::npos) << line;
  }
  for (const char* name : {"Expect", "Content-Type", "Cookie", "Accept-Encoding"}) {
    EXPECT_EQ(sent.find(name), std::string::npos) << name;
  }
  EXPECT_TRUE(sent.ends_with("\r\n\r\n" + std::string(2'000'000, 'x')));
}

TEST_F(CurlHttpTest, HasEveryMethod) {
  LoopbackServer server([](Talk& talk, const std::string& request) {
    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + std::string(request.starts_with("HEAD") ? "" : "ok"));
    return true;
  });
  for (const std::string method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}) {
    HttpRequest request{.method = method, .url = server.url()};
    if (method.starts_with("P")) request.body = Secret("body");
    EXPECT_EQ(answer(request).body.reveal(), method == "HEAD" ? "" : "ok");
    const std::string sent = server.requests().back();
    EXPECT_TRUE(sent.starts_with(method + " / HTTP/1.1\r\n")) << sent;
    EXPECT_EQ(sent.ends_with("body"), method.starts_with("P")) << sent;
  }
}

TEST_F(CurlHttpTest, RefusesALargerBodyAndCutsNone) {
  const std::string body(1000, 'b');
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + body + "\r\n0\r\n\r\n";
  for (const std::string& text : {sized("HTTP/1.1 200 OK\r\n", body), chunked}) {
    LoopbackServer server(always(text));
    EXPECT_EQ(answer({.url = server.url(), .most = 1000}).body.reveal(), body);
    const HttpTrouble refused = trouble({.url = server.url(), .most = 999});
    EXPECT_EQ(refused.why, Why::too_large);
    EXPECT_TRUE(refused.sent);
  }
}

TEST_F(CurlHttpTest, RefusesHeadersWithoutEnd) {
  std::string head = "HTTP/1.1 200 OK\r\n";
  for (int line = 0; line < 300; ++line) head += "X-Long: " + std::string(1000, 'h') + "\r\n";
  LoopbackServer server(always(sized(head, "")));
  EXPECT_EQ(trouble({.url = server.url()}).why, Why::too_large);
}

TEST_F(CurlHttpTest, ARefusedConnectionSentNothing) {
  const LoopbackServer closed(nullptr);
  const HttpTrouble refused = trouble(post(closed.url()));
  EXPECT_EQ(refused.why, Why::connect);
  EXPECT_FALSE(refused.sent);
  EXPECT_EQ(refused.message, "connection refused");
}

TEST_F(CurlHttpTest, AnUnknownHostSentNothing) {
  const HttpTrouble unknown = trouble({.url = "https://token.invalid/", .deadline = 5s});
  EXPECT_TRUE(unknown.why == Why::lookup || unknown.why == Why::timeout) << unknown.message;
  EXPECT_FALSE(unknown.sent);
  EXPECT_EQ(unknown.message.find("invalid"), std::string::npos) << unknown.message;
}

TEST_F(CurlHttpTest, ABrokenConnectionMayHaveSent) {
  const std::pair<std::string, bool> cases[] = {
      {"", true}, {"", false}, {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", false}};
  for (const auto& [said, resets] : cases) {
    LoopbackServer server([&](Talk& talk, const std::string&) {
      talk.say(said);
      if (resets) talk.reset();
      return false;
    });
    const HttpTrouble broken = trouble(post(server.url()));
    EXPECT_EQ(broken.why, Why::broken_off) << said;
    EXPECT_TRUE(broken.sent) << said;
    EXPECT_NE(broken.message, "");
    EXPECT_EQ(broken.message.find("127.0.0.1"), std::string::npos) << broken.message;
  }
}

TEST_F(CurlHttpTest, ASlowAnswerEndsAtTheDeadline) {
  LoopbackServer server([](Talk& talk, const std::string&) {
    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
    talk.await_close();
    return false;
  });
  HttpRequest request = post(server.url());
  request.deadline = 100ms;
  const HttpTrouble slow = trouble(request);
  EXPECT_EQ(slow.why, Why::timeout);
  EXPECT_TRUE(slow.sent);
  EXPECT_EQ(slow.message, "no whole answer within 100ms");
}

TEST_F(CurlHttpTest, FollowsNoRedirect) {
  LoopbackServer server(always(sized("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n", "")));
  const HttpAnswer got = answer({.url = server.url()});
  EXPECT_EQ(got.status, 302);
  EXPECT_EQ(got.header("location"), "/elsewhere");
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(CurlHttpTest, RefusesAddressesThatWouldGiveSecretsAway) {
  for (const char* url :
       {"http://192.0.2.1/", "http://example.com/", "http://localhost.example.com/", "http://128.0.0.1/",
        "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "https://user:word@example.com/",
        "http://127.0.0.1@192.0.2.1/", "http://[::2]/", "", "https://", "no address"}) {
    const HttpTrouble refused = trouble({.url = url});
    EXPECT_EQ(refused.why, Why::refused_by_us) << url;
    EXPECT_FALSE(refused.sent);
    EXPECT_EQ(refused.message.find("word"), std::string::npos) << refused.message;
  }
}

TEST_F(CurlHttpTest, SpeaksPlainlyToThisMachine) {
  LoopbackServer server(always(sized("HTTP/1.1 200 OK\r\n", "")));
  const Variable proxy("http_proxy", "http://127.0.0.1:1");
  const std::string port = ":" + std::to_string(server.port()) + "/";
  for (const std::string host : {"127.0.0.1", "127.1", "LOCALHOST"}) {
    EXPECT_EQ(answer({.url = "http://" + host + port}).status, 200) << host;
  }
}

TEST_F(CurlHttpTest, RefusesHeadersThatWouldBeginAnotherLine) {
  LoopbackServer server(always(sized("HTTP/1.1 200 OK\r\n", "")));
  const std::pair<std::string, std::string> cases[] = {
      {"X", "a\r\nEvil: b"}, {"X", "a\nb"}, {"X: y\r\nEvil", "b"}, {"", "b"}, {"X", std::string("a\0b", 3)}};
  for (const auto& header : cases) {
    EXPECT_EQ(trouble({.url = server.url(), .headers = {header}}).why, Why::refused_by_us) << header.second;
  }
  EXPECT_EQ(trouble({.url = server.url(), .authorization = Secret("a\r\nb")}).why, Why::refused_by_us);
  EXPECT_EQ(trouble({.method = "GET /x\r\n", .url = server.url()}).why, Why::refused_by_us);
  EXPECT_EQ(trouble({.url = server.url() + std::string("a\0b", 3)}).why, Why::refused_by_us);
  EXPECT_EQ(server.connections(), 0u);
}

TEST_F(CurlHttpTest, AProxyThatRefusesGotNoRequestAndNoNamesAreTold) {
  LoopbackServer proxy([](Talk& talk, const std::string&) {
    talk.say(sized("HTTP/1.1 407 Proxy Authentication Required\r\n", ""));
    return false;
  });
  const Variable variable("HTTPS_PROXY", "http://us:word@127.0.0.1:" + std::to_string(proxy.port()));
  HttpRequest request = post("https://token.example.com/");
  request.headers = {{"X-Ours", "abc"}};
  request.authorization = Secret("Bearer abc");
  const HttpTrouble refused = trouble(request);
  EXPECT_EQ(refused.why, Why::connect);
  EXPECT_FALSE(refused.sent);
  EXPECT_EQ(refused.message, "the proxy answered 407 to CONNECT");
  const std::string asked = proxy.requests().at(0);
  EXPECT_TRUE(asked.starts_with("CONNECT token.example.com:443 ")) << asked;
  EXPECT_EQ(asked.find("abc"), std::string::npos) << "what is for the host";
}

TEST_F(CurlHttpTest, KeepsItsConnectionOpen) {
  LoopbackServer server(always(sized("HTTP/1.1 200 OK\r\n", "ok")));
  for (int request = 0; request < 5; ++request) EXPECT_EQ(answer(post(server.url())).status, 200);
  EXPECT_EQ(server.connections(), 1u);
}

// libcurl would send it again by itself on a new connection.
TEST_F(CurlHttpTest, ARequestOnAKeptConnectionThatBreaksIsSentOnceUnlessItChangesNothing) {
  for (const std::string method : {"POST", "GET"}) {
    std::atomic<int> number = 0;
    LoopbackServer server([&](Talk& talk, const std::string&) {
      if (++number == 2) return false;
      talk.say(sized("HTTP/1.1 200 OK\r\n", "ok"));
      return true;
    });
    answer({.method = method, .url = server.url()});
    auto reply = http.send({.method = method, .url = server.url()});
    const auto* broken = std::get_if<HttpTrouble>(&reply);
    EXPECT_EQ(broken != nullptr, method == "POST");
    EXPECT_EQ(server.requests().size(), method == "POST" ? 2u : 3u);
    if (broken == nullptr) continue;
    EXPECT_EQ(broken->why, Why::broken_off);
    EXPECT_TRUE(broken->sent);
  }
}

TEST_F(CurlHttpTest, ThreadsSendAtTheSameTime) {
  std::barrier both(2);
  LoopbackServer server([&](Talk& talk, const std::string& request) {
    both.arrive_and_wait();
    talk.say(sized("HTTP/1.1 200 OK\r\n", request.substr(0, 6)));
    return true;
  });
  const auto ask = [&](const std::string& path) {
    for (int request = 0; request < 20; ++request) {
      EXPECT_EQ(answer({.url = server.url(path)}).body.reveal(), "GET " + path);
    }
  };
  std::thread one([&] { ask("/a"); });
  ask("/b");
  one.join();
}

}  // namespace
}  // namespace jada
