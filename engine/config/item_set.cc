#include "engine/config/item_set.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "engine/config/bytes.h"

namespace jada {
namespace {

constexpr std::uint32_t kFormat = 0x31534A00;  // also tells bytes of a machine with another byte order

template <class Narrow>
Narrow clamped(std::uint32_t value) {
  return static_cast<Narrow>(std::min<std::uint32_t>(value, std::numeric_limits<Narrow>::max()));
}

// Usually the file is in order already; otherwise moving small indices beats moving entries.
std::vector<std::uint32_t> ascending(const std::vector<ItemSet::Entry>& entries) {
  std::vector<std::uint32_t> order(entries.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto before = [&](std::uint32_t a, std::uint32_t b) { return entries[a].key < entries[b].key; };
  if (!std::is_sorted(order.begin(), order.end(), before)) std::sort(order.begin(), order.end(), before);
  return order;
}

template <class T>
std::string_view raw(const std::vector<T>& column) {
  return {reinterpret_cast<const char*>(column.data()), column.size() * sizeof(T)};
}

// The digests are seeded already, so the chain need not be. Nothing is 0, as in a set that was never filled.
Digest digest_of_all(std::string_view keys, const std::vector<std::uint32_t>& ends,
                     const std::vector<Digest>& digests) {
  if (digests.empty()) return 0;
  return digest_of(raw(digests), digest_of(raw(ends), digest_of(keys, 0)));
}

bool are_ends(const std::vector<std::uint32_t>& ends, std::size_t size) {
  return std::is_sorted(ends.begin(), ends.end()) && (ends.empty() ? 0 : ends.back()) == size;
}

}  // namespace

ItemSet::ItemSet(std::vector<Entry> entries, std::uint64_t seed) {
  for (auto* const column : {&key_ends_, &lines_}) column->reserve(entries.size());
  for (auto* const column : {&columns_, &files_}) column->reserve(entries.size());
  digests_.reserve(entries.size());
  body_ends_.reserve(entries.size());
  std::size_t size = 0;
  for (const Entry& entry : entries) size += entry.body.size();
  bodies_.reserve(size);
  for (const std::uint32_t i : ascending(entries)) {
    const Entry& entry = entries[i];
    keys_ += entry.key;
    key_ends_.push_back(static_cast<std::uint32_t>(keys_.size()));
    digests_.push_back(digest_of(entry.body, seed));
    lines_.push_back(entry.at.line);
    columns_.push_back(clamped<std::uint16_t>(entry.at.column));
    files_.push_back(clamped<std::uint16_t>(entry.at.file));
    bodies_ += entry.body;
    body_ends_.push_back(bodies_.size());
  }
  whole_ = digest_of_all(keys_, key_ends_, digests_);
}

std::string_view ItemSet::key(std::size_t i) const {
  const std::size_t begin = i == 0 ? 0 : key_ends_[i - 1];
  return std::string_view(keys_).substr(begin, key_ends_[i] - begin);
}

std::string_view ItemSet::body(std::size_t i) const {
  const std::size_t begin = i == 0 ? 0 : body_ends_[i - 1];
  return std::string_view(bodies_).substr(begin, body_ends_[i] - begin);
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
  out.text(keys_);
  out.column(key_ends_);
  out.column(digests_);
  out.column(lines_);
  out.column(columns_);
  out.column(files_);
  out.number(whole_);
  return out.take();
}

Result<ItemSet> ItemSet::decode(std::string_view bytes) {
  ByteReader in(bytes);
  const bool known = in.number<std::uint32_t>() == kFormat;
  ItemSet set;
  set.keys_ = in.text();
  set.key_ends_ = in.column<std::uint32_t>();
  set.digests_ = in.column<Digest>();
  set.lines_ = in.column<std::uint32_t>();
  set.columns_ = in.column<std::uint16_t>();
  set.files_ = in.column<std::uint16_t>();
  set.whole_ = in.number<Digest>();
  const std::size_t count = set.key_ends_.size();
  const bool even = set.digests_.size() == count && set.lines_.size() == count && set.columns_.size() == count &&
                    set.files_.size() == count;
  const bool sound = known && in.finished() && even && are_ends(set.key_ends_, set.keys_.size()) &&
                     set.whole_ == digest_of_all(set.keys_, set.key_ends_, set.digests_);
  if (!sound) return Error{Code::invalid, "these bytes are no item set"};
  return set;
}

}  // namespace jada
