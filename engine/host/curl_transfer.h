// One request on one handle of libcurl.
#pragma once

#include <memory>
#include <variant>

#include "engine/host/curl_address.h"
#include "engine/host/curl_api.h"
#include "engine/ports/clock.h"
#include "engine/ports/http.h"

namespace jada {

/// Runs once. The handle's options point into this and the request until it is reset.
class CurlTransfer {
 public:
  CurlTransfer(const CurlApi&, CURL* handle, const HttpRequest&, const CurlAddress&, const Clock&);
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;
  ~CurlTransfer();

  /// Roots of trust from that PEM file, unless the request names another; empty: the system's.
  void trust(const std::string& file);
  std::variant<HttpAnswer, HttpTrouble> run();
  /// What came of it, when somebody else performed it with the code `code`.
  std::variant<HttpAnswer, HttpTrouble> finish(CURLcode code);
  /// The first option refused, if any: then it must not be performed.
  CURLcode fault() const { return fault_; }

 private:
  template <class Value>
  void set(CURLoption option, Value value) {
    if (fault_ == CURLE_OK) fault_ = api_.easy_setopt(handle_, option, value);
  }
  void set_connection();
  void set_content();
  void set_headers();
  void add_secret_header(std::string_view name, const Secret& value);
  void set_callbacks();
  void add_header(const std::string& line);
  long number(CURLINFO which) const;
  HttpTrouble trouble(CURLcode code) const;

  bool may_begin();
  bool take_header(std::string_view line);
  bool take_body(std::string_view piece);

  static int on_ready(void* self, char*, char*, int, int);
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);

  const CurlApi& api_;
  CURL* const handle_;
  const HttpRequest& request_;
  const CurlAddress& address_;
  const Clock& clock_;
  CURLcode fault_ = CURLE_OK;  // of the first option refused
  curl_slist* headers_ = nullptr;
  char detail_[CURL_ERROR_SIZE] = {};
  bool was_ready_ = false;
  bool is_too_large_ = false;
  std::size_t header_bytes_ = 0;
  std::string body_{};
  HttpAnswer answer_{};
};

}  // namespace jada
