#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "engine/host/curl_http.h"
#include "engine/host/system_clock.h"
#include "tests/support/scratch.h"
#include "tests/unit/host/loopback_server.h"

namespace jada {
namespace {

using namespace std::chrono_literals;
using test::LoopbackServer;
using test::Scratch;
using Why = HttpTrouble::Why;

// `openssl s_server` with a certificate of its own for the name localhost, on a port the system chose.
class TlsServer {
 public:
  explicit TlsServer(const Scratch& scratch) : certificate_(scratch.path("cert.pem")) {
    const std::string key = scratch.path("key.pem");
    const std::string make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout " +
                             key + " -out " + certificate_ +
                             " -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null";
    if (std::system(make.c_str()) != 0) return;
    int ends[2] = {};
    if (pipe2(ends, O_CLOEXEC) != 0) return;
    pid_ = fork();
    if (pid_ == 0) {
      dup2(ends[1], STDOUT_FILENO);
      execlp("openssl", "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificate_.c_str(), "-key",
             key.c_str(), "-www", nullptr);
      _exit(127);
    }
    close(ends[1]);
    FILE* said = fdopen(ends[0], "r");
    char line[256] = {};
    while (port_ == 0 && fgets(line, sizeof line, said) != nullptr) sscanf(line, "ACCEPT 127.0.0.1:%d", &port_);
    fclose(said);
  }
  ~TlsServer() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  bool runs() const { return port_ != 0; }
  const std::string& certificate() const { return certificate_; }
  std::string url(const std::string& host) const { return "https://" + host + ":" + std::to_string(port_) + "/"; }

 private:
  const std::string certificate_;
  pid_t pid_ = -1;
  int port_ = 0;
};

class CurlTlsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!server.runs()) GTEST_SKIP() << "the openssl program is not there";
  }
  const Scratch scratch{};
  const TlsServer server{scratch};
  const SystemClock clock{};
};

TEST_F(CurlTlsTest, AnUnknownAuthorityIsRefusedBeforeAnythingIsSent) {
  auto reply = CurlHttp(clock).send({.method = "POST", .url = server.url("localhost"), .body = Secret("secret")});
  const auto* refused = std::get_if<HttpTrouble>(&reply);
  ASSERT_NE(refused, nullptr);
  EXPECT_EQ(refused->why, Why::tls);
  EXPECT_FALSE(refused->sent);
  EXPECT_NE(refused->message.find("self-signed certificate"), std::string::npos) << refused->message;
}

TEST_F(CurlTlsTest, TheNameOfTheCertificateMustBeTheHosts) {
  CurlHttp http(clock, server.certificate());
  auto reply = http.send({.url = server.url("127.0.0.1")});
  const auto* refused = std::get_if<HttpTrouble>(&reply);
  ASSERT_NE(refused, nullptr);
  EXPECT_EQ(refused->why, Why::tls);
  EXPECT_FALSE(refused->sent);
  EXPECT_EQ(refused->message.find("127.0.0.1"), std::string::npos) << refused->message;
}

TEST_F(CurlTlsTest, ATrustedHostIsSpokenTo) {
  CurlHttp http(clock, server.certificate());
  auto reply = http.send({.url = server.url("localhost")});
  const auto* answer = std::get_if<HttpAnswer>(&reply);
  ASSERT_NE(answer, nullptr) << std::get<HttpTrouble>(reply).message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_NE(answer->body.reveal().find("TLSv1.3"), std::string::npos);
}

TEST(CurlTls, AServerWithoutTlsGetsNothing) {
  LoopbackServer plain([](auto&, const std::string&) { return false; });
  const SystemClock clock;
  auto reply = CurlHttp(clock).send(
      {.method = "POST", .url = "https://127.0.0.1:" + std::to_string(plain.port()) + "/", .deadline = 300ms});
  const auto* refused = std::get_if<HttpTrouble>(&reply);
  ASSERT_NE(refused, nullptr);
  EXPECT_FALSE(refused->sent);
  EXPECT_TRUE(refused->why == Why::tls || refused->why == Why::timeout) << refused->message;
}

}  // namespace
}  // namespace jada
