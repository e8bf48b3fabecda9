#include "engine/host/curl_trouble.h"

#include <fmt/format.h>

#include <cctype>
#include <system_error>

namespace jada {
namespace {

using Why = HttpTrouble::Why;

Why why_of(const CurlFailure& failure) {
  if (failure.is_too_large) return Why::too_large;
  switch (failure.code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNKNOWN_OPTION:
    case CURLE_BAD_FUNCTION_ARGUMENT:
    case CURLE_OUT_OF_MEMORY: return Why::refused_by_us;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return Why::lookup;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS: return Why::tls;
    case CURLE_OPERATION_TIMEDOUT: return Why::timeout;
    default: return failure.was_connected ? Why::broken_off : Why::connect;
  }
}

std::string without(std::string text, const std::string& host) {
  for (auto at = text.find(host); !host.empty() && at != std::string::npos; at = text.find(host, at + 8)) {
    text.replace(at, host.size(), "the host");
  }
  return text;
}

// The errno of a broken transfer is its own only where a call of the system failed; else it is that of an address tried
// before the one that answered.
std::string reason(const CurlFailure& failure) {
  const bool is_of_system = failure.system_error != 0 && (!failure.was_connected || failure.code == CURLE_SEND_ERROR ||
                                                          failure.code == CURLE_RECV_ERROR);
  std::string text =
      is_of_system ? std::generic_category().message(static_cast<int>(failure.system_error)) : failure.meaning;
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

std::string message_of(Why why, const CurlFailure& failure, const std::string& host, Duration patience) {
  switch (why) {
    case Why::lookup:
      return failure.code == CURLE_COULDNT_RESOLVE_PROXY ? "the name of the proxy is not known"
                                                         : "the name of the host is not known";
    case Why::connect:
      if (failure.proxy_status != 0 && failure.proxy_status / 100 != 2)
        return fmt::format("the proxy answered {} to CONNECT", failure.proxy_status);
      return reason(failure);
    case Why::tls: return without(failure.detail.empty() ? failure.meaning : failure.detail, host);
    case Why::timeout:
      return fmt::format("no {} within {}", failure.was_connected ? "whole answer" : "connection", about(patience));
    case Why::too_large: return "the answer is larger than it may be";
    case Why::refused_by_us:
    case Why::broken_off: return reason(failure);
  }
  return {};
}

}  // namespace

HttpTrouble trouble_of(const CurlFailure& failure, const std::string& host, Duration patience) {
  const Why why = why_of(failure);
  return {.why = why, .sent = failure.was_sent, .message = message_of(why, failure, host, patience)};
}

}  // namespace jada
