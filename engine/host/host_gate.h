// At most so many requests to one host at a time: what a crowd of tokens asks for after an outage is one provider's.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

#include "engine/ports/http.h"

namespace jada {

/// Thread-safe. A request waits for its turn within its deadline, and is not sent when that passes.
class HostGate final : public Http {
 public:
  HostGate(Http& inner, std::size_t most) : inner_(inner), most_(most) {}

  std::variant<HttpAnswer, HttpTrouble> send(const HttpRequest& request) override;

 private:
  Http& inner_;
  const std::size_t most_;
  std::mutex mutex_{};
  std::condition_variable left_{};
  std::map<std::string, std::size_t> under_way_{};  // by host, under mutex_
};

}  // namespace jada
