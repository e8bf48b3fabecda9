#include "tests/support/simulation.h"

#include "engine/config/document.h"
#include "resources/registry.h"
#include "state/open.h"

namespace jada::test {
namespace {

constexpr const char* kPath = "/sim/desired.toml";
constexpr const char* kToken = "/sim/token.json";

// In memory where the machine has such a place: a disk would make a month long.
std::filesystem::path quick_place() {
  return std::filesystem::exists("/dev/shm") ? std::filesystem::path("/dev/shm")
                                             : std::filesystem::temp_directory_path();
}

std::string path_of(const std::string& url) {
  const auto path = url.find('/', url.find("//") + 2);
  return path == std::string::npos ? "/" : url.substr(path);
}

}  // namespace

Simulation::Simulation(const std::string& toml) : scratch_(quick_place()) {
  declare(toml);
  is_declared_anew_ = false;
  secrets_.variables = {{"OPS", "https://ops.example/ops"},
                        {"PAGER", "0123456789abcdef0123456789abcdef"},
                        {"HEARTBEAT", "https://hc.example/ping"}};
  http_.answer = [this](const HttpRequest& request) { return answer(request); };
  beyond_.jobs.end = [this](const JobRequest&) { return job(); };
  memory_ = std::make_unique<StoreMemory>([this](bool to_write) {
    return jada::open_store(scratch_.path("state.db"), to_write ? OpenMode::create : OpenMode::read_only);
  });
}

void Simulation::declare(const std::string& toml) {
  files_.contents[kPath] = "version = 1\n" + toml;
  is_declared_anew_ = true;
}

void Simulation::run(Duration length) {
  const Time until = clock.time + length;
  const auto done = run_controller(*this, Duration{0}, [&] { return clock.time < until; });
  if (!done) throw std::runtime_error("the controller could not begin: " + done.error().message);
}

void Simulation::log_in(Duration life) {
  const auto ends = std::chrono::duration_cast<std::chrono::seconds>((clock.time + life).time_since_epoch()).count();
  secrets_.files[kToken].text = "{\"access_token\": \"at-login-" + std::to_string(ends) +
                                "\", \"refresh_token\": \"rt-login-" + std::to_string(ends) +
                                "\", \"expires_at\": " + std::to_string(ends) + "}";
}

std::vector<std::string> Simulation::sql(const std::string& query) {
  const auto store = open_store();
  if (!store) throw std::runtime_error(store.error().message);
  const auto rows = (*store)->rows(query, std::chrono::seconds{30}, 1'000'000);
  if (!rows) throw std::runtime_error(rows.error().message);
  std::vector<std::string> lines;
  for (const auto& row : rows->rows) {
    std::string line;
    for (const auto& cell : row) line += (line.empty() ? "" : " ") + cell.value_or("-");
    lines.push_back(std::move(line));
  }
  return lines;
}

void Simulation::wait(Duration most) {
  clock.time += std::max(most, Duration{1});
  while (!events_.empty() && events_.begin()->first <= clock.time) {
    const auto event = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    event();
  }
}

Result<Loaded> Simulation::load() {
  LoadOptions load{.path = kPath, .variable = [](const std::string&) { return std::nullopt; }};
  for (const Kind& kind : registry()) load.kinds.push_back(kind.name);
  Document document = load_document(load, files_);
  Loaded loaded{.desired = read_desired(document, registry(), scratch_.path("state.db")), .store = nullptr};
  if (!loaded.desired.valid()) {
    const Diagnostic& first = loaded.desired.faults.front();
    return Error{Code::invalid, jada::to_string(first.at) + ": " + first.message};
  }
  auto store = jada::open_store(scratch_.path("state.db"), OpenMode::create);
  if (!store) return store.error();
  loaded.store = std::move(*store);
  return loaded;
}

Result<std::unique_ptr<Store>> Simulation::open_store() {
  return jada::open_store(scratch_.path("state.db"), OpenMode::read_write);
}

Outside Simulation::outside(const Controller&, const std::atomic<bool>& stop) {
  const Outside all = beyond_.with(regions_, http_, secrets_, *memory_);
  return {all.clock, all.regions, all.http, all.secrets, all.memory, all.jobs,
          all.mail,  all.log,     all.node, all.machine, all.self,   stop};
}

void Simulation::told(const Turn& turn) {
  last = turn;
  ++turns;
}

std::span<const Kind> Simulation::kinds() { return registry(); }

FakeHttp::Reply Simulation::answer(const HttpRequest& request) {
  const std::string path = path_of(request.url);
  if (path == "/token") return token_answer();
  if (path.starts_with("/ping")) {
    pings.push_back(path);
    return FakeHttp::json(200, "OK");
  }
  posts.push_back(to_string(clock.time).substr(5, 14) + " " + path + " " + request.body.reveal());
  return path == "/ops" ? FakeHttp::json(200, "ok") : FakeHttp::json(202, R"({"status":"success"})");
}

FakeHttp::Reply Simulation::token_answer() {
  ++asked;
  switch (provider) {
    case Provider::good:
      return FakeHttp::json(200, "{\"access_token\":\"at-" + std::to_string(asked) +
                                     "-0123456789\",\"expires_in\":3600,\"token_type\":\"Bearer\"}");
    case Provider::refuses: return FakeHttp::json(400, "Bad Request");
    case Provider::dead:
      return FakeHttp::json(400, R"({"error":"invalid_grant","error_description":"Token has been revoked."})");
    case Provider::silent: break;
  }
  return HttpTrouble{.why = HttpTrouble::Why::connect, .message = "login.example: connection refused"};
}

}  // namespace jada::test
