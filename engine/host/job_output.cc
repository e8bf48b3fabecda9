#include "engine/host/job_output.h"

#include <algorithm>

#include "engine/base/utf8.h"

namespace jada {
namespace {

constexpr std::size_t kMost = 64 * 1024;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

// How many bytes at the end are the beginning of a character whose rest is missing.
std::size_t begun(std::string_view bytes) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, bytes.size()); ++back) {
    const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
    if (byte >= 0xF0) return back;
    if (byte >= 0xE0) return back < 3 ? back : 0;
    if (byte >= 0xC0) return back < 2 ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

// How many bytes at the front are the end of a character.
std::size_t ended(std::string_view bytes) {
  const std::size_t most = std::min<std::size_t>(3, bytes.size());
  std::size_t count = 0;
  while (count < most && is_continuation(bytes[count])) ++count;
  return count;
}

}  // namespace

void JobOutputWindow::append(std::string_view bytes) {
  const std::size_t first = std::min(bytes.size(), kMost - head_.size());
  head_.append(bytes.substr(0, first));
  bytes.remove_prefix(first);
  if (bytes.size() > kMost) {
    left_out_ += bytes.size() - kMost;
    bytes.remove_prefix(bytes.size() - kMost);
  }
  const std::size_t room = std::min(bytes.size(), kMost - ring_.size());
  ring_.append(bytes.substr(0, room));
  bytes.remove_prefix(room);
  left_out_ += bytes.size();
  while (!bytes.empty()) {
    const std::size_t run = std::min(bytes.size(), kMost - next_);
    ring_.replace(next_, run, bytes.substr(0, run));
    next_ = (next_ + run) % kMost;
    bytes.remove_prefix(run);
  }
}

JobOutput JobOutputWindow::take() {
  std::ranges::rotate(ring_, ring_.begin() + static_cast<std::ptrdiff_t>(next_));
  const std::size_t split = ring_.empty() ? 0 : begun(head_);
  if (left_out_ == 0) {
    ring_.insert(0, head_, head_.size() - split);
  } else {
    const std::size_t rest = ended(ring_);
    left_out_ += split + rest;
    ring_.erase(0, rest);
  }
  head_.resize(head_.size() - split);
  return {.head = as_utf8(head_), .tail = as_utf8(ring_), .left_out = left_out_};
}

}  // namespace jada
