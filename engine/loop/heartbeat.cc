#include "engine/loop/heartbeat.h"

#include <algorithm>

#include "engine/base/web_address.h"
#include "engine/config/read_secret.h"

namespace jada {
namespace {

Result<Secret> read_address(const SecretRef& address, Secrets& secrets) {
  auto read = read_secret(address, secrets);
  if (!read) return within("heartbeat", read.error());
  if (address.from == SecretRef::From::env) return read;
  const std::string& text = read->reveal();
  const auto end = text.find_last_not_of(" \t\r\n");
  return Secret(text.substr(0, end == std::string::npos ? 0 : end + 1));
}

// `…/slug?create=1` fails at `…/slug/fail?create=1`.
Secret failing(const Secret& address) {
  const std::string& url = address.reveal();
  const auto end = std::min(url.find_first_of("?#"), url.size());
  std::string text;
  append_wiping(text, std::string_view(url).substr(0, end));
  append_wiping(text, text.ends_with('/') ? "fail" : "/fail");
  append_wiping(text, std::string_view(url).substr(end));
  Secret failing(text);
  wipe(text);
  return failing;
}

}  // namespace

std::optional<bool> Heartbeat::due(bool is_good, Time now) {
  if (last_ == is_good && now < next_at_) return std::nullopt;
  last_ = is_good;
  next_at_ = now + std::chrono::minutes{1};
  return is_good;
}

Result<Done> ping(const SecretRef& address, bool is_good, Http& http, Secrets& secrets) {
  auto base = read_address(address, secrets);
  if (!base) return base.error();
  if (!is_trustworthy(base->reveal()))
    return Error{Code::invalid, "heartbeat: the address is neither https nor http to this machine"};
  HttpRequest request{.url = {}, .deadline = std::chrono::seconds{10}, .most = 16 * 1024};
  append_wiping(request.url, is_good ? base->reveal() : failing(*base).reveal());
  const auto answer = http.send(request);
  wipe(request.url);
  if (const auto* trouble = std::get_if<HttpTrouble>(&answer))
    return Error{Code::unavailable, "heartbeat: " + trouble->message};
  const int status = std::get<HttpAnswer>(answer).status;
  if (status >= 200 && status < 300) return Done{};
  return Error{Code::unavailable, "heartbeat: answered " + std::to_string(status)};
}

}  // namespace jada
