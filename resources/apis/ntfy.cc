#include "resources/apis/ntfy.h"

#include "engine/base/address.h"
#include "engine/base/json_secret.h"
#include "resources/apis/notice_text.h"

namespace jada {
namespace {

constexpr std::size_t kMostOfTopic = 64;
// 4096 less the title, the topic, the tag and what JSON needs around them.
constexpr std::size_t kMostOfMessage = 3100;

int priority_of(const Notice& notice) {
  if (is_over(notice)) return 3;
  switch (notice.severity) {
    case Notice::Severity::info: return 2;
    case Notice::Severity::warning: return 3;
    case Notice::Severity::error: return 4;
    case Notice::Severity::critical: return 5;
  }
  return 3;
}

const char* tag_of(const Notice& notice) {
  if (is_over(notice)) return "white_check_mark";
  if (notice.severity == Notice::Severity::info) return "information_source";
  return priority_of(notice) > 3 ? "rotating_light" : "warning";
}

}  // namespace

bool is_ntfy_topic(std::string_view topic) {
  return is_resource_name(topic) && topic.size() <= kMostOfTopic;  // the same letters
}

HttpRequest ntfy_request(const std::string& base, const Secret& authorization, const Secret& topic,
                         const Notice& notice) {
  const Json event{{"title", headline(notice, json_cost)},
                   {"message", message(notice, kMostOfMessage, json_cost)},
                   {"priority", priority_of(notice)},
                   {"tags", {tag_of(notice)}}};
  HttpRequest request{.method = "POST", .url = base};
  request.headers = {{"Content-Type", "application/json"}};
  request.authorization = authorization.copy();
  request.body = with_secret(canonical(event), "topic", topic);
  return request;
}

Delivery read_ntfy_answer(const HttpAnswer& answer) { return read_status(answer, "ntfy"); }

}  // namespace jada
