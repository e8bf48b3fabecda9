#include "resources/apis/webhook.h"

#include <nettle/hmac.h>

#include "engine/base/address.h"
#include "engine/base/base64.h"
#include "engine/base/json.h"
#include "resources/apis/notice_text.h"

namespace jada {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::size_t kLeastOfKey = 24;
constexpr std::size_t kMostOfKey = 64;
constexpr std::size_t kMostOfId = 255;
constexpr std::size_t kMostOfName = 1024;
constexpr std::size_t kMostOfBody = 12 * 1024;

bool is_id(std::string_view id) { return is_resource_name(id) && id.size() <= kMostOfId; }  // the same letters

std::string seconds_text(Time at) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
}

Result<Secret> bytes_of(const Secret& key) {
  const std::string_view text = key.reveal();
  if (text.starts_with(kPrefix)) {
    auto bytes = from_base64(text.substr(kPrefix.size()));
    if (bytes && bytes->size() >= kLeastOfKey && bytes->size() <= kMostOfKey) return Secret(std::move(*bytes));
    if (bytes) wipe(*bytes);
  }
  return Error{Code::invalid, "the key of a webhook is `whsec_` and 24 to 64 bytes in base64"};
}

std::string hmac_sha256(const Secret& key, std::string_view text) {
  const auto octets = [](std::string_view bytes) { return reinterpret_cast<const std::uint8_t*>(bytes.data()); };
  hmac_sha256_ctx context;
  hmac_sha256_set_key(&context, key.size(), octets(key.reveal()));
  hmac_sha256_update(&context, text.size(), octets(text));
  std::string sum(SHA256_DIGEST_SIZE, '\0');
  hmac_sha256_digest(&context, sum.size(), reinterpret_cast<std::uint8_t*>(sum.data()));
  return sum;
}

Json event_of(const Notice& notice) {
  const auto name = [](std::string_view text) { return identified(text, kMostOfName, json_cost); };
  return {{"type", "alert." + std::string(word(notice.transition))},
          {"timestamp", to_string(notice.resolved_at.value_or(notice.fired_at))},
          {"data",
           {{"transition", word(notice.transition)},
            {"severity", word(notice.severity)},
            {"title", fitted(notice.title, kMostOfName, json_cost)},
            {"body", fitted_lines(notice.body, kMostOfBody, json_cost)},
            {"subject", name(notice.subject)},
            {"rule", name(notice.rule)},
            {"instance", name(notice.instance)},
            {"fingerprint", name(notice.fingerprint)},
            {"opened_at", to_string(notice.opened_at)},
            {"fired_at", to_string(notice.fired_at)},
            {"resolved_at", notice.resolved_at ? Json(to_string(*notice.resolved_at)) : Json()}}}};
}

}  // namespace

Result<std::string> webhook_signature(std::span<const Secret> keys, std::string_view id, Time attempt,
                                      std::string_view body) {
  if (!is_id(id)) return Error{Code::invalid, "the id of a notification is [A-Za-z0-9_-]{1,255}"};
  if (keys.empty()) return Error{Code::invalid, "a webhook needs a key"};
  const std::string text = std::string(id) + "." + seconds_text(attempt) + "." + std::string(body);
  std::string signatures;
  for (const Secret& key : keys) {
    const auto bytes = bytes_of(key);
    if (!bytes) return bytes.error();
    if (!signatures.empty()) signatures += ' ';
    signatures += "v1," + base64(hmac_sha256(*bytes, text));
  }
  return signatures;
}

Result<HttpRequest> webhook_request(const Secret& url, std::span<const Secret> keys, const std::string& id,
                                    Time attempt, const Notice& notice) {
  std::string body = canonical(event_of(notice));
  const auto signature = webhook_signature(keys, id, attempt, body);
  if (!signature) return signature.error();
  HttpRequest request{.method = "POST", .url = url.reveal()};
  request.headers = {{"Content-Type", "application/json"},
                     {"webhook-id", id},
                     {"webhook-timestamp", seconds_text(attempt)},
                     {"webhook-signature", *signature}};
  request.body = Secret(std::move(body));
  return request;
}

Delivery read_webhook_answer(const HttpAnswer& answer) { return read_status(answer, "the webhook"); }

}  // namespace jada
