#include "engine/loop/apply.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "engine/base/text.h"
#include "engine/loop/confirm.h"
#include "engine/loop/intent.h"
#include "engine/loop/order.h"
#include "engine/loop/pool.h"

namespace jada {
namespace {

Address place_of(const Address& address) { return {address.kind, address.name, {}, address.replica}; }

// Changes of one replica, at most as many as its kind takes at a time.
struct Job {
  const Declared* declared;
  std::vector<std::size_t> changes;  // indices into the plan
};

std::vector<Job> cut(const Plan& plan, const Declared& declared) {
  std::map<std::string, std::vector<std::size_t>> by_replica;
  const IndexRange mine = changes_of(plan, declared.address);
  for (std::size_t i = mine.first; i < mine.last; ++i) {
    const bool skipped = !plan.applied[i].error.empty();
    if (acts(plan.changes[i]) && !skipped) by_replica[plan.changes[i].address.replica].push_back(i);
  }
  std::vector<Job> jobs;
  const std::size_t most = std::max<std::size_t>(1, declared.resource->batch());
  for (const auto& [replica, indices] : by_replica) {
    for (std::size_t from = 0; from < indices.size(); from += most) {
      const auto first = indices.begin() + static_cast<std::ptrdiff_t>(from);
      const auto last = indices.begin() + static_cast<std::ptrdiff_t>(std::min(indices.size(), from + most));
      jobs.push_back({&declared, {first, last}});
    }
  }
  return jobs;
}

void append(Batch& to, Batch from) {
  const auto move_all = [](auto& there, auto& more) { std::move(more.begin(), more.end(), std::back_inserter(there)); };
  to.advances = to.advances || from.advances;
  move_all(to.put, from.put);
  move_all(to.items, from.items);
  move_all(to.bodies, from.bodies);
  move_all(to.changes, from.changes);
  move_all(to.events, from.events);
}

class Applying {
 public:
  Applying(Plan& plan, const Desired& desired, Run& run, Lease& lease, std::size_t parallelism, const ApplyPorts& ports)
      : plan_(plan), desired_(desired), run_(run), lease_(lease), parallelism_(parallelism), ports_(ports) {}

  Result<Done> run() {
    plan_.applied.resize(plan_.changes.size());
    std::map<std::string, std::size_t> lanes;
    for (std::size_t i = 0; i < plan_.changes.size(); ++i) {
      if (!is_ours(i)) continue;
      ++lanes[plan_.changes[i].address.replica];
      ++total_;
    }
    if (total_ == 0) return Done{};
    if (auto done = open(); !done) return done;
    ports_.progress.begin("applying", lanes);
    Result<Done> result = Done{};
    for (const auto& wave : waves(desired_)) {
      if (!result || ports_.progress.stop_requested()) break;
      result = carry_out(wave);
    }
    ports_.progress.end();
    return result;
  }

 private:
  // What other stages do has its own turn.
  bool is_ours(std::size_t index) const {
    const Change& change = plan_.changes[index];
    return acts(change) && plan_.applied[index].error.empty() && desired_.find(change.address)->stage == Stage::world;
  }

  Result<Done> open() {
    std::set<Address> places;
    for (std::size_t i = 0; i < plan_.changes.size(); ++i) {
      if (is_ours(i)) places.insert(place_of(plan_.changes[i].address));
    }
    Batch batch{.fence = lease_.fence()};
    for (const Address& place : places) {
      auto record = intent(ports_.store, place, run_.id);
      if (!record) return record.error();
      batch.put.push_back(std::move(*record));
    }
    batch.put.push_back(to_record(run_));
    batch.events.push_back(event_of(run_, ports_.outside.clock.now(), "run.started", "info", "",
                                    counted(total_, "change") + " to carry out"));
    auto stored = ports_.store.commit(batch);
    if (stored) ++run_.revision;
    return stored;
  }

  Result<Done> carry_out(const std::vector<Address>& wave) {
    std::vector<Job> jobs;
    for (const Address& address : wave) {
      const Declared& declared = *desired_.find(address);
      if (declared.stage != Stage::world) continue;
      skip_what_waits(declared);
      auto more = cut(plan_, declared);
      std::move(more.begin(), more.end(), std::back_inserter(jobs));
    }
    if (jobs.empty()) return Done{};
    std::vector<Confirmation> finished(jobs.size());
    std::jthread workers([&] {
      on_pool(jobs.size(), parallelism_, [&](std::size_t, std::size_t index) {
        act(jobs[index], finished[index]);
        hand_over(index);
      });
      hand_over(kAllEnded);
    });
    return confirm_as_they_end(jobs, finished);
  }

