// Items in a table of a region: the one interface behind which an embedded SQLite file, DynamoDB and others stand.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/seen.h"

namespace jada {

/// What of a DynamoDB table's throughput we may use, in units per second; 0: no limit of ours.
struct TableCapacity {
  std::int64_t read = 0;
  std::int64_t write = 0;
};

/// How to reach DynamoDB. Empty texts: as AWS's own environment and files say.
struct DynamoSettings {
  std::string region{};    ///< as AWS names it: `us-west-2`
  std::string endpoint{};  ///< an address instead of the region's own
  std::string profile{};
  std::string role_arn{};                           ///< assumed with the credentials found
  std::size_t max_in_flight = 0;                    ///< requests at a time; 0: as all others
  std::map<std::string, TableCapacity> capacity{};  ///< by table
};

/// Where a region's tables are and how to reach them.
struct RegionSettings {
  std::string name;    ///< bare name of the region block: `us-west-2`
  std::string driver;  ///< `sqlite` or `dynamodb`
  std::string path{};  ///< sqlite: the file, absolute
  DynamoSettings dynamo{};
};

/// One attribute to set, by path inside the item. Values are JSON texts.
struct FieldWrite {
  std::vector<std::string> path;      ///< `{"address", "city"}`; the parents are maps, made where absent
  std::optional<std::string> before;  ///< what must be there for the write to happen; none: it must be absent
  std::string after{};                ///< what is set; unused by a remove
};

/// One conditional write of one item. Attributes not named are never touched.
struct ItemWrite {
  enum class Kind {
    create,  ///< only if no item has this key: `body` is the whole item, key attribute included
    update,  ///< only if the item is there and every field holds its `before`
    remove,  ///< only if the item is there and every field holds its `before`
  };
  Kind kind = Kind::update;
  std::string key;
  std::string body{};
  std::vector<FieldWrite> fields{};
};

/// What became of one write.
enum class WriteFate {
  done,
  conflict,  ///< the condition did not hold: nothing was written; read again
  failed,    ///< nothing was written; the error says why
  unknown,   ///< no answer, or one that proves nothing: read back to learn
};
struct WriteOutcome {
  WriteFate fate = WriteFate::failed;
  Error trouble{};  ///< when not done
};

/// One table of one region. Used by one thread at a time.
class ItemTable {
 public:
  virtual ~ItemTable() = default;

  /// Why the item of that key cannot be kept there once `wanted` (a JSON object) is set in it: too large, a number out
  /// of range. `item` is its text now, empty: it is absent. An empty answer: it can. Pure.
  virtual std::string unfit(std::string_view /*key*/, std::string_view /*item*/, std::string_view /*wanted*/) const {
    return {};
  }

  /// A token that differs whenever anything in the table may have changed since it was drawn; empty when the driver has
  /// none, or cannot vouch for it now. Cheap: no scan. Drawn *before* the scan it vouches for.
  virtual Result<std::string> version() = 0;

  /// Every item in ascending byte order of the key, read consistently. `visit` gets the key and the whole item as JSON
  /// text; the views die with the call. A table or file that is not there yet has no items. unavailable or denied:
  /// could not look (nothing may be concluded, even if some items were visited).
  virtual Result<Done> scan(const std::function<void(std::string_view key, std::string_view item)>& visit) = 0;

  /// Consistent read-back of some keys, in the order given; nullopt is absent.
  virtual Result<std::vector<std::optional<std::string>>> read(std::span<const std::string> keys) = 0;

  /// Carries out what it can, each write on its own: one outcome per write, in the same order. An Error is for the
  /// whole batch only when nothing at all was written.
  virtual Result<std::vector<WriteOutcome>> write(std::span<const ItemWrite> writes) = 0;
};

/// One table, wherever it has copies.
struct TablePlace {
  std::string table;
  std::string key_attribute;               ///< repeats the key inside each item
  std::vector<RegionSettings> replicas{};  ///< every region that is to hold the same items, as declared
};

/// The region as a place. Thread-safe.
class Regions {
 public:
  virtual ~Regions() = default;

  /// Present with a word on what is there (`SQLite file, 24 KiB`), absent, or could not look.
  virtual Seen<std::string> look(const RegionSettings&) = 0;

  /// Makes the region usable (for sqlite: the file and its folder). Idempotent.
  virtual Result<Done> create(const RegionSettings&) = 0;

  /// Opens one table. Opening touches nothing. invalid: an unknown driver.
  virtual Result<std::unique_ptr<ItemTable>> open(const RegionSettings&, const TablePlace&) = 0;
};

}  // namespace jada
