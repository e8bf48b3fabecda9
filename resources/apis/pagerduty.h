// PagerDuty's Events API v2: an alert is triggered, acknowledged and resolved under one key of ours.
#pragma once

#include <string>

#include "engine/ports/http.h"
#include "resources/apis/delivery.h"
#include "resources/apis/notice.h"

namespace jada {

inline constexpr const char* kPagerDutyAddress = "https://events.pagerduty.com/v2/enqueue";

enum class PagerDutyAction { trigger, acknowledge, resolve };

/// Resolve when it is over, trigger for all else: repeated, a trigger joins the open incident.
PagerDutyAction pagerduty_action(const Notice&);

/// `jada/<instance>/<fingerprint>`, at most 255 bytes: the same for every notice of an alert, two alerts' never the
/// same.
std::string pagerduty_dedup_key(const Notice&);

/// At most 1024 characters of summary and 512 KB in all. `url` is kPagerDutyAddress but for other regions and tests.
HttpRequest pagerduty_request(const std::string& url, const Secret& routing_key, PagerDutyAction, const Notice&);

/// 400 is never tried again: it is the key's fault when the answer names the key, the event's otherwise.
Delivery read_pagerduty_answer(const HttpAnswer&);

}  // namespace jada
