// Anybody's endpoint, sent to as Standard Webhooks 1.0.0 says: signed, with an id that tells a retry from news.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/ports/http.h"
#include "resources/apis/delivery.h"
#include "resources/apis/notice.h"

namespace jada {

/// `v1,<base64>` of HMAC-SHA256 over `id.seconds.body`, one for each key, blanks between: while keys are rotated a
/// receiver may know either. A key is `whsec_` and 24 to 64 bytes in base64. Code::invalid for any other, for none, and
/// for an id that is not [A-Za-z0-9_-]{1,255}; the message repeats no key.
Result<std::string> webhook_signature(std::span<const Secret> keys, std::string_view id, Time attempt,
                                      std::string_view body);

/// `{"type":"alert.fired","timestamp":…,"data":{…}}`, below 20 kB. `id` names the notification and is the same at every
/// attempt; `attempt` is the time of this one. Errors of webhook_signature().
Result<HttpRequest> webhook_request(const Secret& url, std::span<const Secret> keys, const std::string& id,
                                    Time attempt, const Notice&);

/// What an endpoint says of itself is not repeated: nobody knows what it quotes.
Delivery read_webhook_answer(const HttpAnswer&);

}  // namespace jada
