#include "resources/roster/known_items.h"

namespace jada {

Result<KnownItems> KnownItems::load(const Address& replica, const StateView& state, std::optional<Time> since) {
  KnownItems known;
  const auto read = state.each_item(replica, [&](const ItemRecord& record) {
    known.keys_ += record.key;
    const bool elsewhere = since && (!record.verified_at || *record.verified_at < *since);
    known.items_.push_back({elsewhere ? std::nullopt : record.applied, record.observed, record.raw, record.revision,
                            known.keys_.size(), record.status});
    if (record.status != ItemStatus::in_step) ++known.apart_;
    return true;
  });
  if (!read) return read.error();
  return known;
}

std::string_view KnownItems::key(std::size_t i) const {
  const std::size_t begin = i == 0 ? 0 : items_[i - 1].key_end;
  return std::string_view(keys_).substr(begin, items_[i].key_end - begin);
}

}  // namespace jada
