#include "engine/loop/lease.h"

#include <fmt/format.h>

#include <utility>

#include "engine/base/json.h"

namespace jada {
namespace {

Address lease_address() { return {.kind = "@lease", .name = "controller"}; }

Json to_json(const LeaseHolder& holder) {
  return {{"run_id", holder.run_id},
          {"verb", holder.verb},
          {"phase", holder.phase},
          {"done", holder.done},
          {"total", holder.total},
          {"actor", holder.actor},
          {"host", holder.process.host},
          {"boot_id", holder.process.boot_id},
          {"pid", holder.process.pid},
          {"started", holder.process.started},
          {"version", holder.version},
          {"acquired_at", to_string(holder.acquired_at)},
          {"heartbeat_at", to_string(holder.heartbeat_at)},
          {"length_ms", holder.length.count()},
          {"fence", holder.fence}};
}

Time time_at(const Json& json, const char* key) {
  const auto time = parse_time(json.value(key, ""));
  return time ? *time : Time{};
}

LeaseHolder from_json(const Json& json) {
  LeaseHolder holder;
  holder.run_id = json.value("run_id", "");
  holder.verb = json.value("verb", "");
  holder.phase = json.value("phase", "");
  holder.done = json.value("done", std::size_t{0});
  holder.total = json.value("total", std::size_t{0});
  holder.actor = json.value("actor", "");
  holder.process = {json.value("host", ""), json.value("boot_id", ""), json.value("pid", std::int64_t{0}),
                    json.value("started", std::int64_t{0})};
  holder.version = json.value("version", "");
  holder.acquired_at = time_at(json, "acquired_at");
  holder.heartbeat_at = time_at(json, "heartbeat_at");
  holder.length = Duration{json.value("length_ms", std::int64_t{0})};
  holder.fence = json.value("fence", std::int64_t{0});
  return holder;
}

LeaseHolder introduce(const LeaseRequest& request, const Node& node, Time now, std::int64_t fence) {
  return {.run_id = request.run_id,
          .verb = request.verb,
          .phase = "planning",
          .actor = node.actor(),
          .process = node.self(),
          .version = request.version,
          .acquired_at = now,
          .heartbeat_at = now,
          .length = request.length,
          .fence = fence};
}

Record record_of(const LeaseHolder& holder, std::int64_t revision) {
  return {.address = lease_address(), .revision = revision, .applied = canonical(to_json(holder))};
}

}  // namespace

bool is_stale(const LeaseHolder& holder, const Node& node, Time now) {
  if (node.surely_dead(holder.process)) return true;
  return !node.surely_alive(holder.process) && now - holder.heartbeat_at > holder.length;
}

std::string sentence(const LeaseHolder& holder, Time now) {
  const std::string progress =
      holder.total == 0 ? holder.phase : fmt::format("{} {}/{}", holder.phase, holder.done, holder.total);
  return fmt::format("the state is in use by {} {} ({} on {}, pid {}, {}): {}, started {} ago, heartbeat {} ago",
                     holder.verb, holder.run_id, holder.actor, holder.process.host, holder.process.pid, holder.version,
                     progress, about(now - holder.acquired_at), about(now - holder.heartbeat_at));
}

Result<std::optional<LeaseHolder>> lease_holder(const StateView& state) {
  const auto record = state.find(lease_address());
  if (!record) return record.error();
  if (!*record) return std::optional<LeaseHolder>{};
  const auto json = parse_json((*record)->applied);
  if (!json || !json->is_object()) return Error{Code::internal, "the lease in the state cannot be read"};
  return std::optional(from_json(*json));
}

Result<Done> break_stale_lease(Store& store, const Node& node, Time now) {
  const auto holder = lease_holder(store);
  if (!holder) return holder.error();
  if (!*holder) return Error{Code::missing, "nobody holds the lock"};
  if (!is_stale(**holder, node, now)) return Error{Code::conflict, sentence(**holder, now)};
  // The fence moves, so that a holder who was only slow cannot write any more.
  return store.commit({.forget = {lease_address()}, .fence = (*holder)->fence, .claims_fence = true});
}

Lease::Lease(Store& store, const Clock& clock, LeaseHolder holder, std::int64_t revision)
    : store_(&store), clock_(&clock), holder_(std::move(holder)), revision_(revision) {}

Lease::Lease(Lease&& other) noexcept
    : store_(std::exchange(other.store_, nullptr)),
      clock_(other.clock_),
      holder_(std::move(other.holder_)),
      revision_(other.revision_) {}

Lease::~Lease() {
  if (store_ == nullptr) return;
  // Nothing to be done about a failure here: the lease then ends with its process, or after its length.
  (void)release_with({});
}

Result<Done> Lease::release_with(Batch batch) {
  batch.forget.push_back(lease_address());
  batch.fence = holder_.fence;
  auto done = store_->commit(batch);
  if (done) store_ = nullptr;
  return done;
}

Result<Lease> Lease::acquire(Store& store, const Clock& clock, const Node& node, const LeaseRequest& request) {
  const Time now = clock.now();
  const auto kept = store.find(lease_address());
  if (!kept) return kept.error();
  std::int64_t revision = 0;
  if (*kept) {
    const auto holder = lease_holder(store);
    if (!holder) return holder.error();
    if (*holder && !is_stale(**holder, node, now)) return Error{Code::conflict, sentence(**holder, now)};
    revision = (*kept)->revision;
  }
  const auto identity = store.identity();
  if (!identity) return identity.error();
  LeaseHolder holder = introduce(request, node, now, identity->fence + 1);
  const auto done = store.commit(
      {.put = {record_of(holder, revision)}, .fence = identity->fence, .claims_fence = true, .durable = false});
  if (!done) return done.error();
  return Lease(store, clock, std::move(holder), revision + 1);
}

Result<Lease> Lease::acquire_within(Duration patience, Store& store, const Clock& clock, const Node& node,
                                    const LeaseRequest& request, const std::function<void(const std::string&)>& waiting,
                                    const std::function<bool(Duration)>& pause) {
  const Time deadline = clock.now() + patience;
  bool told = false;
  while (true) {
    auto lease = acquire(store, clock, node, request);
    if (lease || lease.error().code != Code::conflict || clock.now() >= deadline) return lease;
    if (!told) waiting(lease.error().message);
    told = true;
    if (!pause(std::chrono::milliseconds{100})) return lease;
  }
}

Result<Done> Lease::heartbeat(std::string phase, std::size_t done, std::size_t total) {
  const Time now = clock_->now();
  const bool due = now - holder_.heartbeat_at >= holder_.length / 3 || phase != holder_.phase;
  holder_.phase = std::move(phase);
  holder_.done = done;
  holder_.total = total;
  if (!due) return Done{};
  holder_.heartbeat_at = now;
  const auto written =
      store_->commit({.put = {record_of(holder_, revision_)}, .fence = holder_.fence, .durable = false});
  if (written) ++revision_;
  return written;
}

}  // namespace jada
