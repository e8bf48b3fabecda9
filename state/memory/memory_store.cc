#include "state/memory/memory_store.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/json_lenient.h"
#include "state/birth.h"

namespace jada::state {
namespace {

constexpr int kSchemaVersion = 1;  // what SQLite's first schema is called; there is nothing to migrate here

using BodyNames = std::set<std::pair<std::string, Digest>>;

BodyNames referred_to(const Contents& contents, const Address& resource) {
  BodyNames names;
  for (const auto& [address, items] : contents.items) {
    if (address.resource() != resource) continue;
    for (const auto& [key, item] : items) {
      for (const auto& digest : {item.applied, item.observed, item.raw}) {
        if (digest) names.emplace(key, *digest);
      }
    }
  }
  return names;
}

bool is_old_run(const Record& run, const Retention& kept) {
  const auto facts = parse_json(run.applied);
  if (!facts || !facts->is_object()) return false;
  const auto ended = time_in(*facts, "finished_at");
  return ended && *ended < kept.before;
}

// One that comes and goes still owes the news that it has settled.
bool is_old_alert(const AlertRecord& alert, const Retention& kept) {
  if (alert.state != "resolved" || !alert.resolved_at || *alert.resolved_at >= kept.before) return false;
  const auto life = parse_json(alert.life);
  return !life || !life->is_object() || !is_true(*life, "is_flapping");
}

void drop_old_slots(Contents& contents, const Retention& kept) {
  std::map<Address, std::size_t> newer;
  for (auto entry = contents.slots.rbegin(); entry != contents.slots.rend(); ++entry) ++newer[entry->first.first];
  std::erase_if(contents.slots, [&](const auto& entry) {
    const std::size_t rank = newer[entry.first.first]--;
    return rank > kept.slots && !entry.second.is_open() && entry.first.second < kept.before;
  });
}

}  // namespace

MemoryStore::MemoryStore()
    : StoreOver(MemoryView(Contents{
          .identity = {
              .path = {}, .lineage = random_lineage(), .schema_version = kSchemaVersion, .seed = random_seed()}})) {}

Result<Done> MemoryStore::commit(const Batch& batch) {
  auto next = after(view_.contents(), batch);
  if (!next) return next.error();
  view_.become(std::move(*next));
  return Done{};
}

Result<std::unique_ptr<StateView>> MemoryStore::snapshot() const {
  return std::unique_ptr<StateView>(std::make_unique<MemoryView>(view_));
}

Result<Done> MemoryStore::tidy() {
  Contents next = view_.contents();
  for (auto& [resource, bodies] : next.bodies) {
    const auto names = referred_to(next, resource);
    std::erase_if(bodies, [&](const auto& body) { return !names.contains(body.first); });
  }
  view_.become(std::move(next));
  return Done{};
}

Result<Done> MemoryStore::prune(const Retention& kept) {
  Contents next = view_.contents();
  const auto young =
      std::find_if(next.events.begin(), next.events.end(), [&](const Event& event) { return event.at >= kept.before; });
  const bool all_old = young == next.events.end() && !next.events.empty();
  next.events.erase(next.events.begin(), all_old ? std::prev(young) : young);
  std::erase_if(next.records,
                [&](const auto& entry) { return entry.first.kind == "@run" && is_old_run(entry.second, kept); });
  std::erase_if(next.alerts, [&](const auto& entry) { return is_old_alert(entry.second, kept); });
  std::erase_if(next.notices,
                [&](const auto& entry) { return !entry.second.is_waiting() && entry.second.created_at < kept.before; });
  drop_old_slots(next, kept);
  view_.become(std::move(next));
  return Done{};
}

Result<Done> MemoryStore::backup(const std::string& path) const {
  return Error{Code::unavailable, path + ": the state is only in memory, there is no file to copy"};
}

Result<std::vector<std::string>> MemoryStore::check() const {
  std::vector<std::string> broken;
  for (const auto& [address, items] : view_.contents().items) {
    const auto kept = view_.contents().bodies.find(address.resource());
    for (const auto& [key, item] : items) {
      const bool has_body =
          kept != view_.contents().bodies.end() && item.applied && kept->second.contains({key, *item.applied});
      if (item.applied && !has_body) {
        broken.push_back(to_string({address.kind, address.name, key, address.replica}) +
                         ": applied, but its body is not kept");
      }
    }
  }
  return broken;
}

}  // namespace jada::state
