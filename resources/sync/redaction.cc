#include "resources/sync/redaction.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "resources/apis/mask.h"

namespace jada {
namespace {

// Longer tokens have not been seen.
constexpr std::size_t kLongestToken = 8 * 1024;

// Slashes also as JSON and percent-encoding may write them. Where there is a group, the rest may be told.
constexpr std::string_view kShapes[] = {
    R"re((?i:\bbearer(?:\s|%20|\+)+)([\w.~+/=%-]{8,}))re",
    R"re(\bya29\.[\w.-]{4,})re",
    R"re((?:^|[^\w/])(1(?:/|\\/|%2[Ff]){2}[\w-]{8,}))re",
    R"re(\bGOCSPX-[\w-]{8,})re",
    R"re(\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w-]{4,})re",
    R"re((?i:hooks\.slack\.com)(?:/|\\/|%2[Ff])(?:services|workflows|triggers)(?:/|\\/|%2[Ff])([^\s"'<>]+))re",
    R"re(\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)re",
    R"re((?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z))re",
};

class Redaction {
 public:
  explicit Redaction(std::span<const Secret> secrets) {
    for (const Secret& secret : secrets) mask_.add_spellings(secret);
    for (const std::string_view shape : kShapes) {
      auto pattern = Pattern::parse(shape);
      assert(pattern.has_value());
      shapes_.push_back(std::move(*pattern));
    }
  }

  std::vector<Stretch> found_in(std::string_view text) const {
    std::vector<Stretch> found = mask_.found_in(text);
    for (const Pattern& shape : shapes_) std::ranges::copy(shape.matches_in(text), std::back_inserter(found));
    return found;
  }

  std::string whole(std::string_view text) const { return without(text, found_in(text)); }

  std::string head(std::string_view text) const {
    std::vector<Stretch> found = found_in(text);
    found.push_back({text.size() - mask_.begun_in(text), text.size()});
    return without(text, std::move(found));
  }

  // Its first word may be the end of something whose shape cannot be seen any more.
  std::string tail(std::string_view text) const {
    const std::size_t word = std::min({text.find_first_of(" \t\r\n"), kLongestToken, text.size()});
    std::vector<Stretch> found = found_in(text);
    found.push_back({0, std::max(word, mask_.ended_in(text))});
    return without(text, std::move(found));
  }

 private:
  Mask mask_{};
  std::vector<Pattern> shapes_{};
};

}  // namespace

std::string redacted(const JobOutput& output, std::span<const Secret> secrets) {
  const Redaction redaction(secrets);
  if (output.left_out == 0) return redaction.whole(output.head + output.tail);
  return fmt::format("{}\n[{} bytes left out]\n{}", redaction.head(output.head), output.left_out,
                     redaction.tail(output.tail));
}

}  // namespace jada
