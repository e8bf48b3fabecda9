// One action on one address, why, and field by field: the unit of a plan.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/address.h"
#include "engine/base/json.h"
#include "engine/base/time.h"
#include "engine/config/diagnostic.h"
#include "engine/ports/store.h"

namespace jada {

enum class Action { create, update, remove, refresh, copy, run, raise, resolve };
enum class Cause { edit, drift, both, expiry, schedule, unmanaged };

/// The words of the contract: `create … delete …` and `edit … unmanaged`.
std::string_view word(Action);
std::string_view word(Cause);

/// One field apart. `path` is plain: `phone`, `address.city`, `tags[2]`.
struct Edit {
  enum class Op { add, change, remove };
  std::string path;
  Op op = Op::change;
  Json before;  ///< as observed, null when absent
  Json after;   ///< as desired, null when absent
  Cause cause = Cause::edit;
};

/// Something that must still hold when a saved plan is applied; `expected` is a fingerprint, never a value.
struct Precondition {
  std::string path;  ///< observed | desired
  std::string expected;
};

/// What a kind's diff finds apart from what is desired. Kinds fill the first group; the loop the second.
struct Change {
  Address address;                        ///< with item and replica where it has them
  std::optional<Action> action{};         ///< none: reported, never acted on (an item under on_extra = "report")
  std::optional<Cause> cause{};           ///< kinds set expiry, schedule, unmanaged; loop/cause finds the others
  std::string reason{};                   ///< stable code: absent, differs, extra, …; apply must not branch on it
  std::string detail{};                   ///< one clause for people, without a full stop
  std::optional<std::string> seen{};      ///< canonical JSON object: owned attributes as observed; none: absent
  std::optional<std::string> wanted{};    ///< canonical JSON object: as desired; none: not declared
  Position source{};                      ///< where the file says so; no line: removed from it
  std::int64_t revision = 0;              ///< of the ItemRecord (or Record) it was compared with; 0: none stored
  std::optional<Digest> raw{};            ///< of the whole item as seen; without it no record of a new item is kept
  std::vector<std::string> blocked_by{};  ///< why it will not be acted on now; a kind may add its own

  std::optional<std::string> applied{};  ///< canonical JSON object: as we last made it; none: not ours
  std::optional<Time> first_seen{};      ///< when this was first found apart
  std::vector<Edit> edits{};             ///< of what is there and declared, ascending by path; else see fields_of

  /// Stable within one desired state and one observation.
  std::string id() const;
  std::vector<Precondition> preconditions() const;
};

}  // namespace jada
