// The plan: everything found apart, what would be done about it, and what holds it back. A value.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/config/diagnostic.h"
#include "engine/kind/change.h"
#include "engine/ports/store.h"

namespace jada {

/// One limit held against the plan.
struct GuardVerdict {
  std::string name;   ///< max_delete | max_update | empty_desired | not_ours
  Address address;    ///< the resource
  std::string limit;  ///< as declared: `10%`
  std::size_t actual = 0;
  std::size_t population = 0;
  bool refused = false;
  std::string allow{};       ///< the exact --allow expression that lets it pass: `delete:roster.crew<=40`
  std::string allowed_by{};  ///< the --allow expression that did let it pass
};

/// One look at one replica of one resource.
struct Observation {
  Address address;  ///< with replica
  bool ok = true;
  Time observed_at{};  ///< of the last good look when not ok
  std::string error{};
  std::size_t items = 0;
};

enum class Condition { ready, pending, drifted, failing, unknown, blocked, suspended };
std::string_view word(Condition);

/// How one declared resource stands; one test case of a report.
struct Standing {
  Address address;
  Condition condition = Condition::ready;
  std::string reason{};   ///< stable one-word code
  std::string message{};  ///< one sentence for people
  std::optional<Cause> cause{};
  Position source{};
  std::optional<Time> suspended_until{};
  std::string suspend_reason{};
  bool suspended = false;  ///< acting is suspended; what was found is in the changes all the same
  std::size_t items = 0;
};

/// What apply made of one change.
struct Applied {
  enum class Fate { not_tried, done, conflict, failed };
  Fate fate = Fate::not_tried;
  std::string error{};
  std::string remedy{};   ///< failed: what a person does next; empty: nothing but another apply
  bool is_noted = false;  ///< in the book, or told to somebody: nothing of the world changed
  bool in_doubt = false;  ///< failed without an answer that proves anything: it may be done all the same
};

struct Scope {
  std::vector<std::string> select{};
  std::vector<std::string> exclude{};
  bool complete() const { return select.empty() && exclude.empty(); }
};

struct Plan {
  std::string mode = "plan";  ///< plan | apply | drift
  std::string tool_version{};
  Time created_at{};
  Time expires_at{};
  std::string desired_path{};
  std::string desired_sha256{};
  StateIdentity state{};
  Scope scope{};

  std::vector<Observation> observations{};  ///< ascending by address
  std::vector<Change> changes{};            ///< ascending by address, item, replica; also those without an action
  std::vector<GuardVerdict> guards{};       ///< those that bind, ascending by address and name
  std::vector<Diagnostic> diagnostics{};    ///< errors when there is no plan; warnings and notes otherwise
  std::vector<Standing> standings{};        ///< ascending by address; only what is in scope
  std::map<Address, std::vector<Address>> depends_on{};  ///< of the resources that have changes
  std::vector<Applied> applied{};                        ///< parallel to changes once applied, else empty
  int exit_code = 0;                                     ///< set last, by loop/exit_code

  /// `sha256:…` over everything but times: equal plans, equal ids.
  std::string id() const;
};

/// Where the changes of one resource stand in plan.changes: [first, last).
struct IndexRange {
  std::size_t first = 0;
  std::size_t last = 0;
};
IndexRange changes_of(const Plan&, const Address& resource);
/// How one resource stands; null: it was not looked at.
const Standing* standing_of(const Plan&, const Address& resource);
/// The looks at one resource, one of each replica.
std::span<const Observation> observations_of(const Plan&, const Address& resource);

/// It would be carried out by an apply: it has an action and nothing holds it.
bool acts(const Change&);
/// The world is not as it was last made or known: cause drift, both, expiry or unmanaged.
bool is_drift(const Change&);

struct Summary {
  std::map<std::string, std::size_t> by_action{};  ///< always every word of Action; only changes that act
  std::map<std::string, std::size_t> by_cause{};   ///< always every word of Cause; every change
  std::size_t held = 0;                            ///< have an action, but something holds them
  std::size_t reported = 0;                        ///< have no action
};
Summary summarise(const Plan&);

}  // namespace jada
