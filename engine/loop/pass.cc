#include "engine/loop/pass.h"

#include <algorithm>
#include <set>

#include "engine/loop/guard.h"
#include "engine/loop/pool.h"
#include "engine/loop/record.h"

namespace jada {
namespace {

PlanRequest of_stage(PlanRequest request, Stage stage) {
  request.observe.stage = stage;
  request.observe.stored_only = false;
  request.observe.max_age.reset();
  request.approved.reset();
  return request;
}

void note_outcomes(const Confirmation& confirmation, Stage stage, Plan& plan) {
  for (std::size_t i = 0; i < confirmation.changes.size(); ++i) {
    const auto mine = std::find_if(plan.changes.begin(), plan.changes.end(), [&](const Change& change) {
      return change.address == confirmation.changes[i]->address;
    });
    if (mine == plan.changes.end()) continue;
    Applied& applied = plan.applied[static_cast<std::size_t>(mine - plan.changes.begin())];
    applied = applied_of(confirmation.outcomes[i]);
    applied.is_noted = stage == Stage::channels;
  }
}

// One stage from its look to the look at what it did.
class StageRun {
 public:
  StageRun(const Desired& desired, const PlanRequest& request, Stage stage, Run& run, const CyclePorts& ports)
      : desired_(desired), request_(request), stage_(stage), run_(run), ports_(ports) {}

  Result<Decision> run() {
    auto decision = look_at_stage(desired_, request_, stage_, ports_);
    if (!decision) return decision;
    Plan& plan = decision->plan;
    plan.applied.assign(plan.changes.size(), {});
    // What is found of alerts is written by the look itself.
    if (stage_ == Stage::alerts) {
      for (std::size_t i = 0; i < plan.changes.size(); ++i) {
        if (acts(plan.changes[i])) plan.applied[i] = {.fate = Applied::Fate::done, .is_noted = true};
      }
      return decision;
    }
    const auto errands = errands_of(*decision, desired_, request_);
    if (errands.empty()) return decision;
    if (auto done = carry_out_all(errands, plan); !done) return done.error();
    if (auto again = look_again(errands, *decision); !again) return again.error();
    return decision;
  }

 private:
  Result<Done> carry_out_all(const std::vector<Errand>& errands, Plan& plan) {
    std::vector<Confirmation> confirmations(errands.size());
    on_pool(errands.size(), request_.observe.parallelism, [&](std::size_t, std::size_t index) {
      if (ports_.progress.stop_requested()) return;
      confirmations[index] = jada::carry_out(errands[index], ports_.outside, ports_.store.snapshot());
    });
    Batch logs;
    for (const Confirmation& confirmation : confirmations) {
      note_outcomes(confirmation, stage_, plan);
      auto more = log_of(confirmation, run_);
      std::move(more.changes.begin(), more.changes.end(), std::back_inserter(logs.changes));
    }
    return stage_ == Stage::jobs ? ports_.store.commit(logs) : Result<Done>(Done{});
  }

  // How they stand now is told by the ledger and the outbox.
  Result<Done> look_again(const std::vector<Errand>& errands, Decision& decision) {
    std::set<Address> acted;
    for (const Errand& errand : errands) acted.insert(errand.declared->address);
    PlanRequest request = request_;
    request.observe.only = &acted;
    const auto after = look_at_stage(desired_, request, stage_, ports_);
    if (!after) return after.error();
    for (Standing& mine : decision.plan.standings) {
      if (const Standing* now = standing_of(after->plan, mine.address)) mine = *now;
    }
    return Done{};
  }

  const Desired& desired_;
  const PlanRequest& request_;
  Stage stage_;
  Run& run_;
  const CyclePorts& ports_;
};

bool is_of(const Desired& desired, const Address& address, Stage stage) {
  const Declared* declared = desired.find(address);
  return declared != nullptr && declared->stage == stage;
}

template <class Things, class AddressOf>
void replace(Things& all, Things news, const Desired& desired, Stage stage, AddressOf address_of) {
  std::erase_if(all, [&](const auto& one) { return is_of(desired, address_of(one), stage); });
  std::move(news.begin(), news.end(), std::back_inserter(all));
  std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return address_of(a) < address_of(b); });
}

// Changes and what became of them, held together while they are sorted.
using Carried = std::vector<std::pair<Change, Applied>>;

Carried carried_of(Plan& plan) {
  Carried all;
  all.reserve(plan.changes.size());
  plan.applied.resize(plan.changes.size());
  for (std::size_t i = 0; i < plan.changes.size(); ++i)
    all.emplace_back(std::move(plan.changes[i]), std::move(plan.applied[i]));
  return all;
}

