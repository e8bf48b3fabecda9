// What a program says, in bounded memory.
#pragma once

#include <string>
#include <string_view>

#include "engine/ports/jobs.h"

namespace jada {

/// Keeps 64 KiB from the front and 64 KiB from the end of whatever is appended.
class JobOutputWindow {
 public:
  void append(std::string_view bytes);
  JobOutput take();

 private:
  std::string head_{};
  std::string ring_{};  // the last bytes beyond the head; once full, the oldest stands at next_
  std::size_t next_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace jada
