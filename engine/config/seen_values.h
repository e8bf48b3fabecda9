// Which of many values came before: one narrow slot each, for hashing texts that lie all over the memory is slow.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/digest.h"

namespace jada {

/// A set of rows by the digest of one value each. Holds no value: whoever asks compares.
class SeenValues {
 public:
  /// `most` rows will be asked for at most; fewer than 2^32 - 1.
  explicit SeenValues(std::size_t most) : slots_(std::bit_ceil(2 * most + 2)) {}

  /// The row that came with this value before; none: now it is `row`. `same(other)` tells whether the value of row
  /// `other` is the one at hand; it is asked only where half of the digests agree.
  template <class Same>
  std::optional<std::uint32_t> meet(Digest digest, std::uint32_t row, Same same) {
    for (std::size_t i = digest;; ++i) {
      Slot& slot = slots_[i & (slots_.size() - 1)];
      const auto tag = static_cast<std::uint32_t>(digest >> 32);
      if (slot.follower == 0) {
        slot = {tag, row + 1};
        return std::nullopt;
      }
      if (slot.tag == tag && same(slot.follower - 1)) return slot.follower - 1;
    }
  }

 private:
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t follower = 0;  // the row and 1; 0: free
  };
  std::vector<Slot> slots_;
};

}  // namespace jada
