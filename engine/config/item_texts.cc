#include "engine/config/item_texts.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace jada {
namespace {

bool are_ends(const std::vector<std::uint32_t>& ends, std::size_t size) {
  return std::is_sorted(ends.begin(), ends.end()) && (ends.empty() ? 0 : ends.back()) == size;
}

}  // namespace

ItemTexts::ItemTexts(std::initializer_list<Item> items) {
  for (const Item& item : items) add(item);
}

void ItemTexts::add(const Item& item) {
  char* const body = add(item.key, item.body.size(), item.at);
  std::copy(item.body.begin(), item.body.end(), body);
}

char* ItemTexts::add(std::string_view key, std::size_t body_size, Spot at) {
  const std::size_t begin = bodies_.size();
  keys_ += key;
  bodies_.resize(begin + body_size);
  key_ends_.push_back(static_cast<std::uint32_t>(keys_.size()));
  body_ends_.push_back(bodies_.size());
  spots_.push_back(at);
  return bodies_.data() + begin;
}

void ItemTexts::append(const ItemTexts& more) {
  for (std::size_t i = 0; i < more.size(); ++i) add(more[i]);
}

bool ItemTexts::ascends() const {
  for (std::size_t i = 1; i < size(); ++i) {
    if (key(i) < key(i - 1)) return false;
  }
  return true;
}

bool ItemTexts::keys_are_distinct() const {
  std::size_t i = 1;
  while (i < size() && key(i - 1) < key(i)) ++i;
  if (i >= size()) return true;
  const auto order = ascending();
  return std::ranges::adjacent_find(order, {}, [&](std::uint32_t one) { return key(one); }) == order.end();
}

std::vector<std::uint32_t> ItemTexts::ascending() const {
  std::vector<std::uint32_t> order(size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  return order;
}

ItemTexts ItemTexts::picked(std::span<const std::uint32_t> items) const {
  ItemTexts some;
  for (const std::uint32_t i : items) some.add((*this)[i]);
  return some;
}

Digest ItemTexts::digest_of_keys() const {
  const auto* const ends = reinterpret_cast<const char*>(key_ends_.data());
  return digest_of({ends, key_ends_.size() * sizeof(std::uint32_t)}, digest_of(keys_, 0));
}

void ItemTexts::write(ByteWriter& out) const {
  out.text(keys_);
  out.column(key_ends_);
  out.column(spots_);
}

ItemTexts ItemTexts::read(ByteReader& in) {
  ItemTexts texts;
  texts.keys_ = in.text();
  texts.key_ends_ = in.column<std::uint32_t>();
  texts.spots_ = in.column<Spot>();
  if (texts.spots_.size() != texts.size() || !are_ends(texts.key_ends_, texts.keys_.size())) in.spoil();
  return texts;
}

}  // namespace jada
