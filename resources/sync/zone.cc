#include "resources/sync/zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "engine/base/text.h"

namespace jada {
namespace {

using std::chrono::sys_seconds;

// tzdata lists it as any other, but what it means differs from machine to machine.
constexpr std::string_view kOfThisMachine = "localtime";

std::string_view city(std::string_view name) { return name.substr(name.rfind('/') + 1); }

// The zone a person most likely meant: in other letters, by its city alone, or mistyped.
std::optional<std::string> likely_zone(std::string_view name) {
  if (name.size() > 64) return std::nullopt;
  std::string folded = lower(name);
  std::replace(folded.begin(), folded.end(), ' ', '_');
  const std::vector<std::string> names = zone_names();
  std::vector<std::string> lowered;
  for (const std::string& known : names) lowered.push_back(lower(known));
  const auto same = [&](const std::string& known) { return known == folded || city(known) == folded; };
  auto found = std::find_if(lowered.begin(), lowered.end(), same);
  if (found == lowered.end()) {
    const auto near = nearest(folded, std::vector<std::string_view>(lowered.begin(), lowered.end()));
    if (near) found = std::find(lowered.begin(), lowered.end(), *near);
  }
  if (found == lowered.end()) return std::nullopt;
  return names[static_cast<std::size_t>(found - lowered.begin())];
}

Error unknown_zone(std::string_view name) {
  const std::string shown = printable(shortened(name, 64));
  const auto guess = likely_zone(name);
  const std::string hint =
      guess ? fmt::format("did you mean `{}`?", *guess) : "write one such as `America/Los_Angeles`";
  return {Code::invalid, fmt::format("unknown time zone `{}`: {}", shown, hint)};
}

}  // namespace

std::vector<std::string> zone_names() try {
  std::vector<std::string> names;
  for (const date::time_zone& zone : date::get_tzdb().zones) {
    if (zone.name() != kOfThisMachine) names.push_back(zone.name());
  }
  return names;
} catch (const std::exception&) {
  return {};
}

Result<Zone> Zone::named(std::string_view name) {
  if (name == "UTC" || name == "Etc/UTC") return utc();
  try {
    const auto& zones = date::get_tzdb().zones;
    const auto known = std::find_if(zones.begin(), zones.end(), [&](const auto& zone) { return zone.name() == name; });
    if (known == zones.end() || name == kOfThisMachine) return unknown_zone(name);
    const Zone zone(&*known);
    zone.span_at({});  // reads its file, so that nothing can fail later
    return zone;
  } catch (const std::exception& fault) {
    return Error{Code::unavailable, fmt::format("time zone data cannot be read: {}", fault.what())};
  }
}

Zone::Span Zone::span_at(sys_seconds t) const {
  if (zone_ == nullptr) return {sys_seconds::min(), sys_seconds::max(), {}};
  const date::sys_info span = zone_->get_info(t);
  return {span.begin, span.end, span.offset};
}

std::string Zone::name() const { return zone_ == nullptr ? "UTC" : zone_->name(); }

}  // namespace jada
