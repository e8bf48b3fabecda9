// A person who logs in, and what a provider answers to that.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "resources/token/login.h"
#include "tests/support/token_world.h"

namespace jada::test {

inline constexpr const char* kGoodLogin =
    R"({"access_token":"a2","refresh_token":"r2","expires_in":3600,"token_type":"Bearer","scope":"sheets"})";

/// The provider answers everything alike; the browser comes back with `redirect`.
struct LoginWorld : TokenWorld {
  LoginWorld() {
    spec.layout.declared.reset();
    spec.authorization_url = "https://login.example/auth";
    spec.device_url = "https://login.example/device";
    spec.revocation_url = "https://login.example/revoke";
    spec.scopes = {"sheets"};
    desk = {.redirect = "http://127.0.0.1:9/callback", .verifier = std::string(43, 'v'), .nonce = "n"};
    desk.browse = [this](const std::string& address) -> Result<Secret> {
      shown.push_back(address);
      return Secret(redirect);
    };
    desk.show_code = [this](const std::string& address, const std::string& code) { shown.push_back(address + code); };
    desk.wait = [this](Duration length) {
      clock.time += length;
      return true;
    };
    answer(200, kGoodLogin);
  }

  void answer(int status, std::string body) {
    http.answer = [status, body](const HttpRequest&) -> FakeHttp::Reply { return FakeHttp::json(status, body); };
  }
  std::optional<Setback> browser() {
    Env here = env();
    return login_by_browser(spec, desk, here);
  }
  std::optional<Setback> device() {
    Env here = env();
    return login_by_device(spec, desk, here);
  }
  std::string previous() const { return secrets.text(std::string(kFile) + ".prev"); }

  LoginDesk desk{};
  std::string redirect = "code=c&state=n";
  std::vector<std::string> shown{};
};

/// `it worked`, or all that a person is told.
inline std::string cause(const std::optional<Setback>& setback) {
  return setback ? sentence(setback->diagnosis) : "it worked";
}

}  // namespace jada::test
