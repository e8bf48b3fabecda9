// What is to be done about a schedule now: pure, from its ledger and the time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "resources/sync/sync.h"

namespace jada {

struct Agenda {
  struct Begin {
    Slot slot{};           ///< to be taken; one that is open already: its next attempt
    std::string reason{};  ///< due | late | retry | interrupted | catch_up
  };
  std::vector<Slot> ended{};  ///< slots that end without a run (or another one): missed, skipped, blocked, failed
  std::optional<Begin> begin{};
  std::string blocked_by{};  ///< why what is due is not begun; empty: it is, or nothing is due
  std::optional<Time> next_at{};
};

/// Every slot up to `now` is in the ledger, in `ended`, in `begin`, or waits behind one that runs.
Agenda agenda_of(const Sync::Spec&, const Sync::Observed&, Time now);

/// `token.google: refresh token revoked`; empty: all it needs can be used.
std::string unusable_need(const Sync::Observed&);

}  // namespace jada
