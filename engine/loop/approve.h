// Saved and shown plans: what was approved, and whether it still holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/loop/desired.h"
#include "engine/loop/plan.h"

namespace jada {

/// One change somebody approved. It is carried out only while its preconditions hold.
struct ApprovedChange {
  std::string address;  ///< with item and replica
  std::string action;
  std::vector<Precondition> preconditions{};
};

struct Approval {
  std::string plan_id;
  std::string lineage;  ///< of the state it was made with; empty: none existed yet
  Time expires_at{};
  bool saved = false;  ///< read from a file: it speaks of nothing that came after it
  std::vector<ApprovedChange> changes{};
};

/// What is approved by saying yes to this plan: every change that acts.
Approval approval_of(const Plan&);

/// From a file that `plan --out` wrote. invalid: it is none, or of a format we do not know.
Result<Approval> read_approval(std::string_view plan_json);

/// conflict: expired, or made with another state; the message says what to do.
Result<Done> check_approval(const Approval&, const StateIdentity&, Time now);

/// Holds back every change of the fresh plan that was not approved. Returns what was approved and no longer holds, in
/// words: then nothing may be carried out.
/// What later stages do is asked of nobody, and decided when they have their turn.
std::vector<std::string> keep_approved(Plan& fresh, const Approval&, const Desired&);

}  // namespace jada
