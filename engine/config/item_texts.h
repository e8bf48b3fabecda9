// Items on their way to an ItemSet: keys and bodies one after the other, for a string each costs more than it holds.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/digest.h"
#include "engine/config/bytes.h"
#include "engine/config/value.h"

namespace jada {

/// In any order; keys may repeat.
class ItemTexts {
 public:
  /// A view into the texts: dies with the next change to them.
  struct Item {
    std::string_view key;
    std::string_view body;
    Spot at{};
  };

  ItemTexts() = default;
  ItemTexts(std::initializer_list<Item> items);

  std::size_t size() const { return key_ends_.size(); }
  bool empty() const { return key_ends_.empty(); }
  Item operator[](std::size_t i) const { return {key(i), body(i), spots_[i]}; }
  std::string_view key(std::size_t i) const { return cut(keys_, key_ends_, i); }
  /// Empty when there are none: read() leaves them out.
  std::string_view body(std::size_t i) const {
    return body_ends_.empty() ? std::string_view() : cut(bodies_, body_ends_, i);
  }
  Spot at(std::size_t i) const { return spots_[i]; }
  bool has_bodies() const { return empty() || !body_ends_.empty(); }

  void add(const Item&);
  /// Adds an item whose body is still to be written: there, all of `body_size` bytes, before anything else is added.
  char* add(std::string_view key, std::size_t body_size, Spot at);
  void append(const ItemTexts&);
  /// Room for so many bytes of bodies.
  void reserve_bodies(std::size_t bytes) { bodies_.reserve(bytes); }

  /// Whether each key is above or equal to the one before.
  bool ascends() const;
  bool keys_are_distinct() const;
  /// The items ascending by key, equal keys as they stand.
  std::vector<std::uint32_t> ascending() const;
  /// Those items, in that order.
  ItemTexts picked(std::span<const std::uint32_t> items) const;

  /// One digest over all keys and where they end.
  Digest digest_of_keys() const;

  /// All but the bodies.
  void write(ByteWriter&) const;
  /// The reader is not intact afterwards when the bytes are nothing that write() wrote.
  static ItemTexts read(ByteReader&);

 private:
  template <class Ends>
  static std::string_view cut(std::string_view text, const Ends& ends, std::size_t i) {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    return {text.data() + begin, ends[i] - begin};
  }

  std::string keys_{};
  std::vector<std::uint32_t> key_ends_{};
  std::string bodies_{};
  std::vector<std::uint64_t> body_ends_{};
  std::vector<Spot> spots_{};
};

}  // namespace jada
