// The controller loop's host: threads, signals, the file that is watched, and those who watch the loop.
#pragma once

#include <atomic>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "engine/cli/service_pages.h"
#include "engine/cli/wire.h"
#include "engine/host/bell.h"
#include "engine/host/service_link.h"
#include "engine/loop/controller.h"

namespace jada {

class ProcessHost final : public LoopHost {
 public:
  ProcessHost(const Options&, Wire&);
  ~ProcessHost() override;

  Result<Loaded> load() override;
  Result<Loaded> load_apart() override;
  Result<std::unique_ptr<Store>> open_store() override;
  Outside outside(const Controller&, const std::atomic<bool>& stop) override;
  bool is_reload_wanted() override;
  bool is_stop_wanted() override;
  void start(std::function<void()> work) override;
  void wait(Duration most) override;
  void ring() override { bell_.ring(); }
  void told(const Turn&) override;
  const Node& node() override { return wire_.node(); }
  std::span<const Kind> kinds() override;
  std::string version() override { return std::string(Wire::version()); }

  /// invalid: what the service manager asks for is nonsense.
  Result<Done> begin();
  void stopping();

  /// Why the file could not be used when it was read last.
  const std::vector<Diagnostic>& faults() const { return faults_; }

 private:
  struct Work {
    std::atomic<bool> has_ended = false;
    std::jthread thread{};
  };
  struct Stamp {
    std::int64_t moved = 0;
    std::uintmax_t size = 0;
    bool operator==(const Stamp&) const = default;
  };
  using Stamps = std::map<std::string, Stamp>;

  Result<Done> listen(const Controller&);
  Result<Loaded> read();  // under loading_
  static Stamps stamps_of(const std::vector<std::string>& files);
  void reap();
  void note_unless(const Result<Done>& told);

  const Options& options_;
  Wire& wire_;
  Bell bell_{};
  std::mutex loading_{};  // the loop and a pass beside it may read the file at a time
  std::vector<Diagnostic> faults_{};
  std::vector<std::string> files_{};  // under loading_
  Stamps stamps_{};                   // under loading_
  std::string state_path_{};
  std::list<Work> under_way_{};
  ServiceLink manager_{};
  bool is_ready_ = false;
  std::string status_{};
  std::optional<ServicePages> pages_{};
  std::optional<HttpListener> listener_{};
};

}  // namespace jada
