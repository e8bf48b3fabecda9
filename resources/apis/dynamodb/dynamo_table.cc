#include "resources/apis/dynamodb/dynamo_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/base/json.h"
#include "resources/apis/dynamodb/dynamo_read.h"
#include "resources/apis/dynamodb/dynamo_scan.h"
#include "resources/apis/dynamodb/dynamo_write.h"

namespace jada {
namespace {

using namespace std::chrono_literals;
using Items = std::vector<std::optional<std::string>>;

constexpr std::size_t kMostBytes = 400 * 1024;
constexpr std::size_t kMostKeyBytes = 2048;
constexpr Duration kReplication = 30s;  // usually it takes less than one
constexpr Duration kLookAgain = 250ms;

// `item` with the members of `wanted` set, maps member by member: what an update leaves behind.
void merge(Json& item, const Json& wanted) {
  for (const auto& [name, value] : wanted.items()) {
    const auto here = item.find(name);
    const bool are_maps = here != item.end() && here->is_object() && value.is_object() && !value.empty();
    are_maps ? merge(*here, value) : void(item[name] = value);
  }
}

class DynamoTable final : public ItemTable {
 public:
  DynamoTable(DynamoRegion& region, std::vector<DynamoRegion*> group, const TablePlace& place)
      : region_(region), group_(std::move(group)), table_(place.table), key_(place.key_attribute) {}

  std::string unfit(std::string_view key, std::string_view item, std::string_view wanted) const override;
  Result<std::string> version() override { return std::string(); }
  Result<Done> scan(const std::function<void(std::string_view, std::string_view)>& visit) override;
  Result<Items> read(std::span<const std::string> keys) override;
  Result<std::vector<WriteOutcome>> write(std::span<const ItemWrite> writes) override;

 private:
  std::size_t size_with(std::string_view key, std::string_view item, std::string_view wanted) const;
  DynamoRegion& writer(const TableFacts&);
  void await_copies(DynamoRegion& home, std::span<const ItemWrite> writes);

  DynamoRegion& region_;
  const std::vector<DynamoRegion*> group_;
  const std::string table_;
  const std::string key_;
};

std::string DynamoTable::unfit(std::string_view key, std::string_view item, std::string_view wanted) const {
  if (key.empty()) return "DynamoDB keeps no item with an empty key";
  if (key.size() > kMostKeyBytes)
    return fmt::format("its key has {} bytes, DynamoDB takes {}", key.size(), kMostKeyBytes);
  if (std::string why = unfit_item(wanted); !why.empty()) return why;
  // Plain JSON is never much shorter than what DynamoDB counts.
  if (2 * (item.size() + wanted.size() + key.size()) < kMostBytes) return {};
  const std::size_t size = size_with(key, item, wanted);
  if (size <= kMostBytes) return {};
  return fmt::format("it would have {} bytes, DynamoDB takes {}", size, kMostBytes);
}

std::size_t DynamoTable::size_with(std::string_view key, std::string_view item, std::string_view wanted) const {
  const auto here = parse_json(item);
  const auto declared = parse_json(wanted);
  Json whole = here && here->is_object() ? *here : Json::object();
  if (declared && declared->is_object()) merge(whole, *declared);
  whole[key_] = std::string(key);
  return item_size(canonical(whole));
}

Result<Done> DynamoTable::scan(const std::function<void(std::string_view, std::string_view)>& visit) {
  if (const auto sound = region_.facts(table_, key_); !sound) return sound.error();
  const auto scan = DynamoScan::run(region_, table_, key_);
  if (!scan) return scan.error();
  region_.saw(table_, scan->is_empty());
  scan->visit(visit);
  return Done{};
}

Result<Items> DynamoTable::read(std::span<const std::string> keys) { return read_items(region_, table_, key_, keys); }

Result<std::vector<WriteOutcome>> DynamoTable::write(std::span<const ItemWrite> writes) {
  const auto facts = region_.facts(table_, key_);
  if (!facts) return facts.error();
  DynamoRegion& home = writer(*facts);
  const bool only_creates =
      std::ranges::all_of(writes, [](const ItemWrite& one) { return one.kind == ItemWrite::Kind::create; });
  // Where it is written slowly, or elsewhere too, a look would be old by the time of the write.
  const bool is_quick = facts->replicas.empty() && !region_.limits(table_).write.is_limited();
  auto outcomes = write_items(home, table_, key_, writes, is_quick && only_creates && region_.was_empty(table_));
  if (&home != &region_) await_copies(home, writes);
  return outcomes;
}

// Of a global table one region is written, the first declared that answers: two writers would make the conflicts that
// last-writer-wins then settles without a word.
DynamoRegion& DynamoTable::writer(const TableFacts& facts) {
  if (facts.replicas.empty()) return region_;
  for (DynamoRegion* const one : group_) {
    const bool has_copy =
        one == &region_ || std::ranges::find(facts.replicas, one->service().place().region) != facts.replicas.end();
    if (has_copy && !one->service().breaker().is_open()) return *one;
  }
  return region_;
}

// Until AWS has carried here what stands at home; what is not here by then shows when it is read back.
void DynamoTable::await_copies(DynamoRegion& home, std::span<const ItemWrite> writes) {
  std::vector<std::string> keys;
  for (const ItemWrite& write : writes) keys.push_back(write.key);
  const auto theirs = read_items(home, table_, key_, keys);
  if (!theirs) return;
  for (int round = 0; round < kReplication / kLookAgain && !region_.service().outside().stop; ++round) {
    const auto ours = read_items(region_, table_, key_, keys, round == 0 ? Duration{} : kLookAgain);
    if (!ours || *ours == *theirs) return;
  }
}

}  // namespace

std::unique_ptr<ItemTable> open_dynamo_table(DynamoRegion& region, std::vector<DynamoRegion*> group,
                                             const TablePlace& place) {
  return std::make_unique<DynamoTable>(region, std::move(group), place);
}

}  // namespace jada
