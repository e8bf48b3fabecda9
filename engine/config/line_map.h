// Lines of a text from which lines were taken out, as lines of the whole one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace jada {

/// Lines count from 1. The empty map takes a text for whole.
class LineMap {
 public:
  /// Line `left` of what is left, and those after it, were `shift` lines further down; both ascend.
  void shift_from(std::uint32_t left, std::uint32_t shift) {
    if (shift != (shifts_.empty() ? 0 : shifts_.back().by)) shifts_.push_back({left, shift});
  }
  std::uint32_t whole(std::uint32_t left) const {
    const auto behind = std::upper_bound(shifts_.begin(), shifts_.end(), left,
                                         [](std::uint32_t line, const Shift& shift) { return line < shift.from; });
    return behind == shifts_.begin() ? left : left + (behind - 1)->by;
  }

 private:
  struct Shift {
    std::uint32_t from = 0;
    std::uint32_t by = 0;
  };
  std::vector<Shift> shifts_{};
};

}  // namespace jada
