#include "engine/config/item_set.h"

#include "engine/config/bytes.h"

namespace jada {
namespace {

constexpr std::uint32_t kFormat = 0x32534A00;  // also tells bytes of a machine with another byte order

// The digests are seeded already, so the chain need not be. Nothing is 0, as in a set that was never filled.
Digest digest_of_all(const ItemTexts& texts, const std::vector<Digest>& digests) {
  if (digests.empty()) return 0;
  return digest_of({reinterpret_cast<const char*>(digests.data()), digests.size() * sizeof(Digest)},
                   texts.digest_of_keys());
}

}  // namespace

ItemSet::ItemSet(ItemTexts items, std::uint64_t seed)
    : texts_(items.ascends() ? std::move(items) : items.picked(items.ascending())) {
  digests_.reserve(texts_.size());
  for (std::size_t i = 0; i < texts_.size(); ++i) digests_.push_back(digest_of(texts_.body(i), seed));
  whole_ = digest_of_all(texts_, digests_);
}

std::optional<std::size_t> ItemSet::find(std::string_view wanted) const {
  std::size_t low = 0;
  for (std::size_t high = size(); low < high;) {
    const std::size_t middle = low + (high - low) / 2;
    if (key(middle) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == size() || key(low) != wanted) return std::nullopt;
  return low;
}

std::string ItemSet::encode() const {
  ByteWriter out;
  out.number(kFormat);
  texts_.write(out);
  out.column(digests_);
  out.number(whole_);
  return out.take();
}

Result<ItemSet> ItemSet::decode(std::string_view bytes) {
  ByteReader in(bytes);
  const bool known = in.number<std::uint32_t>() == kFormat;
  ItemSet set;
  set.texts_ = ItemTexts::read(in);
  set.digests_ = in.column<Digest>();
  set.whole_ = in.number<Digest>();
  const bool sound = known && in.finished() && set.digests_.size() == set.texts_.size() &&
                     set.whole_ == digest_of_all(set.texts_, set.digests_);
  if (!sound) return Error{Code::invalid, "these bytes are no item set"};
  return set;
}

}  // namespace jada
