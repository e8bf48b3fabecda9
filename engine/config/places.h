// Byte offsets of a text as Spots, in one walk when they are asked for in rising order.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/config/value.h"

namespace jada {

/// The text must outlive it.
class Places {
 public:
  Places(std::string_view text, std::uint32_t file) : text_(text), spot_{file, 1, 1} {}

  Spot at(std::size_t byte) {
    if (byte < byte_) {
      byte_ = 0;
      spot_ = {spot_.file, 1, 1};
    }
    for (; byte_ < byte && byte_ < text_.size(); ++byte_) {
      const auto c = static_cast<unsigned char>(text_[byte_]);
      if (c == '\n') {
        ++spot_.line;
        spot_.column = 1;
      } else if ((c & 0xC0u) != 0x80u) {
        ++spot_.column;
      }
    }
    return spot_;
  }

 private:
  std::string_view text_;
  std::size_t byte_ = 0;
  Spot spot_;
};

}  // namespace jada
