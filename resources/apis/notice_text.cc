#include "resources/apis/notice_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "engine/base/digest.h"

namespace jada {
namespace {

constexpr std::string_view kMark = "…";
constexpr std::size_t kMostOfTitle = 600;
constexpr std::size_t kMostOfSubject = 500;
constexpr std::size_t kMostOfName = 200;

std::size_t cost_of(std::string_view text, Cost cost) {
  return std::accumulate(text.begin(), text.end(), std::size_t{0},
                         [&](std::size_t sum, char c) { return sum + cost(c); });
}

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }

std::string cut(std::string text, std::size_t most, Cost cost) {
  std::size_t spent = 0;
  std::size_t whole = 0;  // what can stay when the mark has to follow
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins_character(text[i]) && spent + kMark.size() <= most) whole = i;
    spent += cost(text[i]);
    if (spent > most) return text.substr(0, whole).append(kMark);
  }
  return text;
}

// No more of it than cut() can need: cleaning makes nothing shorter, and no character has more than four bytes.
std::string clean_beginning(std::string_view text, std::size_t most) { return clean(text.substr(0, most + 4)); }

std::string prefix(const Notice& notice) {
  using enum Notice::Transition;
  const std::string_view severity = word(notice.severity);
  switch (notice.transition) {
    case fired: return std::string(severity);
    case repeated: return fmt::format("{}, still", severity);
    case escalated: return fmt::format("{}, escalated", severity);
    case flapping: return fmt::format("{}, flapping", severity);
    case settled: return is_over(notice) ? "settled and resolved" : fmt::format("{}, settled", severity);
    case resolved: break;
  }
  if (!notice.resolved_at || *notice.resolved_at < notice.fired_at) return "resolved";
  return "resolved after " + about(*notice.resolved_at - notice.fired_at);
}

std::string identity_line(const Notice& notice, Cost cost) {
  return fmt::format("{} · rule {} · on {} · id {}", identified(notice.subject, kMostOfSubject, cost),
                     identified(notice.rule, kMostOfName, cost), identified(notice.instance, kMostOfName, cost),
                     identified(notice.fingerprint, kMostOfName, cost));
}

}  // namespace

std::size_t plain_cost(char) { return 1; }

std::size_t json_cost(char c) { return c == '"' || c == '\\' ? 2 : 1; }

std::string fitted(std::string_view text, std::size_t most, Cost cost) {
  return cut(clean_beginning(text, most), most, cost);
}

std::string identified(std::string_view text, std::size_t most, Cost cost) {
  std::string shown = clean_beginning(text, most);
  if (shown == text && cost_of(shown, cost) <= most) return shown;
  const std::string mark = " " + fingerprint(text);
  return cut(std::move(shown), most - mark.size(), cost) + mark;
}

std::string fitted_lines(std::span<const std::string> lines, std::size_t most, Cost cost) {
  constexpr std::size_t kMostOfCount = 40;  // `\n… 12345 lines more`
  constexpr std::size_t kLeastOfLine = 16;
  std::vector<std::string> cleaned;
  for (const std::string& line : lines) cleaned.push_back(clean_beginning(line, most));
  const std::string whole = join(cleaned, "\n");
  if (cost_of(whole, cost) + lines.size() <= most) return whole;  // a line's end may be written as two bytes

  std::string text;
  std::size_t left = most - kMostOfCount;
  for (std::size_t i = 0; i < cleaned.size(); ++i) {
    if (left < kLeastOfLine) {
      return text.append(fmt::format("\n{} {} more", kMark, counted(cleaned.size() - i, "line")));
    }
    // A long line leaves the later ones their share: the command to run is the last.
    const std::size_t share = std::min(left, std::max(left / (cleaned.size() - i), kLeastOfLine));
    if (i != 0) text += '\n';
    const std::string line = cut(std::move(cleaned[i]), share - 2, cost);
    text += line;
    left -= cost_of(line, cost) + 2;
  }
  return text;
}

std::string headline(const Notice& notice, Cost cost) {
  return prefix(notice) + ": " + fitted(notice.title, kMostOfTitle, cost);
}

std::string message(const Notice& notice, std::size_t most, Cost cost) {
  const std::string identity = identity_line(notice, cost);
  std::string body = fitted_lines(notice.body, most - cost_of(identity, cost) - 2, cost);
  if (!body.empty()) body += '\n';
  return body + identity;
}

}  // namespace jada
