// ntfy: a topic is a channel, and on a public server its name is all the key there is.
#pragma once

#include <string>
#include <string_view>

#include "engine/ports/http.h"
#include "resources/apis/delivery.h"
#include "resources/apis/notice.h"

namespace jada {

/// [A-Za-z0-9_-]{1,64}
bool is_ntfy_topic(std::string_view);

/// One JSON of at most 4096 bytes to the root of the server. `authorization` may be empty, `topic` is one that
/// is_ntfy_topic() knows.
HttpRequest ntfy_request(const std::string& base, const Secret& authorization, const Secret& topic, const Notice&);

Delivery read_ntfy_answer(const HttpAnswer&);

}  // namespace jada
