// The state: what was declared, applied and observed, and what happened. Backends: state/memory, state/sqlite.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/address.h"
#include "engine/base/digest.h"
#include "engine/base/time.h"
#include "engine/ports/alert_book.h"
#include "engine/ports/ledger.h"

namespace jada {

/// One resource, one replica of it, or (under the reserved kinds @run @suspend @lease @intent) one thing of the engine.
/// The JSON texts are empty when there is nothing to say.
struct Record {
  Address address;            ///< without item: items are ItemRecords
  std::int64_t revision = 0;  ///< 0: not stored yet; else what was read, checked by commit
  std::string applied{};      ///< JSON: what was last made true
  std::string observed{};     ///< JSON: what was last seen
  std::string
      standing{};  ///< JSON object: condition, reason, message, cause, source, protect, on_remove … (docs/state.md)
  std::optional<Time> observed_at{};
  std::optional<Time> applied_at{};
  std::optional<Time> succeeded_at{};
  std::optional<Time> due_at{};
  int failures = 0;  ///< consecutive
  std::string last_error{};
};

enum class ItemStatus : std::uint8_t { in_step, missing, differs, extra, unknown };

/// One item in one replica of a resource: `roster.crew/ada@us-west-2`. Digests only; the texts are bodies.
struct ItemRecord {
  std::string key;
  std::int64_t revision = 0;         ///< as in Record
  std::optional<Digest> applied{};   ///< owned attributes as we last made them; none: not ours
  std::optional<Digest> observed{};  ///< owned attributes as last seen; none: absent
  std::optional<Digest> raw{};       ///< the whole item's text as last seen
  ItemStatus status = ItemStatus::unknown;
  std::optional<Time> verified_at{};  ///< last consistent read-back that found it in step
};

/// Canonical JSON text of the owned attributes of one item, kept once per distinct text.
struct Body {
  std::string key;
  Digest digest = 0;
  std::string text{};
};

/// One field found apart from what is desired.
struct DriftRow {
  std::string item;
  std::string replica;
  std::string path;
  std::string cause;       ///< drift | both | expiry | unmanaged
  std::string desired{};   ///< JSON text, empty: nothing
  std::string observed{};  ///< JSON text, empty: nothing
  Time first_seen_at{};
  Time last_seen_at{};
};

struct Event {
  std::int64_t sequence = 0;  ///< given by commit, gap-free
  Time at{};
  std::string run_id{};
  std::string address{};
  std::string type;            ///< `run.started`, `change.failed`, … (docs/state.md)
  std::string level = "info";  ///< info | warning | error
  std::string message{};
};

/// The same thing done to many items of one replica in one run: one row, however many keys.
struct ChangeLog {
  std::string run_id;
  Address address;                 ///< resource and replica
  std::vector<std::string> items;  ///< empty: the resource itself
  std::string action;
  std::string cause;
  std::string outcome;  ///< done | failed | conflict | skipped
  std::string error{};
  Time started_at{};
  Time finished_at{};
};

/// Items of one replica written in one commit, ascending by key.
struct ItemBatch {
  Address address;  ///< resource and replica
  std::vector<ItemRecord> put{};
  std::vector<std::string> forget{};
};

struct BodyBatch {
  Address resource;
  std::vector<Body> put{};  ///< ascending by key; one already stored is left alone
};

/// What one observation found apart in one replica: replaces the rows of that replica, keeping first_seen_at of rows
/// with the same item and path.
struct DriftBatch {
  Address address;  ///< resource and replica (replica may be empty)
  std::vector<DriftRow> rows{};
};

/// A named block of bytes the engine keeps for speed (the compiled desired.toml). Losing one loses nothing.
struct Blob {
  std::string name;
  std::optional<std::string> bytes{};  ///< none: forget it
};

/// Everything one commit writes: all of it or nothing.
struct Batch {
  std::vector<Record> put{};
  std::vector<Address> forget{};  ///< a resource goes with its replicas, items, bodies and drift rows; absent is fine
  std::vector<ItemBatch> items{};
  std::vector<BodyBatch> bodies{};
  std::vector<DriftBatch> drift{};
  std::vector<ChangeLog> changes{};
  std::vector<Event> events{};
  std::vector<Slot> slots{};
  std::vector<AlertRecord> alerts{};
  std::vector<NoticeRecord> notices{};
  std::vector<Blob> blobs{};

