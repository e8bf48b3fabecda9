// Prometheus' Alertmanager, API v2: an alert is its labels, and lives as long as it is sent again.
#pragma once

#include <map>
#include <span>
#include <string>

#include "engine/ports/http.h"
#include "resources/apis/delivery.h"
#include "resources/apis/notice.h"

namespace jada {

/// [a-zA-Z_][a-zA-Z0-9_]*, and not `__…`, which Prometheus keeps to itself.
bool is_label_name(std::string_view);

/// What is added to the labels of every alert; names as is_label_name. Ours win: they are what an alert is known by.
using Labels = std::map<std::string, std::string>;

/// One POST for all notices, at least one. `base` is the address without `/api/v2`; each peer is sent the same. What is
/// firing ends `lifetime` after `now` unless it is sent again before, so that it resolves when we die; what is over
/// ended when it was resolved, and carries its annotations again, since they are replaced. Code::invalid names a label
/// that has no good name.
Result<HttpRequest> alertmanager_request(const std::string& base, const Secret& authorization, const Labels&,
                                         std::span<const Notice>, Time now, Duration lifetime);

Delivery read_alertmanager_answer(const HttpAnswer&);

}  // namespace jada
