#include "resources/apis/pattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

namespace jada {
namespace {

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

std::unique_ptr<re2::RE2> compiled(const std::string& text) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return std::make_unique<re2::RE2>(text, options);
}

}  // namespace

Pattern::Pattern(std::unique_ptr<re2::RE2> compiled) : compiled_(std::move(compiled)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

// First as it was written, so that what is said of it is about nothing else.
Result<Pattern> Pattern::parse(std::string_view text) {
  const auto written = compiled(std::string(text));
  if (!written->ok()) return Error{Code::invalid, written->error()};
  auto made = compiled("(?m)" + std::string(text));
  if (!made->ok()) return Error{Code::invalid, made->error()};
  return Pattern(std::move(made));
}

bool Pattern::is_found_in(std::string_view utf8) const { return re2::RE2::PartialMatch(piece(utf8), *compiled_); }

std::vector<Stretch> Pattern::matches_in(std::string_view utf8) const {
  std::vector<Stretch> found;
  const int groups = std::min(2, compiled_->NumberOfCapturingGroups() + 1);
  re2::StringPiece matched[2];
  const auto begin_of = [&](const re2::StringPiece& part) {
    return static_cast<std::size_t>(part.data() - utf8.data());
  };
  for (std::size_t at = 0; compiled_->Match(piece(utf8), at, utf8.size(), re2::RE2::UNANCHORED, matched, groups);) {
    const re2::StringPiece& part = matched[groups - 1];
    if (!part.empty()) found.push_back({begin_of(part), begin_of(part) + part.size()});
    at = std::max(begin_of(matched[0]) + matched[0].size(), at + 1);
    if (at > utf8.size()) break;
  }
  return found;
}

}  // namespace jada
