#include "engine/host/curl_address.h"

#include <algorithm>

#include "engine/base/web_address.h"

namespace jada {
namespace {

Error refused(const std::string& why) { return {Code::invalid, why}; }

bool is_token(std::string_view text) {
  const auto plain = [](unsigned char c) { return c > ' ' && c < 0x7f && c != ':' && c != ';'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), plain);
}

bool is_one_line(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos; }

// What would let a value end its line and begin another.
bool is_well_formed(const HttpRequest& request) {
  const auto sound = [](const auto& header) { return is_token(header.first) && is_one_line(header.second); };
  const auto secretly_sound = [](const auto& header) {
    return is_token(header.first) && is_one_line(header.second.reveal());
  };
  return is_token(request.method) && is_one_line(request.url) && is_one_line(request.authorization.reveal()) &&
         std::all_of(request.headers.begin(), request.headers.end(), sound) &&
         std::all_of(request.secret_headers.begin(), request.secret_headers.end(), secretly_sound);
}

}  // namespace

std::string CurlAddress::part(const CurlApi& api, CURLUPart which) const {
  char* found = nullptr;
  if (api.url_get(parts_.get(), which, &found, 0) != CURLUE_OK) return "";
  std::string text = found;
  api.free(found);
  return text;
}

Result<CurlAddress> CurlAddress::parse(const CurlApi& api, const HttpRequest& request) {
  if (!is_well_formed(request)) return refused("the method, the address or a header has characters it may not have");
  CurlAddress address(api);
  if (address.parts_ == nullptr) return refused("no memory for the address");
  const CURLUcode code = api.url_set(address.parts_.get(), CURLUPART_URL, request.url.c_str(), CURLU_DISALLOW_USER);
  if (code == CURLUE_USER_NOT_ALLOWED) return refused("the address has credentials in it");
  if (code != CURLUE_OK) return refused(std::string("this is no address of the web: ") + api.url_strerror(code));
  const std::string scheme = address.part(api, CURLUPART_SCHEME);
  address.host_ = address.part(api, CURLUPART_HOST);
  // libcurl writes an IPv4 address of any spelling with four numbers, and never asks a server for `localhost`.
  address.may_be_plain_ =
      is_loopback(address.host_) || (request.to_metadata_service && is_metadata_service(address.host_));
  if (scheme == "https" || (scheme == "http" && address.may_be_plain_)) return address;
  return refused(scheme == "http" ? "http is unencrypted, and allowed to this machine only"
                                  : "the address is not https");
}

}  // namespace jada
