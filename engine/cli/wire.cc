#include "engine/cli/wire.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/cli/region_drivers.h"
#include "engine/config/expand.h"
#include "engine/config/state_hint.h"
#include "engine/host/atomic_file.h"
#include "engine/host/curl_http.h"
#include "engine/host/curl_mail.h"
#include "engine/host/host_gate.h"
#include "engine/host/posix_jobs.h"
#include "engine/host/posix_secrets.h"
#include "engine/host/stop_signals.h"
#include "engine/loop/store_memory.h"
#include "resources/registry.h"
#include "state/open.h"

namespace jada {
namespace {

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::string absolute(const std::string& path) { return std::filesystem::absolute(path).lexically_normal().string(); }

std::string folder_of(const std::string& path) { return std::filesystem::path(absolute(path)).parent_path().string(); }

// As much of the file as a glance needs; empty when it cannot be read, which the loader then reports.
std::string start_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(64 * 1024, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return text;
}

// The existing state: for writing if that may be, else for reading. None: there is no state yet.
struct Opened {
  std::unique_ptr<Store> store;
  bool writable = false;
};

Result<Opened> open_existing(const std::string& path, bool to_act) {
  auto store = open_store(path, OpenMode::read_write);
  if (store) return Opened{std::move(*store), true};
  if (store.error().code == Code::missing) return Opened{};
  if (to_act || store.error().code != Code::denied) return store.error();
  auto readable = open_store(path, OpenMode::read_only);
  if (!readable) return store.error();
  return Opened{std::move(*readable), false};
}

// What scripts ask for may be the first thing that is remembered.
Result<std::unique_ptr<Store>> open_memory(const std::string& path, bool to_write) {
  if (!to_write) return open_store(path, OpenMode::read_only);
  if (auto done = make_folders(folder_of(path)); !done) return done.error();
  return open_store(path, OpenMode::create);
}

TextLog::Format log_format(const Options& options) {
  return options.json ? TextLog::Format::json : TextLog::Format::logfmt;
}

LogLine::Level log_level(const Options& options) {
  if (options.quiet) return LogLine::Level::warning;
  return options.verbose ? LogLine::Level::debug : LogLine::Level::info;
}

}  // namespace

struct Wire::Beyond {
  Beyond(const Clock& clock, Log& log, const Controller& controller, const PosixNode& self)
      : curl(clock),
        http(curl, controller.max_per_host, controller.max_concurrent),
        secrets(controller.state + ".locks"),
        memory([path = controller.state](bool to_write) { return open_memory(path, to_write); }),
        jobs(clock),
        regions(clock, http, curl, secrets, log, stop_wanted()),
        node(controller.node.empty() ? self.host() : controller.node),
        process(self.self()) {}

  CurlHttp curl;
  HostGate http;
  PosixSecrets secrets;
  StoreMemory memory;
  PosixJobs jobs;
  CurlMail mail{};
  RegionDrivers regions;
  std::string node;
  ProcessIdentity process;
};

Wire::Wire(const Options& options)
    : options_(options), log_(clock_, log_format(options), log_level(options)), progress_(options.quiet) {}
Wire::~Wire() = default;

std::string_view Wire::version() { return JADA_VERSION; }

Outside Wire::outside(const Controller& controller) {
  if (!beyond_) beyond_ = std::make_unique<Beyond>(clock_, log_, controller, node_);
  Beyond& all = *beyond_;
  return {clock_,   all.regions, all.http, all.secrets, all.memory,  all.jobs,
          all.mail, log_,        all.node, node_,       all.process, stop_wanted()};
}

CyclePorts Wire::ports(World& world) {
  return {*world.store, outside(world.desired.controller), progress_, registry()};
}

std::string Wire::state_path() const {
  if (!options_.state.empty()) return absolute(options_.state);
  const std::string folder = folder_of(options_.file);
  const auto hint = glance_at_state(start_of(options_.file));
  if (hint) {
    const auto expanded = expand_path(*hint, folder, environment);
    if (expanded) return *expanded;
  }
  return folder + "/state.db";
}

Desired Wire::desired_of(Document& document, const Address* only) const {
  return read_desired(document, registry(), options_.state.empty() ? "" : absolute(options_.state), only);
}

Document Wire::read_document(std::uint64_t seed, const StateView* compiled) const {
  LoadOptions load{.path = options_.file, .variable = environment, .compiled = compiled, .seed = seed};
  for (const Kind& kind : registry()) load.kinds.push_back(kind.name);
  return load_document(load, files_);
}

Desired Wire::read_desired_alone(const Address* only) const {
  Document document = read_document(0, nullptr);
  return desired_of(document, only);
}

Result<Done> Wire::read_into(World& world, const StateView* compiled) const {
  const auto identity = world.store->identity();
  if (!identity) return identity.error();
  Document document = read_document(identity->seed, compiled);
  world.desired = desired_of(document);
  world.compiled = world.desired.valid() ? compiled_form(document, *world.store) : Batch{};
  return Done{};
}

Result<World> Wire::open(bool to_act) {
  World world{.store = nullptr, .state_path = state_path()};
  // Twice at most: when the glance was wrong, the file itself says where the state is.
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto opened = open_existing(world.state_path, to_act);
    if (!opened) return opened.error();
    world.remembers = opened->writable;
    const bool exists = opened->store != nullptr;
    world.store = exists ? std::move(opened->store) : memory_store();
    if (auto done = read_into(world, exists ? world.store.get() : nullptr); !done) return done.error();
    const std::string& declared = world.desired.controller.state;
    if (declared == world.state_path || !world.desired.valid()) break;
    world.state_path = declared;
  }
  if (!to_act || world.remembers || !world.desired.valid()) return world;
  if (auto done = make_folders(folder_of(world.state_path)); !done) return done.error();
  auto created = open_store(world.state_path, OpenMode::create);
  if (!created) return created.error();
  world.store = std::move(*created);
  world.remembers = true;
  // Digests are keyed by the state: what was read with another key is read again.
  if (auto done = read_into(world, nullptr); !done) return done.error();
  return world;
}

Result<World> Wire::open_to_look() { return open(false); }
Result<World> Wire::open_to_act() { return open(true); }

Result<std::unique_ptr<Store>> Wire::open_state(bool to_write) {
  return open_store(state_path(), to_write ? OpenMode::read_write : OpenMode::read_only);
}

}  // namespace jada
