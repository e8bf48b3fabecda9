// HTTP over libcurl, which is loaded when the first request is sent.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/ports/clock.h"
#include "engine/ports/http.h"

namespace jada {

class CurlMulti;
class CurlPool;

/// HTTPS_PROXY and NO_PROXY count, but not for this machine.
class CurlHttp final : public Http {
 public:
  /// `roots`: a PEM file of the authorities to trust; empty: the system's.
  explicit CurlHttp(const Clock& clock, std::string roots = {});
  ~CurlHttp() override;

  std::variant<HttpAnswer, HttpTrouble> send(const HttpRequest&) override;
  void carry(HttpTraffic&) override;

 private:
  std::unique_ptr<CurlMulti> take_multi();

  const Clock& clock_;
  const std::string roots_;
  std::unique_ptr<CurlPool> pool_;
  std::mutex mutex_{};
  std::vector<std::unique_ptr<CurlMulti>> idle_{};  // under mutex_; ends before the pool, whose library it needs
};

}  // namespace jada
