#include "engine/host/curl_address.h"

#include "engine/base/web_address.h"

namespace jada {
namespace {

Error refused(const std::string& why) { return {Code::invalid, why}; }

}  // namespace

std::string CurlAddress::part(const CurlApi& api, CURLUPart which) const {
  char* found = nullptr;
  if (api.url_get(parts_.get(), which, &found, 0) != CURLUE_OK) return "";
  std::string text = found;
  api.free(found);
  return text;
}

Result<CurlAddress> CurlAddress::parse(const CurlApi& api, const std::string& url) {
  CurlAddress address(api);
  if (address.parts_ == nullptr) return refused("no memory for the address");
  const CURLUcode code = api.url_set(address.parts_.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER);
  if (code == CURLUE_USER_NOT_ALLOWED) return refused("the address has credentials in it");
  if (code != CURLUE_OK) return refused(std::string("this is no address of the web: ") + api.url_strerror(code));
  const std::string scheme = address.part(api, CURLUPART_SCHEME);
  address.host_ = address.part(api, CURLUPART_HOST);
  // libcurl writes an IPv4 address of any spelling with four numbers, and never asks a server for `localhost`.
  address.is_this_machine_ = is_loopback(address.host_);
  if (scheme == "https" || (scheme == "http" && address.is_this_machine_)) return address;
  return refused(scheme == "http" ? "http is unencrypted, and allowed to this machine only"
                                  : "the address is not https");
}

}  // namespace jada
