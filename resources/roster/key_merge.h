// Walks declared and recorded items in one key order, alone or beside the rows of a scan.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "engine/config/item_set.h"
#include "resources/roster/known_items.h"

namespace jada {

/// What the sides have under one key. The key may die with the call that hands it over.
struct Meeting {
  std::string_view key;
  std::optional<std::size_t> declared{};  ///< index into the ItemSet
  const KnownItems::Item* known = nullptr;
};

/// The same, kept for later.
struct HeldMeeting {
  explicit HeldMeeting(const Meeting& met) : key(met.key), declared(met.declared), known(met.known) {}
  Meeting meeting() const { return {key, declared, known}; }

  std::string key;
  std::optional<std::size_t> declared;
  const KnownItems::Item* known;
};

/// Borrows both sides.
class KeyMerge {
 public:
  KeyMerge(const ItemSet& declared, const KnownItems& known) : declared_(declared), known_(known) {}

  /// The next key below `limit` (any, without a limit) that is declared or recorded; none when there is no more.
  std::optional<Meeting> next_below(std::optional<std::string_view> limit) {
    const bool more_declared = at_declared_ < declared_.size();
    const bool more_known = at_known_ < known_.size();
    if (!more_declared && !more_known) return std::nullopt;
    const std::string_view key = !more_known      ? declared_.key(at_declared_)
                                 : !more_declared ? known_.key(at_known_)
                                                  : std::min(declared_.key(at_declared_), known_.key(at_known_));
    if (limit && key >= *limit) return std::nullopt;
    return take(key);
  }

  /// What is declared and recorded under exactly this key; everything below must have been taken.
  Meeting take(std::string_view key) {
    Meeting meeting{.key = key};
    if (at_declared_ < declared_.size() && declared_.key(at_declared_) == key) meeting.declared = at_declared_++;
    if (at_known_ < known_.size() && known_.key(at_known_) == key) meeting.known = &known_[at_known_++];
    return meeting;
  }

 private:
  const ItemSet& declared_;
  const KnownItems& known_;
  std::size_t at_declared_ = 0;
  std::size_t at_known_ = 0;
};

}  // namespace jada
