// Regions in memory that keep to the port's promises and can be edited, stopped or raced against by a test.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/json.h"
#include "engine/base/json_text.h"
#include "engine/ports/items.h"

namespace jada::test {

using Items = std::map<std::string, std::string>;

struct FakeRegion {
  bool exists = true;
  bool down = false;  ///< every call fails
  bool read_back_fails = false;
  int scans = 0;
  int version = 1;                             ///< 0: cannot be vouched for
  std::set<std::string> refuses{};             ///< keys whose writes fail
  std::map<std::string, std::string> unfit{};  ///< keys that cannot be kept as they are wanted, and why
  std::set<std::string> silent{};              ///< keys whose writes happen but are answered with unknown
  std::function<void()> before_write{};
  std::function<void()> after_write{};
  std::map<std::string, Items> tables{};
};

class FakeTable final : public ItemTable {
 public:
  FakeTable(FakeRegion& region, std::string table) : region_(region), table_(std::move(table)) {}

  std::string unfit(std::string_view key, std::string_view, std::string_view) const override {
    const auto found = region_.unfit.find(std::string(key));
    return found == region_.unfit.end() ? std::string() : found->second;
  }

  Result<std::string> version() override {
    if (region_.down) return offline();
    return region_.version == 0 ? std::string() : "v" + std::to_string(region_.version);
  }

  Result<Done> scan(const std::function<void(std::string_view, std::string_view)>& visit) override {
    ++region_.scans;
    for (const auto& [key, item] : region_.tables[table_]) visit(key, item);
    if (region_.down) return offline();
    return Done{};
  }

  Result<std::vector<std::optional<std::string>>> read(std::span<const std::string> keys) override {
    if (region_.down || region_.read_back_fails) return offline();
    std::vector<std::optional<std::string>> items;
    for (const std::string& key : keys) {
      const auto found = region_.tables[table_].find(key);
      items.push_back(found == region_.tables[table_].end() ? std::nullopt : std::optional(found->second));
    }
    return items;
  }

  Result<std::vector<WriteOutcome>> write(std::span<const ItemWrite> writes) override {
    if (region_.down) return offline();
    if (region_.before_write) region_.before_write();
    std::vector<WriteOutcome> outcomes;
    for (const ItemWrite& one : writes) outcomes.push_back(carry_out(one));
    if (region_.after_write) region_.after_write();
    return outcomes;
  }

 private:
  static Error offline() { return {Code::unavailable, "the region does not answer"}; }

  WriteOutcome carry_out(const ItemWrite& write) {
    const WriteOutcome conflict{WriteFate::conflict, {Code::conflict, "not as expected"}};
    Items& items = region_.tables[table_];
    if (region_.refuses.contains(write.key)) return {WriteFate::failed, {Code::denied, "the item is refused"}};
    const auto found = items.find(write.key);
    if (write.kind == ItemWrite::Kind::create) {
      if (found != items.end()) return conflict;
      items[write.key] = write.body;
    } else {
      if (found == items.end() || !holds(found->second, write.fields)) return conflict;
      if (write.kind == ItemWrite::Kind::remove) {
        items.erase(found);
      } else {
        for (const FieldWrite& field : write.fields) {
          auto edited = with_member(found->second, field.path, field.after);
          if (!edited) return {WriteFate::failed, edited.error()};
          found->second = *edited;
        }
      }
    }
    if (region_.version != 0) ++region_.version;
    if (region_.silent.contains(write.key)) return {WriteFate::unknown, {Code::unavailable, "no answer"}};
    return {WriteFate::done, {}};
  }

  static bool holds(const std::string& item, const std::vector<FieldWrite>& fields) {
    for (const FieldWrite& field : fields) {
      const auto here = member_text(item, field.path);
      if (!here || here->has_value() != field.before.has_value()) return false;
      if (field.before && canonical(*parse_json(**here)) != canonical(*parse_json(*field.before))) return false;
    }
    return true;
  }

  FakeRegion& region_;
  std::string table_;
};

class FakeRegions final : public Regions {
 public:
  FakeRegion& operator[](const std::string& name) { return regions_[name]; }
  const std::map<std::string, FakeRegion>& all() const { return regions_; }

  Seen<std::string> look(const RegionSettings& settings) override {
    const FakeRegion& region = regions_[settings.name];
    if (region.down) return Error{Code::unavailable, "the region does not answer"};
    if (!region.exists) return Absent{};
    return std::string("items in memory");
  }

  Result<Done> create(const RegionSettings& settings) override {
    FakeRegion& region = regions_[settings.name];
    if (region.down) return Error{Code::unavailable, "the region does not answer"};
    region.exists = true;
    return Done{};
  }

  Result<std::unique_ptr<ItemTable>> open(const RegionSettings& settings, const TablePlace& place) override {
    return std::unique_ptr<ItemTable>(std::make_unique<FakeTable>(regions_[settings.name], place.table));
  }

 private:
  std::map<std::string, FakeRegion> regions_{};
};

class FixedClock final : public Clock {
 public:
  Time now() const override { return time; }
  Time time{std::chrono::milliseconds{1'778'673'600'000}};
};

}  // namespace jada::test
