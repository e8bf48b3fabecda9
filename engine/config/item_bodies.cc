#include "engine/config/item_bodies.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "engine/config/bytes.h"

namespace jada {
namespace {

// The texts of one blob, read once for all that are wanted of it.
class Chunk {
 public:
  // False when the bytes are not what encode_bodies wrote.
  bool open(std::size_t n, std::string bytes) {
    bytes_ = std::move(bytes);
    ByteReader in(bytes_);
    ends_ = in.column<std::uint32_t>();
    texts_ = in.text();
    n_ = n;
    return in.finished() && std::is_sorted(ends_.begin(), ends_.end()) && !ends_.empty() &&
           ends_.back() == texts_.size();
  }
  bool is(std::size_t n) const { return n_ == n; }
  std::size_t size() const { return ends_.size(); }
  std::string_view text(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return texts_.substr(begin, ends_[i] - begin);
  }

 private:
  std::size_t n_ = static_cast<std::size_t>(-1);
  std::string bytes_{};
  std::vector<std::uint32_t> ends_{};
  std::string_view texts_{};
};

Error superseded(const Address& block) {
  return {Code::conflict,
          to_string(block) + ": the texts of its items are no longer those of this run: start it again"};
}

}  // namespace

std::string bodies_blob(const Address& block, Digest set, std::size_t n) {
  return fmt::format("desired/items/{}/{:016x}/{}", to_string(block), set, n);
}

std::size_t bodies_blob_count(std::size_t items) { return (items + kBodiesPerBlob - 1) / kBodiesPerBlob; }

std::string encode_bodies(const ItemSet& set, std::size_t n) {
  assert(set.has_bodies());
  std::vector<std::uint32_t> ends;
  std::string texts;
  const std::size_t end = std::min(set.size(), (n + 1) * kBodiesPerBlob);
  for (std::size_t i = n * kBodiesPerBlob; i < end; ++i) {
    texts += set.body(i);
    ends.push_back(static_cast<std::uint32_t>(texts.size()));
  }
  ByteWriter out;
  out.column(ends);
  out.text(texts);
  return out.take();
}

Result<std::vector<std::string>> desired_bodies(const Address& block, const ItemSet& set,
                                                std::span<const std::size_t> wanted, const StateView& state) {
  std::vector<std::string> texts;
  texts.reserve(wanted.size());
  Chunk chunk;
  for (const std::size_t i : wanted) {
    if (set.has_bodies()) {
      texts.emplace_back(set.body(i));
      continue;
    }
    const std::size_t n = i / kBodiesPerBlob;
    if (!chunk.is(n)) {
      auto bytes = state.blob(bodies_blob(block, set.digest(), n));
      if (!bytes) return within(to_string(block), bytes.error());
      if (!*bytes || !chunk.open(n, std::move(**bytes))) return superseded(block);
    }
    if (i % kBodiesPerBlob >= chunk.size()) return superseded(block);
    texts.emplace_back(chunk.text(i % kBodiesPerBlob));
  }
  return texts;
}

}  // namespace jada
