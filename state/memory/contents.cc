#include "state/memory/contents.h"

#include "state/refusal.h"

namespace jada::state {
namespace {

Result<Done> turn(StateIdentity& identity, const Batch& batch) {
  if (batch.fence && *batch.fence != identity.fence) return stale_fence(*batch.fence, identity.fence);
  if (batch.claims_fence) ++identity.fence;
  if (batch.advances) ++identity.serial;
  return Done{};
}

Result<Done> forget(Contents& contents, const Address& address) {
  if (auto whole = require_no_item(address); !whole) return whole;
  const auto goes = [&](const auto& entry) {
    const Address& held = entry.first;
    return held.kind == address.kind && held.name == address.name &&
           (address.replica.empty() || held.replica == address.replica);
  };
  std::erase_if(contents.records, goes);
  std::erase_if(contents.items, goes);
  std::erase_if(contents.bodies, goes);
  std::erase_if(contents.drift, goes);
  return Done{};
}

Result<Done> put(Contents& contents, const Record& record) {
  if (auto whole = require_no_item(record.address); !whole) return whole;
  Record& stored = contents.records[record.address];
  if (stored.revision != record.revision) return stale(record.address, record.revision);
  stored = record;
  ++stored.revision;
  return Done{};
}

Result<Done> put(Contents& contents, const ItemBatch& batch) {
  const Address& replica = batch.address;
  if (auto whole = require_no_item(replica); !whole) return whole;
  auto& items = contents.items[replica];
  for (const std::string& key : batch.forget) items.erase(key);
  for (const ItemRecord& item : batch.put) {
    ItemRecord& stored = items[item.key];
    if (stored.revision != item.revision) {
      return stale({replica.kind, replica.name, item.key, replica.replica}, item.revision);
    }
    stored = item;
    ++stored.revision;
  }
  return Done{};
}

void put(Contents& contents, const DriftBatch& batch) {
  auto& rows = contents.drift[batch.address];
  const auto before = std::exchange(rows, {});
  for (const DriftRow& row : batch.rows) {
    DriftRow& stored = rows[{row.item, row.path}] = row;
    stored.replica = batch.address.replica;
    const auto known = before.find({row.item, row.path});
    if (known != before.end()) stored.first_seen_at = known->second.first_seen_at;
  }
}

void put(Contents& contents, const Blob& blob) {
  if (blob.bytes) {
    contents.blobs[blob.name] = *blob.bytes;
  } else {
    contents.blobs.erase(blob.name);
  }
}

void put(Contents& contents, const BodyBatch& batch) {
  auto& kept = contents.bodies[batch.resource.resource()];
  for (const Body& body : batch.put) kept.try_emplace({body.key, body.digest}, body.text);
}

void put(Contents& contents, const Event& event) {
  const std::int64_t newest = contents.events.empty() ? 0 : contents.events.back().sequence;
  contents.events.push_back(event);
  contents.events.back().sequence = newest + 1;
}

Result<Done> put(Contents& contents, const Slot& slot) {
  Slot& stored = contents.slots[{slot.address, slot.slot_at}];
  const bool has_ended = stored.revision > 0 && !stored.is_open();
  if (stored.revision != slot.revision || has_ended) return stale_slot(slot);
  stored = slot;
  ++stored.revision;
  return Done{};
}

template <class Entry>
Result<Done> put(std::map<std::string, Entry>& entries, const Entry& entry, const char* what) {
  Entry& stored = entries[entry.id];
  if (stored.revision != entry.revision) return stale_entry(what, entry.id);
  stored = entry;
  ++stored.revision;
  return Done{};
}

Result<Done> put_book(Contents& contents, const Batch& batch) {
  for (const Slot& slot : batch.slots) {
    if (auto kept = put(contents, slot); !kept) return kept;
  }
  for (const AlertRecord& alert : batch.alerts) {
    if (auto kept = put(contents.alerts, alert, "alert"); !kept) return kept;
  }
  for (const NoticeRecord& notice : batch.notices) {
    if (notice.revision == 0 && contents.notices.contains(notice.id)) continue;  // left alone
    if (auto kept = put(contents.notices, notice, "notice"); !kept) return kept;
  }
  return Done{};
}

}  // namespace

Result<Contents> after(Contents contents, const Batch& batch) {
  if (auto turned = turn(contents.identity, batch); !turned) return turned.error();
  for (const Address& address : batch.forget) {
    if (auto gone = forget(contents, address); !gone) return gone.error();
  }
  for (const Record& record : batch.put) {
    if (auto kept = put(contents, record); !kept) return kept.error();
  }
  for (const ItemBatch& items : batch.items) {
    if (auto kept = put(contents, items); !kept) return kept.error();
  }
  for (const BodyBatch& bodies : batch.bodies) put(contents, bodies);
  for (const DriftBatch& drift : batch.drift) put(contents, drift);
  for (const Event& event : batch.events) put(contents, event);
  if (auto kept = put_book(contents, batch); !kept) return kept.error();
  for (const Blob& blob : batch.blobs) put(contents, blob);
  return contents;
}

}  // namespace jada::state
