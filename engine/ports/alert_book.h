// The book of alerts and the outbox: what is wrong, who is to be told of it, and what became of that.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/address.h"
#include "engine/base/time.h"

namespace jada {

/// One alert: of one rule, one subject and one diagnosis, over all the times it came and went.
struct AlertRecord {
  std::string id{};           ///< of those three, the same for ever
  std::int64_t revision = 0;  ///< as in Record
  std::string rule{};         ///< the alert's address
  std::string subject{};      ///< an address, or what a rule in SQL names
  std::string diagnosis{};    ///< one word
  std::string state{};        ///< pending | firing | acked | silenced | resolved
  std::string severity{};     ///< info | warning | error | critical
  std::string summary{};      ///< one line
  std::string remedy{};       ///< what a person does next; may be empty
  std::string life{};         ///< JSON: what the next look at it needs
  Time opened_at{};
  std::optional<Time> fired_at{};
  std::optional<Time> acked_at{};
  std::optional<Time> resolved_at{};
  int occurrences = 0;
};

/// One thing to be told to one channel: stands in the outbox until it is told or given up, with a reason.
struct NoticeRecord {
  std::string id{};           ///< made of alert, number and channel: the same for every attempt
  std::int64_t revision = 0;  ///< as in Record; one that is there already is no conflict, and left alone
  std::string alert_id{};
  Address channel;
  std::string transition{};        ///< fired | repeated | escalated | resolved | flapping | settled
  std::string notice{};            ///< JSON: what is told
  std::string status = "waiting";  ///< waiting | sent | refused | diverted (the fallback has it) | dropped
  int attempts = 0;
  Time created_at{};
  std::optional<Time> next_attempt_at{};  ///< waiting: not before
  std::optional<Time> sent_at{};
  std::string error{};  ///< of the last attempt, without secrets and addresses

  bool is_waiting() const { return status == "waiting"; }
};

}  // namespace jada
