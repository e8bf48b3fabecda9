#include "resources/apis/mask.h"

#include <algorithm>

#include "engine/base/base64.h"
#include "engine/base/json_string.h"
#include "resources/apis/form.h"

namespace jada {
namespace {

constexpr std::size_t kLeast = 4;
constexpr std::size_t kLeastLine = 16;  // shorter ones need not be secret: `}`, a name

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

// `%2F` as `%2f`.
std::string in_lower_case(std::string encoded) {
  for (std::size_t at = encoded.find('%'); at != encoded.npos; at = encoded.find('%', at + 3)) {
    for (const std::size_t digit : {at + 1, at + 2}) {
      if (encoded[digit] >= 'A') encoded[digit] = static_cast<char>(encoded[digit] - 'A' + 'a');
    }
  }
  return encoded;
}

}  // namespace

std::string without(std::string_view text, std::vector<Stretch> stretches) {
  std::ranges::sort(stretches, {}, &Stretch::begin);
  std::string told;
  std::size_t told_to = 0;
  bool is_open = false;  // the last stretch reaches to told_to
  for (const Stretch& one : stretches) {
    if (one.end <= one.begin) continue;
    if (!is_open || one.begin > told_to) {
      told.append(text.substr(told_to, one.begin - told_to)).append("…");
      is_open = true;
    }
    told_to = std::max(told_to, one.end);
  }
  return told.append(text.substr(told_to));
}

void Mask::add(std::string_view secret) {
  const auto is_same = [&](const Secret& known) { return known.reveal() == secret; };
  if (secret.size() >= kLeast && std::ranges::none_of(secrets_, is_same)) secrets_.emplace_back(std::string(secret));
}

void Mask::add_spellings(const Secret& secret) {
  const std::string& text = secret.reveal();
  if (text.size() < kLeast) return;
  add(text);
  add_base64(text);
  add_percent(text);
  const std::string quoted = json_quoted(text);
  const std::string inside = quoted.substr(1, quoted.size() - 2);
  add(inside);
  add(replaced(inside, "/", "\\/"));
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    if (end - at >= kLeastLine) add(std::string_view(text).substr(at, end - at));
    at = end + 1;
  }
}

// Three bytes become four characters, so what stands before the secret decides which of three texts it becomes; a
// character that also stands for neighbours is left out.
void Mask::add_base64(std::string_view secret) {
  for (std::size_t before = 0; before < 3; ++before) {
    const std::string bytes = std::string(before, '\0').append(secret);
    const std::size_t first = (before * 8 + 5) / 6;
    const std::size_t count = bytes.size() * 8 / 6 - first;
    add(std::string_view(base64(bytes)).substr(first, count));
    add(std::string_view(base64url(bytes)).substr(first, count));
  }
}

void Mask::add_percent(std::string_view secret) {
  const std::string encoded = percent_encoded(secret);
  for (const std::string& one : {encoded, replaced(encoded, "%20", "+"), replaced(encoded, "%2F", "/")}) {
    add(one);
    add(in_lower_case(one));
  }
}

std::vector<Stretch> Mask::found_in(std::string_view text) const {
  std::vector<Stretch> found;
  for (const Secret& secret : secrets_) {
    const std::string& word = secret.reveal();
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
      found.push_back({at, at + word.size()});
    }
  }
  return found;
}

std::size_t Mask::begun_in(std::string_view text) const {
  std::size_t most = 0;
  for (const Secret& secret : secrets_) {
    const std::string_view word = secret.reveal();
    for (std::size_t size = std::min(word.size(), text.size()); size > most; --size) {
      if (text.ends_with(word.substr(0, size))) most = size;
    }
  }
  return most < kLeast ? 0 : most;
}

std::size_t Mask::ended_in(std::string_view text) const {
  std::size_t most = 0;
  for (const Secret& secret : secrets_) {
    const std::string_view word = secret.reveal();
    for (std::size_t size = std::min(word.size(), text.size()); size > most; --size) {
      if (text.starts_with(word.substr(word.size() - size))) most = size;
    }
  }
  return most < kLeast ? 0 : most;
}

}  // namespace jada
