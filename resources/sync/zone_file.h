// A file of tzdata (TZif, RFC 8536): every shift on record, and the rule for later.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "resources/sync/zone.h"
#include "resources/sync/zone_rule.h"

namespace jada {

/// How far a zone was and will be ahead of UTC. A value; thread-safe.
class ZoneFile {
 public:
  /// Of the bytes of a file of version 2 or later without leap seconds. Code::invalid, with the reason: they are
  /// damaged, or none of that.
  static Result<ZoneFile> parse(std::string_view bytes);

  /// For the years 1 to 9999. Where no shift ends a span, that end is the least or greatest time there is.
  Zone::Span span_at(std::chrono::sys_seconds) const;

 private:
  struct Shift {
    std::chrono::sys_seconds at;
    std::chrono::seconds ahead;
  };
  /// All that tzdata lists, ascending, the first at the least time there is.
  using Listed = std::vector<Shift>;

  ZoneFile(Listed listed, std::optional<ZoneRule> later);
  static std::optional<Listed> listed(std::string_view times, std::string_view chosen, std::string_view kinds);
  static bool agree(const Shift& last, const std::optional<ZoneRule>& later);

  std::vector<Shift> shifts_;  // those of the list that shift anything
  std::chrono::sys_seconds listed_until_;
  std::optional<ZoneRule> later_;  // what goes on from there; none: nobody knows, it stays as it is
};

}  // namespace jada
