#include "engine/host/curl_transfer.h"

#include <sys/socket.h>

#include <algorithm>
#include <charconv>

#include "engine/base/text.h"
#include "engine/host/curl_trouble.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostHeaders = 256 * 1024;

// A job we start must not inherit the connection.
curl_socket_t open_socket(void*, curlsocktype, curl_sockaddr* address) {
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

long milliseconds(Duration duration) { return static_cast<long>(std::max(duration, Duration{1}).count()); }

}  // namespace

CurlTransfer::CurlTransfer(const CurlApi& api, CURL* handle, const HttpRequest& request, const CurlAddress& address,
                           const Clock& clock)
    : api_(api), handle_(handle), request_(request), address_(address), clock_(clock) {
  set_connection();
  set_content();
  set_headers();
  set_callbacks();
}

CurlTransfer::~CurlTransfer() {
  api_.slist_free_all(headers_);
  wipe(body_);
}

void CurlTransfer::set_connection() {
  set(CURLOPT_CURLU, address_.parts());
  set(CURLOPT_PATH_AS_IS, 1L);  // a signed path is sent as it was signed
  set(CURLOPT_PROTOCOLS_STR, address_.may_be_plain() ? "https,http" : "https");
  if (address_.may_be_plain()) set(CURLOPT_NOPROXY, "*");
  if (api_.has_roots_by_name) set(CURLOPT_CAINFO, static_cast<const char*>(nullptr));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_TIMEOUT_MS, milliseconds(request_.deadline));
  set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(std::min(request_.deadline, request_.connect_within)));
}

void CurlTransfer::trust(const std::string& file) {
  const std::string& roots = request_.roots.empty() ? file : request_.roots;
  if (roots.empty()) return;
  set(CURLOPT_CAINFO, roots.c_str());
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

void CurlTransfer::set_content() {
  const bool carries = !request_.body.empty() || request_.method == "POST";
  if (carries) {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(CURLOPT_POSTFIELDS, request_.body.reveal().data());  // not copied: the request outlives the transfer
  }
  if (request_.method == "HEAD") set(CURLOPT_NOBODY, 1L);
  set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

void CurlTransfer::set_headers() {
  bool has_type = false;
  for (const auto& [name, value] : request_.headers) {
    has_type = has_type || lower(name) == "content-type";
    add_header(value.empty() ? name + ";" : name + ": " + value);  // `name:` would take the header away
  }
  if (!has_type) add_header("Content-Type:");  // libcurl's guess
  add_header("Expect:");
  if (!request_.authorization.empty()) add_secret_header("Authorization", request_.authorization);
  for (const auto& [name, value] : request_.secret_headers) add_secret_header(name, value);
  set(CURLOPT_USERAGENT, "jada-reconcile");
  set(CURLOPT_HTTPHEADER, headers_);
}

void CurlTransfer::add_secret_header(std::string_view name, const Secret& value) {
  std::string line(name);
  append_wiping(line, ": ");
  append_wiping(line, value.reveal());
  add_header(line);
  wipe(line);
}

void CurlTransfer::add_header(const std::string& line) {
  curl_slist* longer = api_.slist_append(headers_, line.c_str());
  if (longer == nullptr) fault_ = CURLE_OUT_OF_MEMORY;
  if (longer != nullptr) headers_ = longer;
}

void CurlTransfer::set_callbacks() {
  set(CURLOPT_ERRORBUFFER, detail_);
  set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(CURLOPT_PREREQFUNCTION, &on_ready);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_HEADERFUNCTION, &on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &on_body);
  set(CURLOPT_WRITEDATA, this);
}

std::variant<HttpAnswer, HttpTrouble> CurlTransfer::run() {
  return finish(fault_ == CURLE_OK ? api_.easy_perform(handle_) : fault_);
}

std::variant<HttpAnswer, HttpTrouble> CurlTransfer::finish(CURLcode code) {
  if (code != CURLE_OK) return trouble(code);
  answer_.status = static_cast<int>(number(CURLINFO_RESPONSE_CODE));
  answer_.body = Secret(std::move(body_));
  return std::move(answer_);
}

long CurlTransfer::number(CURLINFO which) const {
  long value = 0;
  return api_.easy_getinfo(handle_, which, &value) == CURLE_OK ? value : 0;
}

HttpTrouble CurlTransfer::trouble(CURLcode code) const {
  const CurlFailure failure{
      .code = code,
      .was_connected = was_ready_,
      .was_sent = was_ready_ && number(CURLINFO_REQUEST_SIZE) > 0,
      .is_too_large = is_too_large_,
      .system_error = number(CURLINFO_OS_ERRNO),
      .proxy_status = number(CURLINFO_HTTP_CONNECTCODE),
      .detail = detail_,
      .meaning = api_.easy_strerror(code),
  };
  const Duration patience = was_ready_ ? request_.deadline : std::min(request_.deadline, request_.connect_within);
  return trouble_of(failure, address_.host(), patience);
}

// The connection stands and the next byte is the request's. libcurl comes here a second time when a connection kept
// from before broke off: the server may have acted on what was sent, so that only what changes nothing is sent again.
bool CurlTransfer::may_begin() {
  const bool changes_nothing = request_.method == "GET" || request_.method == "HEAD";
  if (was_ready_ && !changes_nothing && number(CURLINFO_REQUEST_SIZE) > 0) return false;
  was_ready_ = true;
  answer_.sent_at = clock_.now();
  return true;
}

bool CurlTransfer::take_header(std::string_view line) {
  header_bytes_ += line.size();
  is_too_large_ = header_bytes_ > kMostHeaders;
  if (line.starts_with("HTTP/")) {  // the last one counts: interim answers come before it
    answer_.received_at = clock_.now();
    answer_.headers.clear();
  }
  const auto colon = line.find(':');
  if (line.starts_with("HTTP/") || colon == std::string_view::npos) return !is_too_large_;
  const std::string name = lower(trimmed(line.substr(0, colon)));
  const std::string_view value = trimmed(line.substr(colon + 1));
  std::size_t length = 0;
  if (name == "content-length") std::from_chars(value.data(), value.data() + value.size(), length);
  body_.reserve(std::min(length, request_.most));
  answer_.headers.emplace_back(name, value);
  return !is_too_large_;
}

bool CurlTransfer::take_body(std::string_view piece) {
  is_too_large_ = body_.size() + piece.size() > request_.most;
  if (!is_too_large_) append_wiping(body_, piece);
  return !is_too_large_;
}

int CurlTransfer::on_ready(void* self, char*, char*, int, int) {
  return static_cast<CurlTransfer*>(self)->may_begin() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

std::size_t CurlTransfer::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  return static_cast<CurlTransfer*>(self)->take_header({bytes, size * count}) ? size * count : 0;
}

std::size_t CurlTransfer::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  return static_cast<CurlTransfer*>(self)->take_body({bytes, size * count}) ? size * count : 0;
}

}  // namespace jada
