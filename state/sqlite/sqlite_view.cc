#include "state/sqlite/sqlite_view.h"

#include <algorithm>
#include <limits>

#include "state/sqlite/failure.h"

namespace jada::state {
namespace {

// SELECT * is safe here: a migration adds columns at the end only.
Record record_of(const Statement& row) {
  return {.address = {std::string(row.text(1)), std::string(row.text(2)), {}, std::string(row.text(3))},
          .revision = row.integer(4),
          .applied = std::string(row.text(5)),
          .observed = std::string(row.text(6)),
          .standing = std::string(row.text(7)),
          .observed_at = row.time(8),
          .applied_at = row.time(9),
          .succeeded_at = row.time(10),
          .due_at = row.time(11),
          .failures = static_cast<int>(row.integer(12)),
          .last_error = std::string(row.text(13))};
}

// Into the same record each time: a scan allocates nothing for keys that fit.
void read_item(const Statement& row, ItemRecord& item) {
  item.key = row.text(0);
  item.revision = row.integer(1);
  item.applied = row.digest(2);
  item.observed = row.digest(3);
  item.raw = row.digest(4);
  item.status = static_cast<ItemStatus>(row.integer(5));
  item.verified_at = row.time(6);
}

DriftRow drift_of(const Statement& row) {
  return {.item = std::string(row.text(0)),
          .replica = std::string(row.text(1)),
          .path = std::string(row.text(2)),
          .cause = std::string(row.text(3)),
          .desired = std::string(row.text(4)),
          .observed = std::string(row.text(5)),
          .first_seen_at = Time{Duration{row.integer(6)}},
          .last_seen_at = Time{Duration{row.integer(7)}}};
}

Event event_of(const Statement& row) {
  return {.sequence = row.integer(0),
          .at = Time{Duration{row.integer(1)}},
          .run_id = std::string(row.text(2)),
          .address = std::string(row.text(3)),
          .type = std::string(row.text(4)),
          .level = std::string(row.text(5)),
          .message = std::string(row.text(6))};
}

constexpr std::string_view kFind =
    "SELECT * FROM _resource WHERE kind = ? AND name = ? AND replica = ? AND revision > 0";

constexpr std::string_view kListKind =
    "SELECT * FROM _resource WHERE kind = ? AND revision > 0 ORDER BY kind, name, replica";

constexpr std::string_view kListAll =
    "SELECT * FROM _resource WHERE kind NOT LIKE '@%' AND revision > 0 ORDER BY kind, name, replica";

constexpr std::string_view kEachItem =
    "SELECT key, revision, applied, observed, raw, status, verified_at FROM _item"
    " WHERE replica_id = (SELECT id FROM _resource WHERE kind = ? AND name = ? AND replica = ?) ORDER BY key";

constexpr std::string_view kFindItem =
    "SELECT key, revision, applied, observed, raw, status, verified_at FROM _item"
    " WHERE replica_id = (SELECT id FROM _resource WHERE kind = ? AND name = ? AND replica = ?) AND key = ?";

constexpr std::string_view kCountApplied =
    "SELECT count(i.applied) FROM _resource r JOIN _item i ON i.replica_id = r.id WHERE r.kind = ? AND r.name = ?";

constexpr std::string_view kDrift =
    "SELECT d.item, r.replica, d.path, d.cause, d.desired, d.observed, d.first_seen_at, d.last_seen_at"
    " FROM _resource r JOIN _drift d ON d.replica_id = r.id WHERE r.kind = ? AND r.name = ?"
    " ORDER BY r.replica, d.item, d.path";

constexpr std::string_view kEvents = "SELECT * FROM _event ORDER BY seq DESC LIMIT ?";

// The address itself, its replicas (`@`…) and, of a resource, its items (`/`…): ranges, so that the index serves.
constexpr std::string_view kEventsOf =
    "SELECT * FROM _event WHERE address = ?1 OR (address > ?1 || '@' AND address < ?1 || 'A')"
    " OR (instr(?1, '/') = 0 AND address > ?1 || '/' AND address < ?1 || '0') ORDER BY seq DESC LIMIT ?2";

}  // namespace

SqliteView::SqliteView(Connection connection, int schema_version)
    : connection_(std::make_unique<Connection>(std::move(connection))), schema_version_(schema_version) {}

Result<StateIdentity> SqliteView::identity() const {
  return guarded(connection_->path(), [&]() -> Result<StateIdentity> {
    auto rows = connection_->query("SELECT lineage, serial, fence, seed FROM _meta");
    if (!rows.next())
      return Error{Code::denied, connection_->path() + ": the state has lost its identity: restore a backup"};
    return StateIdentity{.path = connection_->path(),
                         .lineage = std::string(rows->text(0)),
                         .serial = rows->integer(1),
                         .fence = rows->integer(2),
                         .schema_version = schema_version_,
                         .seed = static_cast<std::uint64_t>(rows->integer(3))};
  });
}

Result<std::optional<Record>> SqliteView::find(const Address& address) const {
  return guarded(connection_->path(), [&]() -> Result<std::optional<Record>> {
    auto rows = connection_->query(kFind, address.kind, address.name, address.replica);
    if (!address.item.empty() || !rows.next()) return std::optional<Record>{};
    return std::optional(record_of(rows.row()));
  });
}

Result<std::vector<Record>> SqliteView::list(std::string_view kind) const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<Record>> {
    auto rows = kind.empty() ? connection_->query(kListAll) : connection_->query(kListKind, kind);
    std::vector<Record> records;
    while (rows.next()) records.push_back(record_of(rows.row()));
    return records;
  });
}

