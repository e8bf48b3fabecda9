#include "engine/base/json.h"
#include "engine/cli/commands.h"

namespace jada {
namespace {

Json to_json(const LeaseHolder& holder, bool stale) {
  return {{"held", true},
          {"stale", stale},
          {"run_id", holder.run_id},
          {"operation", holder.verb},
          {"phase", holder.phase},
          {"done", holder.done},
          {"total", holder.total},
          {"actor", holder.actor},
          {"host", holder.process.host},
          {"pid", holder.process.pid},
          {"boot_id", holder.process.boot_id},
          {"version", holder.version},
          {"acquired_at", to_string(holder.acquired_at)},
          {"heartbeat_at", to_string(holder.heartbeat_at)},
          {"lease_s", holder.length.count() / 1000},
          {"fencing_token", holder.fence}};
}

int status(const Options& options, Wire& wire) {
  const auto store = wire.open_state(false);
  if (!store && store.error().code != Code::missing) return failed(store.error());
  const auto holder = store ? lease_holder(**store) : std::optional<LeaseHolder>{};
  if (!holder) return failed(holder.error());
  if (!*holder)
    return print(options.json ? Json{{"held", false}}.dump(2) + "\n" : std::string("Nobody holds the lock.\n"));
  const Time now = wire.clock().now();
  const bool stale = is_stale(**holder, wire.node(), now);
  if (options.json) return print(to_json(**holder, stale).dump(2) + "\n");
  const std::string next =
      stale ? "Its holder is gone: the next apply takes over by itself, or `jada-reconcile lock break --if-stale`.\n"
            : "It is alive: wait for it.\n";
  return print(sentence(**holder, now) + "\n" + next);
}

int break_it(const Options& options, Wire& wire) {
  if (!options.if_stale)
    return report_error("a lock is only ever broken when its holder is gone: add --if-stale", Exit::usage);
  auto store = wire.open_state(true);
  if (!store) return failed(store.error());
  const auto done = break_stale_lease(**store, wire.node(), wire.clock().now());
  if (done) return print("Broken. What its run left half done is healed by the next `jada-reconcile apply`.\n");
  if (done.error().code == Code::missing) return print("Nobody holds the lock.\n");
  return report_error(done.error().message,
                      done.error().code == Code::conflict ? Exit::locked : Exit::failed_unchanged);
}

}  // namespace

int run_lock(const Options& options, Wire& wire) {
  const std::string word = options.words.size() == 1 ? options.words.front() : "";
  if (word == "status") return status(options, wire);
  if (word == "break") return break_it(options, wire);
  return report_error("lock needs one word: status or break --if-stale", Exit::usage);
}

}  // namespace jada
