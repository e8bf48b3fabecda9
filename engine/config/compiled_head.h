// What the compiled form of a document keeps besides items: enough to see that nothing changed, and the small blocks.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/document.h"

namespace jada {

/// One compiled item set, stored in blobs of its own.
struct CompiledSet {
  Address block;
  Digest digest = 0;
  std::uint64_t count = 0;
  std::string
      source{};  ///< where its `source` led, absolute: variables may lead elsewhere tomorrow; empty: it has none
};

struct CompiledHead {
  std::vector<std::string> kinds{};
  std::string sha256{};
  std::vector<InputFile> files{};
  std::vector<Include> includes{};
  std::vector<Block> blocks{};  ///< without the `entries` of those in `sets`
  std::vector<CompiledSet> sets{};
};

std::string encode(const CompiledHead&);

/// None when the bytes are not of this format.
std::optional<CompiledHead> decode_head(std::string_view bytes);

}  // namespace jada
