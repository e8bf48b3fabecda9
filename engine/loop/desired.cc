#include "engine/loop/desired.h"

#include <algorithm>
#include <filesystem>

#include "engine/config/block_json.h"
#include "engine/loop/claims.h"
#include "engine/loop/order.h"

namespace jada {
namespace {

// What is found wrong while it lives is this block's.
class FaultsOf {
 public:
  FaultsOf(Document& document, const Address& block)
      : document_(document), block_(block), before_(document.faults.size()) {}
  ~FaultsOf() {
    for (std::size_t i = before_; i < document_.faults.size(); ++i) document_.faults[i].block = block_;
  }
  FaultsOf(const FaultsOf&) = delete;
  FaultsOf& operator=(const FaultsOf&) = delete;

 private:
  Document& document_;
  const Address& block_;
  std::size_t before_;
};

template <class Read>
auto read_singleton(Document& document, const std::string& name, Read read) {
  const Address address{.kind = name, .name = {}};
  if (document.block(address) == nullptr) {
    Reader defaults(name);
    return read(defaults);
  }
  const FaultsOf faults(document, address);
  Reader reader(document, address);
  return read(reader);
}

const Kind* find_kind(std::span<const Kind> kinds, std::string_view name) {
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

Declared read_block(Document& document, const Block& block, const Kind& kind) {
  const FaultsOf faults(document, block.address);
  Reader reader(document, block.address);
  Declared declared{.address = block.address,
                    .stage = kind.stage,
                    .position = {},
                    .common = read_common(reader, kind),
                    .resource = nullptr};
  declared.position = document.position(block.at);
  declared.block = block_json(block.table);
  if (block.at.file < document.files.size()) declared.block_file = document.files[block.at.file].path;
  declared.resource = kind.parse(reader);
  if (declared.common.remove_with_block && !kind.removable) {
    reader.fault("on_remove",
                 "a " + std::string(kind.name) + " is never deleted: it holds more than what is declared here",
                 "leave on_remove out");
  }
  return declared;
}

bool stands_in_the_way(const Diagnostic& fault, const Address& block) {
  const bool of_all = fault.block.kind.empty() || fault.block.kind == "controller";
  return fault.severity == Diagnostic::Severity::error && (of_all || fault.block == block);
}

std::string beside(const Document& document, const char* name) {
  const std::string file = document.files.empty() ? document.path : document.files.front().path;
  return (std::filesystem::path(file).parent_path() / name).lexically_normal().string();
}

// Rules that guard everything unless somebody declared others.
void add_implied(std::span<const Kind> kinds, std::vector<Declared>& resources) {
  std::vector<std::pair<Address, const Resource*>> declared;
  for (const Declared& one : resources) declared.emplace_back(one.address, one.resource.get());
  for (const Kind& kind : kinds) {
    if (kind.implied == nullptr) continue;
    for (Implied& one : kind.implied(declared)) {
      Declared& added = resources.emplace_back();
      added.address = std::move(one.address);
      added.stage = kind.stage;
      added.block = "{}";
      added.resource = std::move(one.resource);
    }
  }
  std::sort(resources.begin(), resources.end(),
            [](const Declared& a, const Declared& b) { return a.address < b.address; });
}

}  // namespace

bool Desired::valid() const {
  return std::none_of(faults.begin(), faults.end(),
                      [](const Diagnostic& fault) { return fault.severity == Diagnostic::Severity::error; });
}

std::vector<Diagnostic> Desired::faults_of(const Address& block) const {
  std::vector<Diagnostic> its;
  std::copy_if(faults.begin(), faults.end(), std::back_inserter(its),
               [&](const Diagnostic& fault) { return stands_in_the_way(fault, block); });
  return its;
}

const Declared* Desired::find(const Address& address) const {
  const Address resource = address.resource();
  const auto found =
      std::lower_bound(resources.begin(), resources.end(), resource,
                       [](const Declared& declared, const Address& wanted) { return declared.address < wanted; });
  return found == resources.end() || found->address != resource ? nullptr : &*found;
}

Controller read_controller(Reader& in) {
  Controller controller;
  controller.state =
      in.maybe_path("state", "the state database; state.db beside desired.toml when absent").value_or("");
  controller.node = in.expanded("node", "who we are among several machines", "");
  controller.tick = in.duration("tick", "longest sleep of the loop", controller.tick);
  controller.max_concurrent = static_cast<std::size_t>(
      in.integer("max_concurrent", "calls to the outside in flight, all kinds together", 12, 1, 1024));
  controller.max_per_host =
      static_cast<std::size_t>(in.integer("max_per_host", "requests to one host in flight, of those", 8, 1, 1024));
  controller.look_every = in.duration(
      "look_every", "how often `run` looks at what costs requests; all else at every tick", controller.look_every);
  controller.listen = in.maybe_text("listen", "address of /metrics, /healthz and /readyz in `run`; absent: off");
  controller.heartbeat = in.maybe_secret("heartbeat", "address pinged after each completed pass of `run`");
  controller.keep = in.duration("keep", "how long runs, events, changes and slots are kept", controller.keep);
  return controller;
}

GuardLimits read_guard(Reader& in) {
  GuardLimits limits;
  limits.max_delete = in.limit("max_delete", "most deletes in one plan, per resource", limits.max_delete);
  limits.max_update = in.limit("max_update", "most updates in one plan, per resource", limits.max_update);
  limits.min_population =
      in.integer("min_population", "percentages bind from this many items up", limits.min_population, 0, 1'000'000'000);
  return limits;
}

Common read_common(Reader& in, const Kind& kind) {
  Common common;
  common.protect = in.flag("protect", "never deleted, even when the block is removed", false);
  if (kind.reads_mode) {
    common.observe_only = in.block(in.address()).text("mode", "", "") == "observe";
  } else {
    common.observe_only = in.choice("mode", "heal: act; observe: report, never act", {"heal", "observe"}, 0) == 1;
  }
  common.remove_with_block =
      in.choice("on_remove", "what becomes of it when the block goes", {"forget", "delete"}, 0) == 1;
  common.depends_on = in.addresses("depends_on", "what must be in order first", {});
  common.owner = in.text("owner", "who answers for it", "");
  const bool suspended = in.has("suspend");
  Reader suspend = in.table("suspend", "stop acting, never stop observing");
  const Suspension suspension{.until = suspend.maybe_time("until", "when it ends by itself"),
                              .reason = suspend.text("reason", "why", "")};
  if (suspended) common.suspend = suspension;
  return common;
}

Desired read_desired(Document& document, std::span<const Kind> kinds, const std::string& state, const Address* only) {
  Desired desired{.path = document.path, .variable = document.variable, .sha256 = document.sha256};
  for (const InputFile& file : document.files) desired.files.push_back(file.path);
  desired.controller = read_singleton(document, "controller", read_controller);
  if (desired.controller.state.empty()) desired.controller.state = beside(document, "state.db");
  if (!state.empty()) desired.controller.state = state;
  desired.guard = read_singleton(document, "guard", read_guard);
  for (const Block& block : document.blocks) {
    if (only != nullptr && block.address != *only) continue;
    const Kind* kind = find_kind(kinds, block.address.kind);
    if (kind != nullptr) desired.resources.push_back(read_block(document, block, *kind));
  }
  if (only == nullptr && document.faults.empty()) find_cycles(desired, document);
  if (only == nullptr && document.faults.empty()) find_double_claims(desired, document);
  desired.faults = std::move(document.faults);
  tidy(desired.faults);
  std::erase_if(desired.resources, [&](const Declared& declared) {
    return std::any_of(desired.faults.begin(), desired.faults.end(),
                       [&](const Diagnostic& fault) { return stands_in_the_way(fault, declared.address); });
  });
  if (only == nullptr && desired.valid()) add_implied(kinds, desired.resources);
  return desired;
}

}  // namespace jada
