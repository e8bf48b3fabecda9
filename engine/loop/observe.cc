#include "engine/loop/observe.h"

#include <algorithm>

#include "engine/base/json.h"
#include "engine/loop/intent.h"
#include "engine/loop/order.h"
#include "engine/loop/pool.h"

namespace jada {
namespace {

struct Job {
  std::size_t resource;  // index into the snapshot
  std::size_t replica;
  Look look;
};

bool matches_any(const std::vector<std::string>& globs, const std::string& address) {
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) { return glob_matches(glob, address); });
}

Address with_replica(const Address& resource, const std::string& replica) {
  return {resource.kind, resource.name, {}, replica};
}

bool young_enough(const ObserveOptions& options, const std::optional<Record>& prior, Time now) {
  return options.max_age && prior && prior->observed_at && now - *prior->observed_at <= *options.max_age;
}

// Each worker reads the state through a view of its own; the calling thread has the store itself.
class Views {
 public:
  Views(const Store& store, std::size_t width) : store_(store), views_(width) {}

  Result<const StateView*> of(std::size_t worker) {
    if (worker == 0) return static_cast<const StateView*>(&store_);
    if (!views_[worker]) {
      auto view = store_.snapshot();
      if (!view) return view.error();
      views_[worker] = std::move(*view);
    }
    return static_cast<const StateView*>(views_[worker].get());
  }

 private:
  const Store& store_;
  std::vector<std::unique_ptr<StateView>> views_;
};

// What is in scope, and what that waits for: a change must not be carried out in a place nobody looked at.
std::set<Address> looked_at(const Desired& desired, const ObserveOptions& options) {
  const Scope& scope = options.scope;
  std::set<Address> wanted;
  std::vector<const Declared*> open;
  for (const Declared& declared : desired.resources) {
    if (options.only != nullptr && !options.only->contains(declared.address)) continue;
    if (in_scope(scope, declared.address)) open.push_back(&declared);
  }
  while (!open.empty()) {
    const Declared* declared = open.back();
    open.pop_back();
    if (!wanted.insert(declared->address).second) continue;
    for (const Address& needed : dependencies(*declared)) {
      const Declared* one = desired.find(needed);
      if (one != nullptr && !matches_any(scope.exclude, to_string(needed))) open.push_back(one);
    }
  }
  return wanted;
}

Result<std::vector<Job>> lay_out(const Desired& desired, const ObserveOptions& options, const Store& store,
                                 Snapshot& snapshot) {
  const auto interrupted = open_intents(store);
  if (!interrupted) return interrupted.error();
  std::vector<Job> jobs;
  const auto wanted = looked_at(desired, options);
  for (const Declared& declared : desired.resources) {
    if (!wanted.contains(declared.address) || (options.stage && declared.stage != *options.stage)) continue;
    ResourceSnapshot& resource = snapshot.resources.emplace_back();
    resource.declared = &declared;
    for (const std::string& replica : declared.resource->replicas()) {
      Look look{.address = with_replica(declared.address, replica)};
      auto prior = store.find(look.address);
      if (!prior) return prior.error();
      look.prior = std::move(*prior);
      const bool was_interrupted = interrupted->contains(look.address);
      look.stored_only = !was_interrupted && (options.stored_only || young_enough(options, look.prior, snapshot.now));
      look.trust_version = options.trust_version && !was_interrupted;
      resource.sights.emplace_back(replica, Error{Code::internal, "not observed"});
      resource.observations.push_back({.address = look.address});
      jobs.push_back({snapshot.resources.size() - 1, resource.sights.size() - 1, std::move(look)});
    }
  }
  return jobs;
}

// How much a thread of its own must have to do: starting one and opening the state for it costs as much as scanning
// this many items on this machine.
constexpr std::size_t kItemsWorthAThread = 20'000;

std::size_t items_last_seen(const Look& look) {
  if (!look.prior || look.address.replica.empty()) return 0;  // only replicas have many
  const auto standing = parse_json(look.prior->standing);
  return standing && standing->is_object() ? standing->value("items", std::size_t{0}) : 0;
}

std::size_t width_for(const std::vector<Job>& jobs, const Snapshot& snapshot, std::size_t parallelism) {
  std::size_t worth = 0;
  std::size_t items = 0;
  for (const Job& job : jobs) {
    worth += snapshot.resources[job.resource].declared->resource->remote() ? 1 : 0;
    items += items_last_seen(job.look);
  }
  worth += items / kItemsWorthAThread;
  return std::clamp<std::size_t>(worth, 1, std::max<std::size_t>(1, std::min(parallelism, jobs.size())));
}

void note(Observation& observation, const Look& look, const Result<std::unique_ptr<Sight>>& sight, Time now) {
  const auto last_good = look.prior ? look.prior->observed_at : std::nullopt;
  observation.ok = sight.has_value();
  observation.observed_at = look.stored_only || !sight ? last_good.value_or(Time{}) : now;
  if (!sight) observation.error = sight.error().message;
}

}  // namespace

bool in_scope(const Scope& scope, const Address& resource) {
  const std::string address = to_string(resource);
  if (!scope.select.empty() && !matches_any(scope.select, address)) return false;
  return !matches_any(scope.exclude, address);
}

Result<Snapshot> observe(const Desired& desired, const ObserveOptions& options, const Store& store,
                         const Outside& outside, Progress& progress) {
  Snapshot snapshot{.now = outside.clock.now()};
  auto jobs = lay_out(desired, options, store, snapshot);
  if (!jobs) return jobs.error();

  const std::size_t width = width_for(*jobs, snapshot, options.parallelism);
  Views views(store, width);
  progress.begin("observing", {{"", jobs->size()}});
  on_pool(jobs->size(), width, [&](std::size_t worker, std::size_t index) {
    const Job& job = (*jobs)[index];
    ResourceSnapshot& resource = snapshot.resources[job.resource];
    auto& sight = resource.sights[job.replica].second;
    const auto view = views.of(worker);
    if (progress.stop_requested()) {
      sight = Error{Code::unavailable, "stopped before it was observed"};
    } else if (!view) {
      sight = view.error();
    } else {
      Env env{outside, **view};
      sight = resource.declared->resource->observe(job.look, env);
    }
    note(resource.observations[job.replica], job.look, sight, snapshot.now);
    progress.advance(1, "");
  });
  progress.end();
  return snapshot;
}

}  // namespace jada
