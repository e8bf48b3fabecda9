#include "engine/cli/loop_host.h"

#include <algorithm>
#include <filesystem>

#include "engine/host/stop_signals.h"
#include "resources/registry.h"
#include "state/open.h"

namespace jada {

ProcessHost::ProcessHost(const Options& options, Wire& wire) : options_(options), wire_(wire) {
  watch_reload_signal(bell_);
}

ProcessHost::~ProcessHost() = default;

Result<Loaded> ProcessHost::load() {
  const std::scoped_lock guard(loading_);
  auto world = wire_.open_to_act();
  if (!world) return world.error();
  stamps_ = stamps_of(world->desired.files);
  faults_ = std::move(world->desired.faults);
  const auto first = std::find_if(faults_.begin(), faults_.end(), [](const Diagnostic& fault) {
    return fault.severity == Diagnostic::Severity::error;
  });
  if (first != faults_.end()) return Error{Code::invalid, to_string(first->at) + ": " + first->message};
  if (state_path_.empty()) state_path_ = world->desired.controller.state;
  if (state_path_ != world->desired.controller.state)
    return Error{Code::invalid, "[controller] state names another database now: that takes a restart"};
  return Loaded{.desired = std::move(world->desired), .store = std::move(world->store)};
}

Result<std::unique_ptr<Store>> ProcessHost::open_store() { return jada::open_store(state_path_, OpenMode::read_write); }

Outside ProcessHost::outside(const Controller& controller, const std::atomic<bool>& stop) {
  const Outside all = wire_.outside(controller);
  return {all.clock, all.regions, all.http, all.secrets, all.memory, all.jobs,
          all.mail,  all.log,     all.node, all.machine, all.self,   stop};
}

ProcessHost::Stamps ProcessHost::stamps_of(const std::vector<std::string>& files) {
  Stamps stamps;
  for (const std::string& file : files) {
    std::error_code unknown;  // a file that is gone has a stamp of its own
    const auto moved = std::filesystem::last_write_time(file, unknown).time_since_epoch().count();
    stamps[file] = unknown ? Stamp{} : Stamp{.moved = moved, .size = std::filesystem::file_size(file, unknown)};
  }
  return stamps;
}

bool ProcessHost::is_reload_wanted() {
  if (take_reload_signal()) return true;
  const std::scoped_lock guard(loading_);
  std::vector<std::string> files;
  for (const auto& [file, stamp] : stamps_) files.push_back(file);
  return stamps_of(files) != stamps_;
}

bool ProcessHost::is_stop_wanted() { return stop_wanted(); }

void ProcessHost::start(std::function<void()> work) {
  reap();
  Work& one = under_way_.emplace_back();
  one.thread = std::jthread([&one, work = std::move(work)] {
    work();
    one.has_ended = true;
  });
}

void ProcessHost::reap() {
  std::erase_if(under_way_, [](const Work& one) { return one.has_ended.load(); });
}

void ProcessHost::wait(Duration most) { bell_.wait(most); }

void ProcessHost::told(const Turn&) {}

std::span<const Kind> ProcessHost::kinds() { return registry(); }

}  // namespace jada
