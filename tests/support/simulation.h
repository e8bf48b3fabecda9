// A controller's life on a clock that jumps: its file, its state, its provider, its programs and those it tells, all of
// the test's making. Everything happens in one thread and in one order.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/loop/controller.h"
#include "engine/loop/store_memory.h"
#include "tests/support/fake_beyond.h"
#include "tests/support/fake_http.h"
#include "tests/support/fake_regions.h"
#include "tests/support/memory_files.h"
#include "tests/support/memory_secrets.h"
#include "tests/support/scratch.h"

namespace jada::test {

class Simulation final : public LoopHost {
 public:
  enum class Provider {
    good,
    silent,   ///< no connection
    refuses,  ///< 400 without a word
    dead      ///< invalid_grant: the refresh token is revoked
  };

  /// The text of desired.toml; `version = 1` is put before it.
  explicit Simulation(const std::string& toml);

  /// The controller runs for so long, then ends as SIGTERM ends it; the next call begins a new one on the same state.
  void run(Duration length);
  void declare(const std::string& toml);
  /// Happens so much later, while the controller runs.
  void after(Duration later, std::function<void()> event) { events_.emplace(clock.time + later, std::move(event)); }
  /// A token that lives so long from now.
  void log_in(Duration life = std::chrono::hours{1});
  /// The rows of a query, cells with blanks between.
  std::vector<std::string> sql(const std::string& query);

  Provider provider = Provider::good;
  int asked = 0;  ///< of the provider
  std::function<JobResult()> job = [] { return FakeJobs::exited(0, "synced"); };
  std::vector<std::string> posts{};  ///< `slack fired …`: what channels were sent, by the path of the address
  std::vector<std::string> pings{};  ///< paths of the heartbeat
  FixedClock clock{};
  Turn last{};
  std::size_t turns = 0;

  Result<Loaded> load() override;
  Result<Loaded> load_apart() override { return load(); }
  Result<std::unique_ptr<Store>> open_store() override;
  Outside outside(const Controller&, const std::atomic<bool>& stop) override;
  bool is_reload_wanted() override { return std::exchange(is_declared_anew_, false); }
  bool is_stop_wanted() override { return false; }
  void start(std::function<void()> work) override { work(); }
  void wait(Duration most) override;
  void ring() override {}
  void told(const Turn& turn) override;
  const Node& node() override { return beyond_.machine; }
  std::span<const Kind> kinds() override;
  std::string version() override { return "0"; }

  KeptLog& log() { return beyond_.log; }

 private:
  FakeHttp::Reply answer(const HttpRequest&);
  FakeHttp::Reply token_answer();

  Scratch scratch_;
  MemoryFiles files_{};
  bool is_declared_anew_ = false;
  std::multimap<Time, std::function<void()>> events_{};
  FakeBeyond beyond_{clock};
  FakeRegions regions_{};
  FakeHttp http_{clock};
  MemorySecrets secrets_{};
  std::unique_ptr<StoreMemory> memory_{};
};

}  // namespace jada::test
