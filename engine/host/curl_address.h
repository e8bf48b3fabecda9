// Where a request goes, if it may go there.
#pragma once

#include <memory>
#include <string>

#include "engine/host/curl_api.h"

namespace jada {

class CurlAddress {
 public:
  /// As libcurl itself reads it. invalid: no address; with credentials in it; neither https nor http to this machine
  /// (127.0.0.0/8, ::1, localhost). Messages do not repeat it.
  static Result<CurlAddress> parse(const CurlApi&, const std::string& url);

  CURLU* parts() const { return parts_.get(); }
  const std::string& host() const { return host_; }
  bool is_this_machine() const { return is_this_machine_; }

 private:
  struct Free {
    const CurlApi* api;
    void operator()(CURLU* parts) const { api->url_cleanup(parts); }
  };
  explicit CurlAddress(const CurlApi& api) : parts_(api.url(), Free{&api}) {}
  std::string part(const CurlApi&, CURLUPart) const;

  std::unique_ptr<CURLU, Free> parts_;
  std::string host_{};
  bool is_this_machine_ = false;
};

}  // namespace jada
