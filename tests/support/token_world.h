// One token, its file, its provider and its past, in memory.
#pragma once

#include <string>
#include <variant>

#include "resources/token/refresh.h"
#include "state/open.h"
#include "tests/support/fake_beyond.h"
#include "tests/support/fake_http.h"
#include "tests/support/fake_regions.h"
#include "tests/support/memory_secrets.h"
#include "tests/support/plain_memory.h"

namespace jada::test {

struct TokenWorld {
  static constexpr const char* kFile = "/secrets/token.json";

  TokenWorld() {
    spec.address = {.kind = "token", .name = "demo"};
    spec.file = kFile;
    spec.token_url = "https://login.example/token";
    spec.client_id = "c1";
    spec.layout.declared = TokenFormat::plain;
  }

  /// The file, with an access token that lives so long from now.
  void put(const std::string& access, const std::string& refresh, Duration life) {
    const auto at = std::chrono::duration_cast<std::chrono::seconds>((clock.time + life).time_since_epoch()).count();
    secrets.files[kFile].text = "{\"access_token\": \"" + access + "\", \"refresh_token\": \"" + refresh +
                                "\", \"expires_at\": " + std::to_string(at) + ", \"mine\": 1.50}\n";
  }

  /// A provider that knows one refresh token and replaces it at each use.
  void serve_rotating(const std::string& first) {
    valid = first;
    http.answer = [this](const HttpRequest& request) -> FakeHttp::Reply {
      ++asked;
      if (request.body.reveal().find("refresh_token=" + valid + "&") == std::string::npos)
        return FakeHttp::json(400, R"({"error":"invalid_grant","error_description":"grant request is invalid"})");
      valid = "r" + std::to_string(asked + 1);
      return FakeHttp::json(200, "{\"access_token\":\"a" + std::to_string(asked + 1) + "\",\"expires_in\":3600," +
                                     "\"refresh_token\":\"" + valid + "\",\"token_type\":\"Bearer\"}");
    };
  }

  Env env() { return {beyond.with(regions, http, secrets, memory), *state}; }
  std::variant<Served, Diagnosis> refresh(Demand demand = {}) {
    Env here = env();
    return jada::refresh(spec, demand, here);
  }
  TokenMemory remembered() const {
    const auto found = memory.kept.find("token.demo");
    return read_memory(found == memory.kept.end() ? std::nullopt : std::optional(found->second));
  }
  std::string file() const { return secrets.text(kFile); }
  std::string journal() const { return secrets.text(journal_path(kFile, "demo")); }

  FixedClock clock{};
  FakeRegions regions{};
  FakeHttp http{clock};
  MemorySecrets secrets{};
  PlainMemory memory{};
  FakeBeyond beyond{clock};
  std::unique_ptr<Store> state = memory_store();
  Token::Spec spec{};
  std::string valid{};
  int asked = 0;
};

}  // namespace jada::test
