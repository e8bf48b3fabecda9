#include "resources/sync/zone.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "engine/base/text.h"
#include "resources/sync/zone_folder.h"

namespace jada {

struct LoadedZone {
  std::string name;
  ZoneFile file;
};

namespace {

ZoneFolder system_zones() { return ZoneFolder("/usr/share/zoneinfo"); }

// Zones that were asked for. None is ever dropped: a Zone points at it.
class LoadedZones {
 public:
  Result<const LoadedZone*> find(std::string_view name) {
    const std::lock_guard lock(mutex_);
    auto known = zones_.find(name);
    if (known == zones_.end()) {
      auto file = system_zones().read(name);
      if (!file) return file.error();
      known = zones_.emplace(name, LoadedZone{std::string(name), std::move(*file)}).first;
    }
    return &known->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, LoadedZone, std::less<>> zones_;
};

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

std::vector<std::string> zone_names() { return system_zones().names(); }

Result<Zone> Zone::named(std::string_view name) {
  if (name == "UTC" || name == "Etc/UTC") return utc();
  static LoadedZones zones;
  const auto found = zones.find(name);
  if (found) return Zone(*found);
  if (found.error().code == Code::missing) return unknown_zone(name);
  return within("time zone data cannot be read", found.error());
}

Zone::Span Zone::span_at(std::chrono::sys_seconds t) const {
  if (loaded_ == nullptr) return {std::chrono::sys_seconds::min(), std::chrono::sys_seconds::max(), {}};
  return loaded_->file.span_at(t);
}

std::string Zone::name() const { return loaded_ == nullptr ? "UTC" : loaded_->name; }

}  // namespace jada
