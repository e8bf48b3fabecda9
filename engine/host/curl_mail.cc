#include "engine/host/curl_mail.h"

#include <algorithm>
#include <cstring>

#include "engine/base/web_address.h"
#include "engine/host/curl_pool.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

constexpr Duration kConnectPatience = 10s;

bool is_one_line(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0<>", 5)) == text.npos; }

// What would let a value end its command and begin another.
bool is_well_formed(const MailRequest& request) {
  return is_one_line(request.server) && is_one_line(request.user) && is_one_line(request.password.reveal()) &&
         is_one_line(request.from) && !request.to.empty() &&
         std::all_of(request.to.begin(), request.to.end(), is_one_line);
}

std::size_t read_message(char* buffer, std::size_t size, std::size_t count, void* rest) {
  auto& text = *static_cast<std::string_view*>(rest);
  const std::size_t taken = std::min(size * count, text.size());
  std::memcpy(buffer, text.data(), taken);
  text.remove_prefix(taken);
  return taken;
}

// One mail on one handle, whose options point into this until it is reset.
class MailTransfer {
 public:
  MailTransfer(const CurlApi& api, CURL* handle, const MailRequest& request, const std::string& roots)
      : api_(api), handle_(handle), request_(request), rest_(request.message) {
    set_connection(roots);
    set_envelope();
  }
  MailTransfer(const MailTransfer&) = delete;
  MailTransfer& operator=(const MailTransfer&) = delete;
  ~MailTransfer() { api_.slist_free_all(recipients_); }

  Result<MailAnswer> run() {
    const CURLcode code = fault_ == CURLE_OK ? api_.easy_perform(handle_) : fault_;
    long answered = 0;
    if (api_.easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &answered) != CURLE_OK) answered = 0;
    if (code == CURLE_OK || (code != CURLE_OPERATION_TIMEDOUT && answered >= 400))
      return MailAnswer{.code = static_cast<int>(answered)};
    const char* why = detail_[0] == '\0' ? api_.easy_strerror(code) : detail_;
    return Error{Code::unavailable, host_of(request_.server) + ": " + why};
  }

 private:
  template <class Value>
  void set(CURLoption option, Value value) {
    if (fault_ == CURLE_OK) fault_ = api_.easy_setopt(handle_, option, value);
  }

  void set_connection(const std::string& roots) {
    const bool is_ours = is_loopback(without_port(host_of(request_.server)));
    set(CURLOPT_URL, request_.server.c_str());
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(CURLOPT_USE_SSL, static_cast<long>(is_ours ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!roots.empty()) set(CURLOPT_CAINFO, roots.c_str());
    set(CURLOPT_NOPROXY, "*");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(request_.deadline.count()));
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(request_.deadline, kConnectPatience).count()));
    set(CURLOPT_ERRORBUFFER, detail_);
  }

  void set_envelope() {
    if (!request_.user.empty()) {
      set(CURLOPT_USERNAME, request_.user.c_str());
      set(CURLOPT_PASSWORD, request_.password.reveal().c_str());
    }
    set(CURLOPT_MAIL_FROM, request_.from.c_str());
    for (const std::string& one : request_.to) {
      curl_slist* longer = api_.slist_append(recipients_, one.c_str());
      if (longer == nullptr) fault_ = CURLE_OUT_OF_MEMORY;
      if (longer != nullptr) recipients_ = longer;
    }
    set(CURLOPT_MAIL_RCPT, recipients_);
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_READFUNCTION, &read_message);
    set(CURLOPT_READDATA, &rest_);
  }

  const CurlApi& api_;
  CURL* const handle_;
  const MailRequest& request_;
  std::string_view rest_;  // of the message, still to be read
  CURLcode fault_ = CURLE_OK;
  curl_slist* recipients_ = nullptr;
  char detail_[CURL_ERROR_SIZE] = {};
};

}  // namespace

CurlMail::CurlMail(std::string roots) : roots_(std::move(roots)), pool_(std::make_unique<CurlPool>()) {}

CurlMail::~CurlMail() = default;

Result<MailAnswer> CurlMail::send(const MailRequest& request) {
  if (!is_well_formed(request)) return Error{Code::denied, "an address of the mail has characters it may not have"};
  const auto& api = pool_->api();
  if (!api) return api.error();
  const auto handle = pool_->take();
  if (handle == nullptr) return Error{Code::unavailable, "no memory for a mail"};
  return MailTransfer(*api, handle.get(), request, roots_).run();
}

}  // namespace jada
