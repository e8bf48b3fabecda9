// Where a request goes, if it may go there.
#pragma once

#include <memory>
#include <string>

#include "engine/host/curl_api.h"
#include "engine/ports/http.h"

namespace jada {

class CurlAddress {
 public:
  /// As libcurl itself reads it. invalid: no address; with credentials in it; neither https nor http to this machine
  /// (127.0.0.0/8, ::1, localhost) or, where the request says so, to a metadata service; a header that would end its
  /// line. Messages repeat none of it.
  static Result<CurlAddress> parse(const CurlApi&, const HttpRequest&);

  CURLU* parts() const { return parts_.get(); }
  const std::string& host() const { return host_; }
  /// Nothing leaves for a network that others share: without encryption, past any proxy.
  bool may_be_plain() const { return may_be_plain_; }

 private:
  struct Free {
    const CurlApi* api;
    void operator()(CURLU* parts) const { api->url_cleanup(parts); }
  };
  explicit CurlAddress(const CurlApi& api) : parts_(api.url(), Free{&api}) {}
  std::string part(const CurlApi&, CURLUPart) const;

  std::unique_ptr<CURLU, Free> parts_;
  std::string host_{};
  bool may_be_plain_ = false;
};

}  // namespace jada