  std::optional<std::int64_t> fence{};  ///< refuse unless this is still the fencing number
  bool claims_fence = false;            ///< take the next fencing number (with the @lease record, in one commit)
  bool advances = false;                ///< the serial moves: something was applied or forgotten
  bool durable = true;                  ///< false: may be lost in a power cut (observations)
};

/// Which slots of a schedule to read.
struct SlotQuery {
  std::optional<Time> until{};  ///< no later than that; none: all
  std::string outcome{};        ///< ended so; empty: any
  bool open_only = false;       ///< those that have not ended
  std::size_t limit = 100;
};

/// What a rule in SQL answered: texts, none for NULL.
struct TextRows {
  std::vector<std::string> columns{};
  std::vector<std::vector<std::optional<std::string>>> rows{};
};

/// What need not be kept any longer.
struct Retention {
  Time before{};            ///< what ended earlier: runs, events, changes, slots, notices, resolved alerts
  std::size_t slots = 100;  ///< the newest of each schedule stay however old they are
};

struct StateIdentity {
  std::string path;     ///< empty: in memory
  std::string lineage;  ///< random, for ever
  std::int64_t serial = 0;
  std::int64_t fence = 0;
  int schema_version = 0;
  std::uint64_t seed = 0;  ///< of digest_of
};

/// Reading. A view is used by one thread at a time.
class StateView {
 public:
  virtual ~StateView() = default;

  virtual Result<StateIdentity> identity() const = 0;
  virtual Result<std::optional<Record>> find(const Address&) const = 0;

  /// Records of one kind (`roster`, `@run`), of all kinds but the reserved ones when empty; ascending by address,
  /// replica records after their resource.
  virtual Result<std::vector<Record>> list(std::string_view kind) const = 0;

  /// Items of one replica in ascending byte order of the key; the record dies with the call; false stops.
  virtual Result<Done> each_item(const Address& resource_and_replica,
                                 const std::function<bool(const ItemRecord&)>& visit) const = 0;

  virtual Result<std::optional<ItemRecord>> find_item(const Address& full) const = 0;

  /// How many item records of the resource are ours (applied), over all replicas.
  virtual Result<std::int64_t> count_applied(const Address& resource) const = 0;

  struct BodyKey {
    std::string_view key;
    Digest digest = 0;
  };
  /// In the order asked; none where not kept.
  virtual Result<std::vector<std::optional<std::string>>> bodies(const Address& resource,
                                                                 std::span<const BodyKey> wanted) const = 0;

  virtual Result<std::vector<DriftRow>> drift(const Address& resource) const = 0;
  virtual Result<std::optional<std::string>> blob(const std::string& name) const = 0;

  /// Newest last; `limit` of the newest, of one address (its items too) unless empty.
  virtual Result<std::vector<Event>> events(const std::string& address, std::size_t limit) const = 0;

  /// Newest first, by slot_at.
  virtual Result<std::vector<Slot>> slots(const Address& schedule, const SlotQuery&) const = 0;

  /// Of one rule, of all when empty; ascending by id.
  virtual Result<std::vector<AlertRecord>> alerts(std::string_view rule) const = 0;

  /// Those of one channel that wait to be told, oldest first; `limit` at most.
  virtual Result<std::vector<NoticeRecord>> waiting_notices(const Address& channel, std::size_t limit) const = 0;

  virtual Result<std::optional<NoticeRecord>> find_notice(const std::string& id) const = 0;

  /// One reading SQL statement over the views. invalid: it is none, or fails as such; unavailable: longer than `limit`,
  /// more than `most` rows, or this is no database.
  virtual Result<TextRows> rows(const std::string& sql, Duration limit, std::size_t most) const = 0;
};

/// Reading and writing; owned by one thread, snapshots go to others.
class Store : public StateView {
 public:
  /// All or nothing. conflict: a stale revision or a stale fence, nothing written; denied: the state cannot be written
  /// (read-only); unavailable: locked too long or the disk is full.
  virtual Result<Done> commit(const Batch&) = 0;

  /// A reader of its own over one consistent moment, for one other thread; must not outlive the store.
  virtual Result<std::unique_ptr<StateView>> snapshot() const = 0;

  /// Bodies that no item record refers to any more are dropped.
  virtual Result<Done> tidy() = 0;

  /// Forgets what need not be kept.
  virtual Result<Done> prune(const Retention&) = 0;

  /// Online copy into a new file; refuses to overwrite (conflict).
  virtual Result<Done> backup(const std::string& path) const = 0;

  /// Every broken invariant found, in words; empty is sound.
  virtual Result<std::vector<std::string>> check() const = 0;
};

}  // namespace jada
