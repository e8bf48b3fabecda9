// The declared items of one resource, ordered by key: narrow columns to compare, texts only where needed.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/address.h"
#include "engine/base/digest.h"
#include "engine/base/result.h"
#include "engine/config/item_texts.h"
#include "engine/ports/store.h"

namespace jada {

/// Immutable; copies share what they hold. Keys ascend in byte order. Bodies are canonical JSON objects of the declared
/// attributes, without the key attribute; a set that was loaded from the state has none: ask desired_bodies.
class ItemSet {
 public:
  ItemSet() = default;
  /// Takes items in any order; keys must be distinct.
  ItemSet(ItemTexts items, std::uint64_t seed);
  /// A set that lies encoded in a blob of the state: before `load` there is nothing but its size and its digest.
  ItemSet(std::string blob, std::size_t size, Digest whole);

  /// After this all may be asked. Any thread, each with a view of its own. conflict: what lies in the state is no
  /// longer this set (another run read a newer file meanwhile).
  Result<Done> load(const StateView&) const;

  std::size_t size() const { return size_; }
  std::string_view key(std::size_t i) const { return columns_->texts.key(i); }
  Digest digest(std::size_t i) const { return columns_->digests[i]; }
  Spot at(std::size_t i) const { return columns_->texts.at(i); }
  std::optional<std::size_t> find(std::string_view key) const;

  bool has_bodies() const { return size_ == 0 || (columns_->blob.empty() && columns_->texts.has_bodies()); }
  /// Only when has_bodies().
  std::string_view body(std::size_t i) const { return columns_->texts.body(i); }

  /// One digest over all keys and digests: equal sets, equal digest.
  Digest digest() const { return whole_; }

  /// The narrow columns as bytes, and back; bodies and seed are not part of it. Code::invalid when the bytes are no
  /// ItemSet.
  std::string encode() const;
  static Result<ItemSet> decode(std::string_view bytes);

 private:
  struct Columns {
    ItemTexts texts{};
    std::vector<Digest> digests{};
    std::string blob{};  // where they lie in the state; empty: they never did
    bool loaded = false;
    std::mutex loading{};
  };

  // Shared, for a set is large and both the document and the resource hold it; none when nothing is in it.
  std::shared_ptr<Columns> columns_{};
  std::size_t size_ = 0;
  Digest whole_ = 0;
};

/// Items per blob of texts in the compiled form: one changed item among many costs one small read.
inline constexpr std::size_t kBodiesPerBlob = 256;

/// The texts of some items (indices into the set, ascending), in that order: from the set, or from the compiled form
/// that the state keeps. conflict: the compiled form is no longer that of this set (another run read a newer file
/// meanwhile).
Result<std::vector<std::string>> desired_bodies(const Address& block, const ItemSet&,
                                                std::span<const std::size_t> wanted, const StateView&);

}  // namespace jada
