#include "engine/config/guess.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "engine/base/text.h"

namespace jada {
namespace {

constexpr std::size_t kLeastShared = 4;
constexpr std::size_t kLongestShown = 60;
constexpr std::size_t kLongestGuessed = 256;

std::size_t shared_stretch(std::string_view a, std::string_view b) {
  std::vector<std::size_t> ending(b.size() + 1, 0);  // of the stretch that ends at this letter of `b`
  std::size_t longest = 0;
  for (const char letter : a) {
    for (std::size_t j = b.size(); j > 0; --j) {
      ending[j] = letter == b[j - 1] ? ending[j - 1] + 1 : 0;
      longest = std::max(longest, ending[j]);
    }
  }
  return longest;
}

}  // namespace

std::optional<std::string> likely(std::string_view word, std::span<const std::string_view> known) {
  if (word.size() > kLongestGuessed) return std::nullopt;
  const auto same = [&](std::string_view name) { return lower(name) == lower(word); };
  const auto found = std::find_if(known.begin(), known.end(), same);
  if (found != known.end()) return std::string(*found);
  if (auto spelled = nearest(word, known)) return spelled;
  std::string_view best;
  std::size_t most = kLeastShared - 1;
  for (const std::string_view name : known) {
    const std::size_t shared = shared_stretch(word, name);
    const bool better = shared > most || (shared == most && !best.empty() && name.size() < best.size());
    if (!better) continue;
    most = shared;
    best = name;
  }
  return best.empty() ? std::nullopt : std::optional<std::string>(best);
}

std::string did_you_mean(std::string_view name) { return fmt::format("did you mean `{}`?", name); }

std::string in_quotes(std::string_view text) {
  std::string_view shown = text.substr(0, kLongestShown);
  while (shown.size() < text.size() && !shown.empty() &&
         (static_cast<unsigned char>(text[shown.size()]) & 0xC0u) == 0x80u) {
    shown.remove_suffix(1);
  }
  return fmt::format("\"{}{}\"", printable(shown), shown.size() < text.size() ? "…" : "");
}

}  // namespace jada
