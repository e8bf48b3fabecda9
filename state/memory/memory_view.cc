#include "state/memory/memory_view.h"

#include <algorithm>

namespace jada::state {
namespace {

bool is_reserved(const Address& address) { return address.kind.starts_with('@'); }

// The event tells of the address, of a replica of it or, when it is a resource, of an item of it.
bool tells_of(const Event& event, const std::string& address) {
  if (!event.address.starts_with(address)) return false;
  const std::string_view rest = std::string_view(event.address).substr(address.size());
  const bool resource = address.find('/') == std::string::npos;
  return rest.empty() || rest.starts_with('@') || (resource && rest.starts_with('/'));
}

}  // namespace

Result<std::optional<Record>> MemoryView::find(const Address& address) const {
  const auto found = contents_.records.find(address);
  return found == contents_.records.end() ? std::optional<Record>{} : std::optional(found->second);
}

Result<std::vector<Record>> MemoryView::list(std::string_view kind) const {
  std::vector<Record> records;
  for (const auto& [address, record] : contents_.records) {
    const bool wanted = kind.empty() ? !is_reserved(address) : address.kind == kind;
    if (wanted) records.push_back(record);
  }
  return records;
}

Result<Done> MemoryView::each_item(const Address& address, const std::function<bool(const ItemRecord&)>& visit) const {
  const auto replica = contents_.items.find(address);
  if (replica == contents_.items.end()) return Done{};
  for (const auto& [key, item] : replica->second) {
    if (!visit(item)) break;
  }
  return Done{};
}

Result<std::optional<ItemRecord>> MemoryView::find_item(const Address& full) const {
  const auto replica = contents_.items.find({full.kind, full.name, {}, full.replica});
  if (replica == contents_.items.end()) return std::optional<ItemRecord>{};
  const auto item = replica->second.find(full.item);
  return item == replica->second.end() ? std::optional<ItemRecord>{} : std::optional(item->second);
}

Result<std::int64_t> MemoryView::count_applied(const Address& resource) const {
  std::int64_t count = 0;
  for (const auto& [address, items] : contents_.items) {
    if (address.resource() != resource.resource()) continue;
    count +=
        std::count_if(items.begin(), items.end(), [](const auto& entry) { return entry.second.applied.has_value(); });
  }
  return count;
}

Result<std::vector<std::optional<std::string>>> MemoryView::bodies(const Address& resource,
                                                                   std::span<const BodyKey> wanted) const {
  std::vector<std::optional<std::string>> texts(wanted.size());
  const auto kept = contents_.bodies.find(resource.resource());
  if (kept == contents_.bodies.end()) return texts;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto body = kept->second.find({std::string(wanted[i].key), wanted[i].digest});
    if (body != kept->second.end()) texts[i] = body->second;
  }
  return texts;
}

Result<std::vector<DriftRow>> MemoryView::drift(const Address& resource) const {
  std::vector<DriftRow> found;
  for (const auto& [address, rows] : contents_.drift) {
    if (address.resource() != resource.resource()) continue;
    for (const auto& [place, row] : rows) found.push_back(row);
  }
  return found;
}

Result<std::optional<std::string>> MemoryView::blob(const std::string& name) const {
  const auto found = contents_.blobs.find(name);
  return found == contents_.blobs.end() ? std::optional<std::string>{} : std::optional(found->second);
}

Result<std::vector<Event>> MemoryView::events(const std::string& address, std::size_t limit) const {
  std::vector<Event> newest;
  for (auto event = contents_.events.rbegin(); event != contents_.events.rend() && newest.size() < limit; ++event) {
    if (address.empty() || tells_of(*event, address)) newest.push_back(*event);
  }
  std::reverse(newest.begin(), newest.end());
  return newest;
}

Result<std::vector<Slot>> MemoryView::slots(const Address& schedule, const SlotQuery& wanted) const {
  std::vector<Slot> newest;
  for (auto entry = contents_.slots.rbegin(); entry != contents_.slots.rend(); ++entry) {
    const Slot& slot = entry->second;
    if (slot.address != schedule || (wanted.until && slot.slot_at > *wanted.until)) continue;
    if (wanted.open_only ? !slot.is_open() : !wanted.outcome.empty() && slot.outcome != wanted.outcome) continue;
    if (newest.size() == wanted.limit) break;
    newest.push_back(slot);
  }
  return newest;
}

Result<std::vector<AlertRecord>> MemoryView::alerts(std::string_view rule) const {
  std::vector<AlertRecord> found;
  for (const auto& [id, alert] : contents_.alerts) {
    if (rule.empty() || alert.rule == rule) found.push_back(alert);
  }
  return found;
}

Result<std::vector<NoticeRecord>> MemoryView::waiting_notices(const Address& channel, std::size_t limit) const {
  std::vector<NoticeRecord> found;
  for (const auto& [id, notice] : contents_.notices) {
    if (notice.channel == channel && notice.is_waiting()) found.push_back(notice);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const NoticeRecord& a, const NoticeRecord& b) { return a.created_at < b.created_at; });
  if (found.size() > limit) found.resize(limit);
  return found;
}

Result<std::optional<NoticeRecord>> MemoryView::find_notice(const std::string& id) const {
  const auto found = contents_.notices.find(id);
  return found == contents_.notices.end() ? std::optional<NoticeRecord>{} : std::optional(found->second);
}

Result<TextRows> MemoryView::rows(const std::string&, Duration, std::size_t) const {
  return Error{Code::unavailable, "sql: the state is only in memory: nothing answers SQL"};
}

}  // namespace jada::state
