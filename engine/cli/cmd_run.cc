#include "engine/cli/commands.h"
#include "engine/cli/loop_host.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

constexpr Duration kDrain = 20s;

int run_once(Options options, Wire& wire) {
  options.yes = true;
  return run_apply(options, wire);
}

}  // namespace

int run_run(const Options& options, Wire& wire) {
  if (!options.words.empty()) return report_error("run takes no addresses", Exit::usage);
  if (options.once) return run_once(options, wire);
  ProcessHost host(options, wire);
  if (const auto begun = host.begin(); !begun) return failed(begun.error());
  wire.log().say({.event = "controller.started", .message = "jada-reconcile " + host.version()});
  const auto done = run_controller(host, kDrain);
  if (!done && !host.faults().empty()) {
    show(host.faults());
    return static_cast<int>(Exit::invalid);
  }
  if (!done) return failed(done.error());
  host.stopping();
  wire.log().say({.event = "controller.stopped"});
  return 0;
}

}  // namespace jada
