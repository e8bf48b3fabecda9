#include "engine/cli/service_pages.h"

#include <charconv>

#include "engine/base/text.h"
#include "engine/cli/wire.h"
#include "state/open.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kPaths[] = {"/metrics", "/healthz", "/readyz"};
constexpr const char* kWaiting =
    "SELECT channel, count(*) FROM notifications WHERE status = 'waiting' GROUP BY channel";

HttpPage plain(unsigned status, std::string text) { return {.status = status, .body = std::move(text) + "\n"}; }

Result<std::map<Address, std::size_t>> waiting_in(const StateView& state) {
  const auto counted = state.rows(kWaiting, 2s, 10'000);
  if (!counted) return counted.error();
  std::map<Address, std::size_t> waiting;
  for (const auto& row : counted->rows) {
    const auto channel = parse_address(row[0].value_or(""));
    const std::string count = row[1].value_or("");
    if (channel) std::from_chars(count.data(), count.data() + count.size(), waiting[*channel]);
  }
  return waiting;
}

}  // namespace

void ServicePages::told(const Turn& turn) {
  const std::scoped_lock guard(mutex_);
  ++(turn.is_good ? passes_.ok : passes_.failed);
  passes_.total_duration += turn.took;
  passes_.last_ended_at = turn.ended_at;
  is_ready_ = turn.is_ready;
}

HttpPage ServicePages::page(const std::string& path) const {
  if (path == "/metrics") return metrics();
  if (path == "/healthz") return health();
  if (path == "/readyz") return readiness();
  return no_such_page(kPaths);
}

HttpPage ServicePages::metrics() const {
  const auto store = open_store(state_, OpenMode::read_only);
  if (!store) return plain(503, store.error().message);
  const auto records = (*store)->list("");
  const auto alerts = (*store)->alerts("");
  const auto waiting = waiting_in(**store);
  if (!records) return plain(503, records.error().message);
  if (!alerts) return plain(503, alerts.error().message);
  if (!waiting) return plain(503, waiting.error().message);
  Measured measured{.records = *records, .alerts = *alerts, .waiting = *waiting, .version = Wire::version()};
  measured.now = clock_.now();
  {
    const std::scoped_lock guard(mutex_);
    measured.passes = passes_;
  }
  return {.content_type = std::string(kMetricsContentType), .body = metrics_page(measured)};
}

HttpPage ServicePages::health() const {
  const std::scoped_lock guard(mutex_);
  const Duration silent = clock_.now() - passes_.last_ended_at.value_or(began_);
  if (silent > silence_) return plain(503, "no pass was completed for " + about(silent));
  return plain(200, "ok");
}

HttpPage ServicePages::readiness() const {
  const std::scoped_lock guard(mutex_);
  return is_ready_ ? plain(200, "ok") : plain(503, "not all of desired.toml was looked at yet");
}

}  // namespace jada
