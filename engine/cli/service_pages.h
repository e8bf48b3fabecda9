// What a running controller shows of itself over HTTP: /metrics, /healthz, /readyz.
#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "engine/host/http_listener.h"
#include "engine/loop/controller.h"
#include "engine/ports/clock.h"
#include "engine/report/metrics.h"

namespace jada {

/// Thread-safe.
class ServicePages {
 public:
  /// `state`: path of the database, opened anew for every scrape. `silence`: without a turn for longer it is not
  /// healthy.
  ServicePages(const Clock& clock, std::string state, Duration silence)
      : clock_(clock), state_(std::move(state)), silence_(silence), began_(clock.now()) {}

  void told(const Turn&);
  HttpPage page(const std::string& path) const;

 private:
  HttpPage metrics() const;
  HttpPage health() const;
  HttpPage readiness() const;

  const Clock& clock_;
  const std::string state_;
  const Duration silence_;
  const Time began_;
  mutable std::mutex mutex_{};
  PassCounters passes_{};  // under mutex_
  bool is_ready_ = false;  // under mutex_
};

}  // namespace jada