Result<Done> SqliteView::each_item(const Address& address, const std::function<bool(const ItemRecord&)>& visit) const {
  return guarded(connection_->path(), [&]() -> Result<Done> {
    connection_->prepare_scan();
    Statement scan = connection_->prepare(kEachItem);  // its own: `visit` may walk another replica meanwhile
    scan.bind(address.kind, address.name, address.replica);
    ItemRecord item;
    while (scan.step()) {
      read_item(scan, item);
      if (!visit(item)) break;
    }
    return Done{};
  });
}

Result<std::optional<ItemRecord>> SqliteView::find_item(const Address& full) const {
  return guarded(connection_->path(), [&]() -> Result<std::optional<ItemRecord>> {
    auto rows = connection_->query(kFindItem, full.kind, full.name, full.replica, full.item);
    if (!rows.next()) return std::optional<ItemRecord>{};
    ItemRecord item;
    read_item(rows.row(), item);
    return std::optional(std::move(item));
  });
}

Result<std::int64_t> SqliteView::count_applied(const Address& resource) const {
  return guarded(connection_->path(), [&]() -> Result<std::int64_t> {
    auto rows = connection_->query(kCountApplied, resource.kind, resource.name);
    return rows.next() ? rows->integer(0) : 0;
  });
}

Result<std::vector<std::optional<std::string>>> SqliteView::bodies(const Address& resource,
                                                                   std::span<const BodyKey> wanted) const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<std::optional<std::string>>> {
    std::vector<std::optional<std::string>> texts(wanted.size());
    const Moment moment(*connection_);
    auto owner = connection_->query("SELECT id FROM _resource WHERE kind = ? AND name = ? AND replica = ''",
                                    resource.kind, resource.name);
    if (!owner.next()) return texts;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      auto body = connection_->query("SELECT text FROM _body WHERE resource_id = ? AND key = ? AND digest = ?",
                                     owner->integer(0), wanted[i].key, wanted[i].digest);
      if (body.next()) texts[i] = body->text(0);
    }
    return texts;
  });
}

Result<std::vector<DriftRow>> SqliteView::drift(const Address& resource) const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<DriftRow>> {
    auto rows = connection_->query(kDrift, resource.kind, resource.name);
    std::vector<DriftRow> found;
    while (rows.next()) found.push_back(drift_of(rows.row()));
    return found;
  });
}

Result<std::optional<std::string>> SqliteView::blob(const std::string& name) const {
  return guarded(connection_->path(), [&]() -> Result<std::optional<std::string>> {
    auto rows = connection_->query("SELECT bytes FROM _blob WHERE name = ?", name);
    if (!rows.next()) return std::optional<std::string>{};
    return std::optional(std::string(rows->text(0)));
  });
}

Result<std::vector<Event>> SqliteView::events(const std::string& address, std::size_t limit) const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<Event>> {
    constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
    const auto newest = static_cast<std::int64_t>(std::min(limit, kMost));
    auto rows = address.empty() ? connection_->query(kEvents, newest) : connection_->query(kEventsOf, address, newest);
    std::vector<Event> events;
    while (rows.next()) events.push_back(event_of(rows.row()));
    std::reverse(events.begin(), events.end());
    return events;
  });
}

}  // namespace jada::state
