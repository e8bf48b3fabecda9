#include "engine/host/curl_http.h"

#include <algorithm>

#include "engine/host/curl_pool.h"
#include "engine/host/curl_transfer.h"

namespace jada {
namespace {

HttpTrouble refused(std::string message) {
  return {.why = HttpTrouble::Why::refused_by_us, .message = std::move(message)};
}

bool is_token(std::string_view text) {
  const auto plain = [](unsigned char c) { return c > ' ' && c < 0x7f && c != ':' && c != ';'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), plain);
}

bool is_one_line(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos; }

// What would let a value end its line and begin another.
bool is_well_formed(const HttpRequest& request) {
  const auto sound = [](const auto& header) { return is_token(header.first) && is_one_line(header.second); };
  return is_token(request.method) && is_one_line(request.url) && is_one_line(request.authorization.reveal()) &&
         std::all_of(request.headers.begin(), request.headers.end(), sound);
}

}  // namespace

CurlHttp::CurlHttp(const Clock& clock, std::string roots)
    : clock_(clock), roots_(std::move(roots)), pool_(std::make_unique<CurlPool>()) {}

CurlHttp::~CurlHttp() = default;

std::variant<HttpAnswer, HttpTrouble> CurlHttp::send(const HttpRequest& request) {
  const auto& api = pool_->api();
  if (!api) return refused(api.error().message);
  if (!is_well_formed(request)) return refused("the method, the address or a header has characters it may not have");
  const auto address = CurlAddress::parse(*api, request.url);
  if (!address) return refused(address.error().message);
  const auto handle = pool_->take();
  if (handle == nullptr) return refused("no memory for a request");
  CurlTransfer transfer(*api, handle.get(), request, *address, clock_);
  if (!roots_.empty()) transfer.trust(roots_);
  return transfer.run();
}

}  // namespace jada