  void skip_what_waits(const Declared& declared) {
    const IndexRange mine = changes_of(plan_, declared.address);
    for (const Address& needed : dependencies(declared)) {
      if (!failed_.contains(needed)) continue;
      for (std::size_t i = mine.first; i < mine.last; ++i) {
        const Change& change = plan_.changes[i];
        const bool waits = acts(change) && waits_for(change.address, declared, needed);
        if (waits) plan_.applied[i].error = "waits for " + to_string(needed) + ", which failed";
      }
    }
  }

  // On a worker: the only place that touches the world.
  void act(const Job& job, Confirmation& confirmation) {
    if (ports_.progress.stop_requested() || lost_) return;
    for (const std::size_t index : job.changes) confirmation.changes.push_back(&plan_.changes[index]);
    jada::carry_out(confirmation, *job.declared->resource, ports_.outside, ports_.store.snapshot());
  }

  void hand_over(std::size_t index) {
    const std::scoped_lock guard(mutex_);
    ended_.push_back(index);
    news_.notify_one();
  }

  // On the calling thread, the only one that writes the state; beats the lease while it waits.
  Result<Done> confirm_as_they_end(const std::vector<Job>& jobs, std::vector<Confirmation>& finished) {
    Result<Done> result = Done{};
    while (true) {
      const auto ended = take_ended();
      for (const std::size_t index : ended) {
        if (index == kAllEnded || finished[index].changes.empty()) continue;
        note(jobs[index], finished[index]);
        if (result) result = gather(finished[index]);
        finished[index] = {};
      }
      if (result) result = store_gathered();
      if (!result) lost_ = true;
      if (!ended.empty() && ended.back() == kAllEnded) return result;
      if (result) result = lease_.heartbeat("applying", done_, total_);
      if (!result) lost_ = true;
    }
  }

  std::vector<std::size_t> take_ended() {
    std::unique_lock guard(mutex_);
    news_.wait_for(guard, std::chrono::seconds{5}, [&] { return !ended_.empty(); });
    return std::exchange(ended_, {});
  }

  // Also of what can no longer be stored: it was done all the same.
  void note(const Job& job, const Confirmation& confirmation) {
    for (std::size_t i = 0; i < job.changes.size(); ++i) {
      Applied& applied = plan_.applied[job.changes[i]];
      applied = applied_of(confirmation.outcomes[i]);
      if (applied.fate != Applied::Fate::done) failed_.insert(job.declared->address);
    }
    done_ += job.changes.size();
    ports_.progress.advance(job.changes.size(), plan_.changes[job.changes.front()].address.replica);
  }

  // What ended while the last commit was on its way to the disk goes there in one. A resource stands in it once, since
  // its record is read from the state before it is written.
  Result<Done> gather(Confirmation& confirmation) {
    const Address resource = confirmation.changes.front()->address.resource();
    if (gathered_.contains(resource)) {
      if (auto stored = store_gathered(); !stored) return stored;
    }
    auto batch = confirmation_batch(confirmation, run_, ports_.store);
    if (!batch) return batch.error();
    gathered_.insert(resource);
    append(together_, std::move(*batch));
    return Done{};
  }

  Result<Done> store_gathered() {
    if (gathered_.empty()) return Done{};
    gathered_.clear();
    together_.fence = lease_.fence();
    return ports_.store.commit(std::exchange(together_, {}));
  }

  static constexpr std::size_t kAllEnded = static_cast<std::size_t>(-1);

  Plan& plan_;
  const Desired& desired_;
  Run& run_;
  Lease& lease_;
  std::size_t parallelism_;
  const ApplyPorts& ports_;
  std::size_t total_ = 0;
  std::size_t done_ = 0;
  std::set<Address> failed_{};
  std::set<Address> gathered_{};  // the resources in `together_`
  Batch together_{};
  std::atomic<bool> lost_ = false;  // the state no longer takes our word: start nothing new
  std::mutex mutex_{};
  std::condition_variable news_{};
  std::vector<std::size_t> ended_{};  // under mutex_
};

}  // namespace

Result<Done> apply(Plan& plan, const Desired& desired, Run& run, Lease& lease, std::size_t parallelism,
                   const ApplyPorts& ports) {
  return Applying(plan, desired, run, lease, parallelism, ports).run();
}

}  // namespace jada