// Mostly there is nothing to do, and thousands of changes of the world that would be moved about.
void merge_changes(Plan& whole, Plan& part, const Desired& desired, Stage stage) {
  const auto is_of_stage = [&](const Change& change) { return is_of(desired, change.address, stage); };
  if (part.changes.empty() && std::none_of(whole.changes.begin(), whole.changes.end(), is_of_stage)) return;
  Carried all = carried_of(whole);
  replace(all, carried_of(part), desired, stage, [](const auto& one) { return one.first.address; });
  whole.changes.clear();
  whole.applied.clear();
  for (auto& [change, applied] : all) {
    whole.changes.push_back(std::move(change));
    whole.applied.push_back(std::move(applied));
  }
}

void merge(Plan& whole, Plan part, const Desired& desired, Stage stage) {
  merge_changes(whole, part, desired, stage);
  replace(whole.standings, std::move(part.standings), desired, stage, [](const auto& one) { return one.address; });
  replace(whole.observations, std::move(part.observations), desired, stage,
          [](const auto& one) { return one.address; });
  for (auto& [address, needed] : part.depends_on) whole.depends_on[address] = std::move(needed);
}

// What it failed of is known to its kind by now, and alerts read that.
Result<Done> look_at_what_failed(const Plan& plan, const Desired& desired, PlanRequest request,
                                 const CyclePorts& ports) {
  std::set<Address> failed;
  for (std::size_t i = 0; i < plan.applied.size(); ++i) {
    if (plan.applied[i].fate == Applied::Fate::failed) failed.insert(plan.changes[i].address.resource());
  }
  if (failed.empty()) return Done{};
  request.observe.only = &failed;
  const auto looked = look_at_stage(desired, request, Stage::world, ports);
  return looked ? Result<Done>(Done{}) : looked.error();
}

}  // namespace

std::string_view part_of(Stage stage) {
  switch (stage) {
    case Stage::world: return "the world";
    case Stage::jobs: return "the jobs";
    case Stage::alerts: return "the alerts";
    case Stage::channels: return "the channels";
  }
  return "";
}

Result<Decision> look_at_stage(const Desired& desired, const PlanRequest& request, Stage stage,
                               const CyclePorts& ports) {
  constexpr int kTries = 3;
  for (int tries = 1;; ++tries) {
    auto decision = make_partial_plan(desired, of_stage(request, stage), ports);
    if (!decision) return decision;
    auto batch = record_look(*decision, desired, ports.store, stage != Stage::world, stage);
    if (!batch) return batch.error();
    batch->durable = !batch->slots.empty() || !batch->alerts.empty() || !batch->notices.empty();
    const auto stored = ports.store.commit(*batch);
    if (stored) return decision;
    if (stored.error().code != Code::conflict || tries == kTries) return stored.error();
  }
}

std::vector<Errand> errands_of(const Decision& decision, const Desired& desired, const PlanRequest& request) {
  std::vector<Errand> errands;
  for (const Change& change : decision.plan.changes) {
    if (!acts(change) || is_for_later(decision, request, change.address.resource())) continue;
    const Declared* declared = desired.find(change.address);
    if (errands.empty() || errands.back().declared != declared) errands.push_back({.declared = declared});
    errands.back().changes.push_back(change);
  }
  return errands;
}

Confirmation carry_out(const Errand& errand, const Outside& outside, const Result<std::unique_ptr<StateView>>& view) {
  Confirmation confirmation;
  for (const Change& change : errand.changes) confirmation.changes.push_back(&change);
  carry_out(confirmation, *errand.declared->resource, outside, view);
  return confirmation;
}

Batch log_of(const Confirmation& confirmation, const Run& run) {
  Batch batch;
  if (!confirmation.changes.empty())
    batch.changes = change_logs(confirmation, run, confirmation.changes.front()->address.resource());
  return batch;
}

Result<Done> finish_pass(Decision& whole, const Desired& desired, const PlanRequest& request, Run& run,
                         const CyclePorts& ports) {
  if (auto looked = look_at_what_failed(whole.plan, desired, request, ports); !looked) return looked;
  const bool without_jobs = is_refused(whole.plan) || ports.progress.stop_requested();
  for (const Stage stage : {Stage::jobs, Stage::alerts, Stage::channels}) {
    if (without_jobs && stage == Stage::jobs) continue;
    auto decision = StageRun(desired, request, stage, run, ports).run();
    if (!decision) return decision.error();
    merge(whole.plan, std::move(decision->plan), desired, stage);
  }
  return Done{};
}

}  // namespace jada
