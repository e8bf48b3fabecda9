#include "engine/config/item_set.h"

#include "engine/config/bytes.h"

namespace jada {
namespace {

// To be raised together with that of the compiled head, which vouches for it. Also tells bytes of a machine with
// another byte order.
constexpr std::uint32_t kFormat = 0x32534A00;

// The digests are seeded already, so the chain need not be. Nothing is 0, as in a set that was never filled.
Digest digest_of_all(const ItemTexts& texts, const std::vector<Digest>& digests) {
  if (digests.empty()) return 0;
  return digest_of({reinterpret_cast<const char*>(digests.data()), digests.size() * sizeof(Digest)},
                   texts.digest_of_keys());
}

}  // namespace

ItemSet::ItemSet(ItemTexts items, std::uint64_t seed) : columns_(std::make_shared<Columns>()), size_(items.size()) {
  ItemTexts& texts = columns_->texts = items.ascends() ? std::move(items) : items.picked(items.ascending());
  columns_->digests.reserve(size_);
  for (std::size_t i = 0; i < size_; ++i) columns_->digests.push_back(digest_of(texts.body(i), seed));
  whole_ = digest_of_all(texts, columns_->digests);
}

ItemSet::ItemSet(std::string blob, std::size_t size, Digest whole)
    : columns_(std::make_shared<Columns>()), size_(size), whole_(whole) {
  columns_->blob = std::move(blob);
}

Result<Done> ItemSet::load(const StateView& state) const {
  if (columns_ == nullptr || columns_->blob.empty()) return Done{};
  const std::lock_guard lock(columns_->loading);
  if (columns_->loaded) return Done{};
  const auto bytes = state.blob(columns_->blob);
  if (!bytes) return bytes.error();
  auto set = decode(*bytes ? **bytes : std::string_view());
  if (!set || set->whole_ != whole_ || set->size_ != size_) {
    return Error{Code::conflict, "the items are no longer those of this run: start it again"};
  }
  columns_->texts = std::move(set->columns_->texts);
  columns_->digests = std::move(set->columns_->digests);
  columns_->loaded = true;
  return Done{};
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
  static const Columns kNone;
  const Columns& columns = columns_ == nullptr ? kNone : *columns_;
  ByteWriter out;
  out.number(kFormat);
  columns.texts.write(out);
  out.column(columns.digests);
  out.number(whole_);
  return out.take();
}

Result<ItemSet> ItemSet::decode(std::string_view bytes) {
  ByteReader in(bytes);
  const bool known = in.number<std::uint32_t>() == kFormat;
  ItemSet set;
  set.columns_ = std::make_shared<Columns>();
  const ItemTexts& texts = set.columns_->texts = ItemTexts::read(in);
  const auto& digests = set.columns_->digests = in.column<Digest>();
  set.size_ = texts.size();
  set.whole_ = in.number<Digest>();
  const bool sound =
      known && in.finished() && digests.size() == set.size_ && set.whole_ == digest_of_all(texts, digests);
  if (!sound) return Error{Code::invalid, "these bytes are no item set"};
  return set;
}

}  // namespace jada
