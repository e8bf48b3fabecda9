#include "tests/support/world.h"

#include "engine/base/text.h"
#include "engine/kind/compare.h"
#include "engine/loop/pass.h"
#include "resources/registry.h"
#include "state/open.h"
#include "tests/support/faulty_secrets.h"

namespace jada::test {
namespace {

constexpr const char* kPath = "/world/desired.toml";

const char* glyph(const Change& change) {
  if (!change.action) return "!";
  if (*change.action == Action::create) return "+";
  return *change.action == Action::remove ? "-" : "~";
}

std::string line_of(const Change& change, const Applied* applied) {
  std::string line = std::string(glyph(change)) + " " + to_string(change.address);
  line += " " + std::string(change.action ? word(*change.action) : "reported") + " " + std::string(word(*change.cause));
  const bool shows_fields = change.seen && change.wanted;
  for (const Edit& edit : shows_fields ? edits(change) : std::vector<Edit>{}) {
    line += " ." + edit.path + " " + edit.before.dump() + " -> " + edit.after.dump();
  }
  if (!change.blocked_by.empty()) line += " [" + join(change.blocked_by, "; ") + "]";
  if (applied == nullptr || !change.action) return line;
  switch (applied->fate) {
    case Applied::Fate::done: return line + " done";
    case Applied::Fate::conflict: return line + " conflict";
    case Applied::Fate::failed: return line + " failed";
    case Applied::Fate::not_tried: return line + " not tried";
  }
  return line;
}

}  // namespace

World::World() : store(memory_store()) { beside.memory.store = store.get(); }

void World::declare(const std::string& toml) { files.contents[kPath] = "version = 1\n" + toml; }

Desired World::read() {
  LoadOptions load{.path = kPath, .variable = [](const std::string&) { return std::nullopt; }};
  for (const Kind& kind : registry()) load.kinds.push_back(kind.name);
  const auto identity = store->identity();
  if (identity) load.seed = identity->seed;
  Document document = load_document(load, files);
  Desired desired = read_desired(document, registry());
  compiled_ = desired.valid() ? compiled_form(document, *store) : Batch{};
  return desired;
}

std::vector<std::string> World::faults_of_file() {
  std::vector<std::string> lines;
  for (const Diagnostic& fault : read().faults) lines.push_back(to_string(fault.at) + " " + fault.message);
  return lines;
}

PlanRequest World::request_of(const std::string& mode, const Flags& flags) {
  PlanRequest request{.mode = mode, .tool_version = "test"};
  request.observe.scope.select = flags.select;
  request.observe.stored_only = flags.stored_only;
  request.observe.parallelism = 1;  // calls to the outside in one order: the nth is always the same
  request.approved = flags.approved;
  for (const std::string& text : flags.allow) {
    if (auto allowance = parse_allowance(text)) request.allowed.push_back(std::move(*allowance));
  }
  return request;
}

Told World::tell(Plan plan) {
  Told told{.exit_code = plan.exit_code};
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    told.lines.push_back(line_of(plan.changes[i], plan.applied.empty() ? nullptr : &plan.applied[i]));
  }
  for (const Observation& look : plan.observations) {
    if (!look.ok) told.lines.push_back("? " + to_string(look.address) + " " + look.error);
  }
  told.plan = std::move(plan);
  return told;
}

Told World::look(const std::string& mode, const Flags& flags) {
  Desired desired = read();
  FaultyRegions outside(regions, faults);
  FaultySecrets secrets(beside.secrets, faults);
  FaultyStore state(*store, faults);
  const CyclePorts ports{state, beside.with(outside, secrets), progress, registry()};
  auto decision = make_plan(desired, request_of(mode, flags), ports);
  if (!decision) return {.exit_code = 1, .error = decision.error().message};
  const ExitPolicy policy{.detailed = flags.detailed};
  decision->plan.exit_code = number(exit_code(decision->plan, policy), policy);
  ++node.pid;  // every verb is a process of its own
  Run run = begin_run(mode, node, clock.now());
  const auto kept = remember(*decision, desired, std::move(compiled_), run, ports);
  if (mode == "drift") keep_drift(decision->plan);
  Told told = tell(std::move(decision->plan));
  if (!kept) told.error = "this look was not recorded: " + kept.error().message;  // no failure to the verbs
  return told;
}

Told World::apply(const Flags& flags) {
  Desired desired = read();
  FaultyRegions outside(regions, faults);
  FaultySecrets secrets(beside.secrets, faults);
  FaultyStore state(*store, faults);
  const CyclePorts ports{state, beside.with(outside, secrets), progress, registry()};
  ++node.pid;
  Run run = begin_run("apply", node, clock.now());
  auto lease = Lease::acquire(state, clock, node, {.run_id = run.id, .verb = "apply", .version = "test"});
  if (!lease) return {.exit_code = 5, .error = lease.error().message};
  const PlanRequest request = request_of("apply", flags);
  auto decision = make_plan(desired, request, ports);
  if (!decision) return {.exit_code = 1, .error = decision.error().message};
  if (!decision->stale.empty()) return {.exit_code = 6, .lines = decision->stale};
  auto done =
      carry_out(*decision, desired, request, std::move(compiled_), run, *lease, {.detailed = flags.detailed}, ports);
  if (done) done = finish_pass(*decision, desired, request, run, ports);
  Told told = tell(std::move(decision->plan));
  if (!done) told.error = done.error().message;
  return told;
}

std::string World::item(const std::string& region, const std::string& table, const std::string& key) {
  const auto& items = regions[region].tables[table];
  const auto found = items.find(key);
  return found == items.end() ? "absent" : found->second;
}

void World::put(const std::string& region, const std::string& table, const std::string& key, const std::string& item) {
  regions[region].tables[table][key] = item;
  ++regions[region].version;
}

}  // namespace jada::test
