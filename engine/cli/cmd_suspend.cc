#include "engine/base/text.h"
#include "engine/cli/commands.h"
#include "engine/loop/suspend.h"

namespace jada {
namespace {

Result<Address> declared_address(const Options& options, const Desired& desired) {
  if (options.words.size() != 1) return Error{Code::invalid, "name one resource, e.g. roster.crew"};
  const auto address = parse_address(options.words.front());
  if (!address) return address.error();
  if (address->item.empty() && address->replica.empty() && desired.find(*address) != nullptr) return *address;
  std::vector<std::string> known;
  for (const Declared& declared : desired.resources) known.push_back(to_string(declared.address));
  const std::vector<std::string_view> names(known.begin(), known.end());
  std::string message = "no resource `" + options.words.front() + "` is declared";
  if (const auto meant = nearest(options.words.front(), names)) message += ": did you mean `" + *meant + "`?";
  return Error{Code::invalid, std::move(message)};
}

// The resource's record says so at once, for whoever asks with SQL before the next look.
Result<Done> mark(const StateView& state, const Address& address, const Suspension* suspension, Batch& batch) {
  auto record = state.find(address);
  if (!record) return record.error();
  if (!*record) return Done{};
  auto standing = parse_json((*record)->standing);
  if (!standing || !standing->is_object()) return Done{};
  (*standing)["suspended_until"] =
      suspension != nullptr && suspension->until ? Json(to_string(*suspension->until)) : Json();
  (*standing)["condition"] = suspension != nullptr ? "Suspended" : "Unknown";
  (*standing)["reason"] = suspension != nullptr ? "Suspended" : "Resumed";
  (*standing)["message"] = suspension != nullptr ? suspension->reason : "resumed; not looked at since";
  (*record)->standing = canonical(*standing);
  batch.put.push_back(std::move(**record));
  return Done{};
}

Event told(const Address& address, Wire& wire, const char* type, std::string message) {
  return {.at = wire.clock().now(),
          .address = to_string(address),
          .type = type,
          .message = wire.node().actor() + ": " + std::move(message)};
}

int commit(World& world, const Batch& batch, const std::string& said) {
  const auto done = world.store->commit(batch);
  return done ? print(said + "\n") : failed(done.error());
}

int suspend(const Options& options, Wire& wire, World& world, const Address& address) {
  Suspension suspension{.reason = options.message};
  if (!options.suspend_for.empty()) {
    const auto length = parse_duration(options.suspend_for);
    if (!length) return report_error("--for: " + length.error().message, Exit::usage);
    suspension.until = wire.clock().now() + *length;
  }
  auto record = suspension_record(*world.store, address, suspension, wire.node().actor(), wire.clock().now());
  if (!record) return failed(record.error());
  Batch batch;
  batch.put.push_back(std::move(*record));
  if (auto done = mark(*world.store, address, &suspension, batch); !done) return failed(done.error());
  batch.events.push_back(told(address, wire, "resource.suspended", sentence(suspension)));
  return commit(world, batch, to_string(address) + " is " + sentence(suspension) + ". It is still observed.");
}

int resume(const Options& options, Wire& wire, World& world, const Address& address) {
  if (world.desired.find(address)->common.suspend) {
    return report_error(to_string(address) + " is suspended in " + options.file + ": take `suspend` out there",
                        Exit::failed_unchanged);
  }
  const auto kept = world.store->find(suspension_address(address));
  if (!kept) return failed(kept.error());
  if (!*kept) return print(to_string(address) + " is not suspended.\n");
  Batch batch{.forget = {suspension_address(address)}};
  if (auto done = mark(*world.store, address, nullptr, batch); !done) return failed(done.error());
  batch.events.push_back(
      told(address, wire, "resource.resumed", options.message.empty() ? "resumed" : options.message));
  return commit(world, batch, to_string(address) + " is acted on again.");
}

// What both need first: a sound file, a state, and an address that is declared.
int on_declared(const Options& options, Wire& wire, int (*act)(const Options&, Wire&, World&, const Address&)) {
  auto world = wire.open_to_act();
  if (!world) return failed(world.error());
  show(world->desired.faults);
  if (!world->desired.valid()) return static_cast<int>(Exit::invalid);
  const auto address = declared_address(options, world->desired);
  if (!address) return report_error(address.error().message, Exit::usage);
  return act(options, wire, *world, *address);
}

}  // namespace

int run_suspend(const Options& options, Wire& wire) { return on_declared(options, wire, suspend); }
int run_resume(const Options& options, Wire& wire) { return on_declared(options, wire, resume); }

}  // namespace jada
