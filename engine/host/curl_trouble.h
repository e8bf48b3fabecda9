// Why libcurl has no answer, in our words.
#pragma once

#include <string>

#include "engine/base/time.h"
#include "engine/host/curl_api.h"
#include "engine/ports/http.h"

namespace jada {

/// How far a request came that failed.
struct CurlFailure {
  CURLcode code = CURLE_OK;
  bool was_connected = false;  ///< to the host itself, encrypted if it should be
  bool was_sent = false;       ///< a part of the request
  bool is_too_large = false;   ///< the answer, for us
  long system_error = 0;       ///< errno, or 0
  long proxy_status = 0;       ///< what a proxy answered to CONNECT, or 0
  std::string detail{};        ///< libcurl's own text, may name the host
  std::string meaning{};       ///< libcurl's text of the code
};

/// The message names neither the host nor the address.
HttpTrouble trouble_of(const CurlFailure&, const std::string& host, Duration patience);

}  // namespace jada
