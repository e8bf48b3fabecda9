#include "engine/cli/loop_host.h"

#include <algorithm>
#include <filesystem>

#include "engine/base/text.h"
#include "engine/host/stop_signals.h"
#include "resources/registry.h"
#include "state/open.h"

namespace jada {
namespace {

constexpr Duration kSilence = std::chrono::minutes{2};  // a turn may take a while

}  // namespace

ProcessHost::ProcessHost(const Options& options, Wire& wire) : options_(options), wire_(wire) {
  watch_reload_signal(bell_);
}

ProcessHost::~ProcessHost() { forget_bell(); }

// What is written while it is read has moved since.
Result<Loaded> ProcessHost::load() {
  const std::scoped_lock guard(loading_);
  const auto began = std::filesystem::file_time_type::clock::now().time_since_epoch().count();
  auto loaded = read();
  stamps_ = stamps_of(files_);
  for (auto& [file, stamp] : stamps_) {
    if (stamp.moved >= began) stamp = Stamp{.moved = -1};
  }
  return loaded;
}

Result<Loaded> ProcessHost::load_apart() {
  const std::scoped_lock guard(loading_);
  return read();
}

Result<Loaded> ProcessHost::read() {
  auto world = wire_.open_to_act();
  if (!world) return world.error();
  files_ = world->desired.files;
  faults_ = std::move(world->desired.faults);
  const auto first = std::find_if(faults_.begin(), faults_.end(), [](const Diagnostic& fault) {
    return fault.severity == Diagnostic::Severity::error;
  });
  if (first != faults_.end()) return Error{Code::invalid, to_string(first->at) + ": " + first->message};
  if (state_path_.empty()) state_path_ = world->desired.controller.state;
  if (state_path_ != world->desired.controller.state)
    return Error{Code::invalid, "[controller] state names another database now: that takes a restart"};
  if (!pages_) {
    if (auto done = listen(world->desired.controller); !done) return done.error();
  }
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

// Half of what the watchdog allows at most, since a turn is the only sign of life.
void ProcessHost::wait(Duration most) {
  const auto watchdog = manager_.watchdog();
  if (watchdog) most = std::min(most, std::chrono::duration_cast<Duration>(*watchdog / 2));
  bell_.wait(most);
}

Result<Done> ProcessHost::begin() {
  auto link = ServiceLink::from_environment();
  if (!link) return link.error();
  manager_ = std::move(*link);
  return Done{};
}

Result<Done> ProcessHost::listen(const Controller& controller) {
  pages_.emplace(wire_.clock(), controller.state, 3 * controller.tick + kSilence);
  if (!controller.listen) return Done{};
  auto listener =
      HttpListener::open(*controller.listen, [this](const std::string& path) { return pages_->page(path); });
  if (!listener) return within("[controller] listen", listener.error());
  listener_ = std::move(*listener);
  wire_.log().say({.event = "controller.listening", .fields = {{"address", listener_->address()}}});
  return Done{};
}

void ProcessHost::stopping() { note_unless(manager_.stopping()); }

// The manager is told of turns that were completed, and of nothing else.
void ProcessHost::told(const Turn& turn) {
  pages_->told(turn);
  note_unless(manager_.alive());
  if (turn.is_ready && !std::exchange(is_ready_, true)) {
    wire_.log().say({.event = "controller.ready"});
    note_unless(manager_.ready());
  }
  std::string status = turn.firing == 0 ? "no alert" : counted(turn.firing, "alert") + " firing";
  if (!turn.is_good) status += "; the last turn failed";
  if (status == std::exchange(status_, status)) return;
  note_unless(manager_.status(status));
}

void ProcessHost::note_unless(const Result<Done>& told) {
  if (told) return;
  wire_.log().say({.level = LogLine::Level::warning, .event = "manager.deaf", .message = told.error().message});
}

std::span<const Kind> ProcessHost::kinds() { return registry(); }

}  // namespace jada
