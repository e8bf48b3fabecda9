#include "resources/apis/delivery.h"

#include <fmt/format.h>

#include "resources/apis/notice_text.h"
#include "resources/apis/retry_after.h"

namespace jada {
namespace {

Delivery::Fate fate_of(int status) {
  using enum Delivery::Fate;
  if (status >= 200 && status < 300) return delivered;
  if (status >= 300 && status < 400) return dead_channel;
  if (status < 400 || status >= 500) return retry;
  switch (status) {
    case 401:
    case 403: return wrong_key;
    case 404:
    case 405:
    case 410: return dead_channel;
    case 408:
    case 425:
    case 429: return retry;
    default: return bad_payload;
  }
}

std::string_view meaning_of(Delivery::Fate fate, int status) {
  if (status >= 300 && status < 400) return "it redirects, which is not followed";
  if (status == 413) return "the message is too large for it";
  if (status == 429) return "it gets too many messages";
  switch (fate) {
    case Delivery::Fate::delivered: return "it has the message";
    case Delivery::Fate::retry: return "it cannot take messages now";
    case Delivery::Fate::dead_channel: return "it takes no messages at this address";
    case Delivery::Fate::wrong_key: return "it does not accept the key";
    case Delivery::Fate::bad_payload: return "it does not accept the message";
  }
  return "";
}

}  // namespace

Delivery refusal(Delivery::Fate fate, int status, std::string_view service) {
  return {.fate = fate, .reason = fmt::format("{} answered {}: {}", service, status, meaning_of(fate, status))};
}

Delivery read_status(const HttpAnswer& answer, std::string_view service) {
  const Delivery::Fate fate = fate_of(answer.status);
  if (fate == Delivery::Fate::delivered) return {.fate = fate};
  Delivery delivery = refusal(fate, answer.status, service);
  if (fate == Delivery::Fate::retry) delivery.retry_after = retry_after(answer);
  return delivery;
}

Delivery read_trouble(const HttpTrouble& trouble, std::string_view service) {
  const bool ours = trouble.why == HttpTrouble::Why::refused_by_us;
  return {.fate = ours ? Delivery::Fate::dead_channel : Delivery::Fate::retry,
          .reason = fmt::format("{} gave no answer: {}", service, fitted(trouble.message, 200, plain_cost))};
}

}  // namespace jada
