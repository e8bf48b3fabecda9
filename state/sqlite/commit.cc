#include "state/sqlite/commit.h"

#include <map>

#include "engine/base/json.h"
#include "state/refusal.h"

namespace jada::state {
namespace {

constexpr std::string_view kUpdateRecord =
    "UPDATE _resource SET revision = revision + 1, applied = ?, observed = ?, standing = ?, observed_at = ?,"
    " applied_at = ?, succeeded_at = ?, due_at = ?, failures = ?, last_error = ?"
    " WHERE kind = ? AND name = ? AND replica = ? AND revision = ?";

constexpr std::string_view kInsertRecord =
    "INSERT INTO _resource (revision, applied, observed, standing, observed_at, applied_at, succeeded_at, due_at,"
    " failures, last_error, kind, name, replica) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

constexpr std::string_view kUpdateItem =
    "UPDATE _item SET revision = revision + 1, applied = ?, observed = ?, raw = ?, status = ?, verified_at = ?"
    " WHERE replica_id = ? AND key = ? AND revision = ?";

constexpr std::string_view kInsertItem =
    "INSERT INTO _item (revision, applied, observed, raw, status, verified_at, replica_id, key)"
    " VALUES (1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

// ?3: the replica, or NULL for the resource with all of them.
constexpr std::string_view kForgetItems =
    "DELETE FROM _item WHERE replica_id IN"
    " (SELECT id FROM _resource WHERE kind = ?1 AND name = ?2 AND replica = coalesce(?3, replica))";
constexpr std::string_view kForgetDrift =
    "DELETE FROM _drift WHERE replica_id IN"
    " (SELECT id FROM _resource WHERE kind = ?1 AND name = ?2 AND replica = coalesce(?3, replica))";
constexpr std::string_view kForgetBodies =
    "DELETE FROM _body WHERE resource_id IN"
    " (SELECT id FROM _resource WHERE kind = ?1 AND name = ?2 AND replica = coalesce(?3, replica))";
constexpr std::string_view kForgetRecords =
    "DELETE FROM _resource WHERE kind = ?1 AND name = ?2 AND replica = coalesce(?3, replica)";

template <class Range, class Write>
Result<Done> each(const Range& range, Write&& write) {
  for (const auto& one : range) {
    if (auto written = write(one); !written) return written;
  }
  return Done{};
}

}  // namespace

Result<Done> Commit::write(const Batch& batch) {
  if (auto turned = turn(batch); !turned) return turned;
  if (auto gone = each(batch.forget, [&](const Address& address) { return forget(address); }); !gone) return gone;
  if (auto kept = each(batch.put, [&](const Record& record) { return put(record); }); !kept) return kept;
  if (auto kept = each(batch.items, [&](const ItemBatch& items) { return put(items); }); !kept) return kept;
  for (const BodyBatch& bodies : batch.bodies) put(bodies);
  for (const DriftBatch& drift : batch.drift) put(drift);
  for (const ChangeLog& change : batch.changes) put(change);
  for (const Event& event : batch.events) put(event);
  if (auto kept = each(batch.slots, [&](const Slot& slot) { return put(slot); }); !kept) return kept;
  if (auto kept = each(batch.alerts, [&](const AlertRecord& alert) { return put(alert); }); !kept) return kept;
  if (auto kept = each(batch.notices, [&](const NoticeRecord& notice) { return put(notice); }); !kept) return kept;
  for (const Blob& blob : batch.blobs) put(blob);
  return Done{};
}

Result<Done> Commit::turn(const Batch& batch) {
  if (batch.fence) {
    auto rows = connection_.query("SELECT fence FROM _meta");
    const std::int64_t stored = rows.next() ? rows->integer(0) : -1;
    if (stored != *batch.fence) return stale_fence(*batch.fence, stored);
  }
  if (batch.claims_fence || batch.advances) {
    connection_.run("UPDATE _meta SET fence = fence + ?, serial = serial + ?", batch.claims_fence ? 1 : 0,
                    batch.advances ? 1 : 0);
  }
  return Done{};
}

Result<Done> Commit::forget(const Address& address) {
  if (auto whole = require_no_item(address); !whole) return whole;
  std::optional<std::string_view> replica;
  if (!address.replica.empty()) replica = address.replica;
  for (const auto sql : {kForgetItems, kForgetDrift, kForgetBodies, kForgetRecords}) {
    connection_.run(sql, address.kind, address.name, replica);
  }
  return Done{};
}

Result<Done> Commit::put(const Record& record) {
  const Address& address = record.address;
  if (auto whole = require_no_item(address); !whole) return whole;
  const auto written = [&](std::string_view sql, const auto&... revision) {
    return connection_.run(sql, record.applied, record.observed, record.standing, record.observed_at, record.applied_at,
                           record.succeeded_at, record.due_at, record.failures, record.last_error, address.kind,
                           address.name, address.replica, revision...) == 1;
  };
  if (written(kUpdateRecord, record.revision)) return Done{};
  if (record.revision == 0 && written(kInsertRecord)) return Done{};
  return stale(address, record.revision);
}

Result<Done> Commit::put(const ItemBatch& batch) {
  if (auto whole = require_no_item(batch.address); !whole) return whole;
  const std::int64_t replica = row_of(batch.address);
  for (const std::string& key : batch.forget) {
    connection_.run("DELETE FROM _item WHERE replica_id = ? AND key = ?", replica, key);
  }
  return each(batch.put, [&](const ItemRecord& item) -> Result<Done> {
    if (put(replica, item)) return Done{};
    return stale({batch.address.kind, batch.address.name, item.key, batch.address.replica}, item.revision);
  });
}

bool Commit::put(std::int64_t replica, const ItemRecord& item) {
  const auto written = [&](std::string_view sql, const auto&... revision) {
    return connection_.run(sql, item.applied, item.observed, item.raw, static_cast<int>(item.status), item.verified_at,
                           replica, item.key, revision...) == 1;
  };
  return item.revision == 0 ? written(kInsertItem) : written(kUpdateItem, item.revision);
}

void Commit::put(const BodyBatch& batch) {
  const std::int64_t resource = row_of(batch.resource.resource());
  for (const Body& body : batch.put) {
    connection_.run("INSERT INTO _body (resource_id, key, digest, text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    resource, body.key, body.digest, body.text);
  }
}

void Commit::put(const DriftBatch& batch) {
  const std::int64_t replica = row_of(batch.address);
  std::map<std::pair<std::string, std::string>, Time> since;
  auto before = connection_.query("SELECT item, path, first_seen_at FROM _drift WHERE replica_id = ?", replica);
  while (before.next()) since[{std::string(before->text(0)), std::string(before->text(1))}] = *before->time(2);
  if (!since.empty()) connection_.run("DELETE FROM _drift WHERE replica_id = ?", replica);
  for (const DriftRow& row : batch.rows) {
    const auto known = since.find({row.item, row.path});
    connection_.run(
        "INSERT OR REPLACE INTO _drift (replica_id, item, path, cause, desired, observed, first_seen_at, last_seen_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        replica, row.item, row.path, row.cause, row.desired, row.observed,
        known == since.end() ? row.first_seen_at : known->second, row.last_seen_at);
  }
}

void Commit::put(const ChangeLog& change) {
  connection_.run(
      "INSERT INTO _change (run_id, kind, name, replica, items, action, cause, outcome, error, started_at, finished_at)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      change.run_id, change.address.kind, change.address.name, change.address.replica, canonical(Json(change.items)),
      change.action, change.cause, change.outcome, change.error, change.started_at, change.finished_at);
}

void Commit::put(const Event& event) {
  connection_.run(
      "INSERT INTO _event (seq, at, run_id, address, type, level, message)"
      " VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM _event), ?, ?, ?, ?, ?, ?)",
      event.at, event.run_id, event.address, event.type, event.level, event.message);
}

void Commit::put(const Blob& blob) {
  if (blob.bytes) {
    connection_.run("INSERT OR REPLACE INTO _blob (name, bytes) VALUES (?, ?)", blob.name, Bytes{*blob.bytes});
  } else {
    connection_.run("DELETE FROM _blob WHERE name = ?", blob.name);
  }
}

std::int64_t Commit::row_of(const Address& address) {
  {
    auto rows = connection_.query("SELECT id FROM _resource WHERE kind = ? AND name = ? AND replica = ?", address.kind,
                                  address.name, address.replica);
    if (rows.next()) return rows->integer(0);
  }
  connection_.run("INSERT INTO _resource (kind, name, replica) VALUES (?, ?, ?)", address.kind, address.name,
                  address.replica);
  return connection_.database().getLastInsertRowid();
}

}  // namespace jada::state
