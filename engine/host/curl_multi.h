// Requests multiplexed over one thread by libcurl.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/host/curl_api.h"
#include "engine/ports/clock.h"
#include "engine/ports/http_traffic.h"

namespace jada {

/// Keeps its connections open as long as it lives. Used by one thread at a time; `api` and `clock` outlive it.
class CurlMulti {
 public:
  /// `roots`: as of CurlTransfer::trust.
  CurlMulti(const CurlApi& api, const Clock& clock, const std::string& roots);
  CurlMulti(const CurlMulti&) = delete;
  CurlMulti& operator=(const CurlMulti&) = delete;
  ~CurlMulti();

  void carry(HttpTraffic&);

 private:
  struct Flight;

  void launch(HttpTurn turn, HttpTraffic&);
  bool land(HttpTraffic&);
  void wait(Duration most);
  void give_up(CURLMcode code, HttpTraffic&);
  std::unique_ptr<Flight> take_seat();

  const CurlApi& api_;
  const Clock& clock_;
  const std::string& roots_;
  CURLM* const multi_;
  std::vector<std::unique_ptr<Flight>> under_way_{};
  std::vector<std::unique_ptr<Flight>> idle_{};
};

}  // namespace jada
