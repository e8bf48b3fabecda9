// What there is to say about a plan, once for all the forms in which it is said.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kind/compare.h"
#include "engine/loop/plan.h"

namespace jada {

enum class Severity { note, warning, error };
/// `info warning error`: the words of the plan JSON.
std::string_view word(Severity);
Severity severity_of(const Change&);

/// Ids are stable: reports of different days are matched by them.
struct Rule {
  std::string_view id;    ///< JADA-DRIFT
  std::string_view name;  ///< one clause
  std::string_view help;  ///< what it means and what to do
};
std::span<const Rule> rules();
std::string_view rule_of(Cause);

struct Finding {
  std::string_view rule{};
  Severity severity = Severity::note;
  Address address{};                    ///< without replica where `replicas` says it
  std::vector<std::string> replicas{};  ///< where the same holds, ascending; empty: not about replicas
  Position source{};
  std::string message{};  ///< one line fit for a terminal; without the address unless a guard's

  // Only of a change; the pointers go into the plan and live as long as it does.
  const Change* change = nullptr;    ///< the first of those folded into this
  const Applied* applied = nullptr;  ///< none: not applied yet
  std::optional<Time> first_seen{};  ///< the earliest of those folded

  std::optional<std::string> suspension{};  ///< the resource is suspended: why and until when

  /// It still holds: no apply has mended it.
  bool open() const { return applied == nullptr || applied->fate != Applied::Fate::done; }
  bool failed() const;
};

/// Every field of the finding's change; none when it is about none.
std::vector<Edit> fields_of(const Finding&);

/// Changes in the order of the plan (in mode drift only those that are drift), equal ones across replicas as one;
/// then what could not be observed, guards, resources that are blocked, failing or suspended, and diagnostics.
std::vector<Finding> findings(const Plan&);

/// Worst first, else in the given order.
std::vector<Finding> worst_first(std::vector<Finding>);

/// By resource; what is about none stands under the empty address.
std::map<Address, std::vector<const Finding*>> by_resource(const std::vector<Finding>&);

}  // namespace jada
