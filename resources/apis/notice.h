// What a channel is told of an alert, before any service's way of writing it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.h"

namespace jada {

/// Texts may be hostile: whoever writes them cleans and cuts them.
struct Notice {
  enum class Transition { fired, repeated, escalated, resolved, flapping, settled };
  enum class Severity { info, warning, error, critical };

  Transition transition = Transition::fired;
  Severity severity = Severity::error;
  std::string title{};              ///< one line: what is wrong
  std::vector<std::string> body{};  ///< what, since when, why, what depends on it, the command to run
  std::string subject{};            ///< an address, or what a rule in SQL names
  std::string rule{};
  std::string instance{};     ///< the node that says it
  std::string fingerprint{};  ///< of the alert: the same from its first notice to its last, also after a restart
  Time opened_at{};
  Time fired_at{};
  std::optional<Time> resolved_at{};
};

/// Whether nothing is wrong any more: resolved, or settled with a time of resolution.
bool is_over(const Notice&);

std::string_view word(Notice::Transition);
std::string_view word(Notice::Severity);

}  // namespace jada
