// Slack's incoming webhooks (docs.slack.dev): the address is the key, the answer a word.
#pragma once

#include "engine/ports/http.h"
#include "resources/apis/delivery.h"
#include "resources/apis/notice.h"

namespace jada {

/// One text below 4000 characters in which nothing is markup: `& < >` are escaped, so that nobody is called by a
/// `<!channel>` in a title.
HttpRequest slack_request(const Secret& url, const Notice&);

/// Delivered is 200 with the body `ok`. Anything else with a 2xx is no Slack, and is tried again.
Delivery read_slack_answer(const HttpAnswer&);

}  // namespace jada
