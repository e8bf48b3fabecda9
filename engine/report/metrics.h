// What Prometheus and its kin read of a running controller: its state and its passes, as of the moment they ask.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/ports/store.h"

namespace jada {

/// The passes since the process began.
struct PassCounters {
  std::uint64_t ok = 0;
  std::uint64_t failed = 0;
  Duration total_duration{};
  std::optional<Time> last_ended_at{};
};

/// What is measured; the parts outlive the call.
struct Measured {
  std::span<const Record> records;  ///< StateView::list("")
  std::span<const AlertRecord> alerts;
  const std::map<Address, std::size_t>& waiting;  ///< notices, by channel
  PassCounters passes{};
  Time now{};  ///< ages and headroom are as of then
  std::string_view version;
};

/// Text format 0.0.4. One line a resource, replica, channel or kind of alert, never one an item; addresses only, no
/// other text of the state.
std::string metrics_page(const Measured&);
inline constexpr std::string_view kMetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace jada
