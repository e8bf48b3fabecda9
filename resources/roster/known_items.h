// The item records of one replica, read once into narrow columns: the recorded side of the comparison.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/store.h"

namespace jada {

class KnownItems {
 public:
  struct Item {
    std::optional<Digest> applied{};
    std::optional<Digest> observed{};
    std::optional<Digest> raw{};
    std::int64_t revision = 0;
    std::size_t key_end = 0;
    ItemStatus status = ItemStatus::unknown;
  };

  /// `since`: the items are kept in another place from then on. What was last verified before is not ours there.
  static Result<KnownItems> load(const Address& replica, const StateView&, std::optional<Time> since = {});

  /// Ascending by key.
  std::size_t size() const { return items_.size(); }
  std::string_view key(std::size_t i) const;
  const Item& operator[](std::size_t i) const { return items_[i]; }

  /// How many were not in step when last recorded.
  std::size_t apart() const { return apart_; }

 private:
  std::string keys_{};
  std::vector<Item> items_{};
  std::size_t apart_ = 0;
};

}  // namespace jada
