// Looking at the world: every replica of every resource in scope, on a bounded pool.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/loop/desired.h"
#include "engine/loop/plan.h"
#include "engine/ports/env.h"
#include "engine/ports/progress.h"

namespace jada {

struct ObserveOptions {
  Scope scope{};
  std::optional<Stage> stage{};             ///< none: all of them
  const std::set<Address>* only = nullptr;  ///< of those in scope, these and what they wait for; null: all
  std::size_t parallelism = 12;
  bool stored_only = false;           ///< --no-observe
  std::optional<Duration> max_age{};  ///< a stored look that is younger stands for a new one
  bool trust_version = true;
};

/// What was seen of one resource. Sights are in the order of its replicas.
struct ResourceSnapshot {
  const Declared* declared = nullptr;
  std::vector<std::pair<std::string, Result<std::unique_ptr<Sight>>>> sights{};
  std::vector<Observation> observations{};
};

struct Snapshot {
  Time now{};
  std::vector<ResourceSnapshot> resources{};  ///< ascending by address; only those in scope
};

/// Whether --select and --exclude leave this resource in. What it waits for is looked at with it, unless excluded.
bool in_scope(const Scope&, const Address& resource);

/// Reads only. A replica that could not be observed carries the Error; the others go on. With open intents in the state
/// (a run that was killed) their replicas are looked at in full.
Result<Snapshot> observe(const Desired&, const ObserveOptions&, const Store&, const Outside&, Progress&);

}  // namespace jada
