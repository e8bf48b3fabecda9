#include "resources/apis/aws/canonical_headers.h"

#include <algorithm>

namespace jada {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_before(std::string_view a, std::string_view b) {
  return std::ranges::lexicographical_compare(a, b, {}, lowered, lowered);
}

bool is_same(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lowered, lowered); }

void append_lowered(std::string& text, std::string_view name) {
  for (const char c : name) text.push_back(lowered(c));
}

void append_collapsed(std::string& text, std::string_view value) {
  bool is_first = true;
  for (std::size_t begin = value.find_first_not_of(kBlanks); begin != value.npos;) {
    const std::size_t end = std::min(value.find_first_of(kBlanks, begin), value.size());
    if (!is_first) text.push_back(' ');
    is_first = false;
    text.append(value.substr(begin, end - begin));
    begin = value.find_first_not_of(kBlanks, end);
  }
}

}  // namespace

CanonicalHeaders::CanonicalHeaders(const AwsRequest& request) {
  lines_.reserve(request.headers.size() + 4);
  add("host", request.host);
  for (const auto& [name, value] : request.headers) add(name, value);
}

void CanonicalHeaders::sort() {
  std::ranges::stable_sort(lines_, [](const auto& a, const auto& b) { return is_before(a.first, b.first); });
}

std::string CanonicalHeaders::names() const {
  std::string text;
  text.reserve(size());
  std::string_view last;
  for (const auto& [name, value] : lines_) {
    if (is_same(name, last)) continue;
    if (!text.empty()) text.push_back(';');
    append_lowered(text, name);
    last = name;
  }
  return text;
}

void CanonicalHeaders::append_to(std::string& text) const {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const bool goes_on = i > 0 && is_same(lines_[i].first, lines_[i - 1].first);
    if (!goes_on) {
      if (i > 0) text.push_back('\n');
      append_lowered(text, lines_[i].first);
    }
    text.push_back(goes_on ? ',' : ':');
    append_collapsed(text, lines_[i].second);
  }
  text.push_back('\n');
}

std::size_t CanonicalHeaders::size() const {
  std::size_t size = 0;
  for (const auto& [name, value] : lines_) size += name.size() + value.size() + 2;
  return size;
}

}  // namespace jada
