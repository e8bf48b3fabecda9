// A provider and a memory that can fail at any call, as Faults says.
#pragma once

#include "engine/ports/http.h"
#include "engine/ports/memory.h"
#include "tests/support/faults.h"
#include "tests/support/one_by_one.h"

namespace jada::test {

class FaultyHttp final : public Http {
 public:
  FaultyHttp(Http& inner, Faults& faults) : inner_(inner), faults_(faults) {}

  std::variant<HttpAnswer, HttpTrouble> send(const HttpRequest& request) override {
    bool sent = false;
    auto reply = faults_.through([&]() -> Result<std::variant<HttpAnswer, HttpTrouble>> {
      sent = true;
      return inner_.send(request);
    });
    if (reply) return std::move(*reply);
    return HttpTrouble{.why = sent ? HttpTrouble::Why::broken_off : HttpTrouble::Why::connect,
                       .sent = sent,
                       .message = reply.error().message};
  }

  void carry(HttpTraffic& traffic) override {
    carry_one_by_one(*this, traffic, [](Duration) {});
  }

 private:
  Http& inner_;
  Faults& faults_;
};

class FaultyMemory final : public Memory {
 public:
  FaultyMemory(Memory& inner, Faults& faults) : inner_(inner), faults_(faults) {}

  Result<std::optional<std::string>> recall(const Address& resource) override {
    return faults_.through([&] { return inner_.recall(resource); });
  }
  Result<Done> keep(const Address& resource, std::string json, Event event) override {
    return faults_.through([&] { return inner_.keep(resource, std::move(json), std::move(event)); });
  }
  Result<Done> write(Batch batch) override {
    return faults_.through([&] { return inner_.write(std::move(batch)); });
  }

 private:
  Memory& inner_;
  Faults& faults_;
};

}  // namespace jada::test
