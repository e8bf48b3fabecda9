#include "engine/base/secret.h"

#include <string.h>

#include <algorithm>
#include <utility>

#include "engine/base/digest.h"

namespace jada {

void wipe(std::string& text) {
  text.resize(text.capacity());
  explicit_bzero(text.data(), text.size());
  text.clear();
}

void append_wiping(std::string& text, std::string_view more) {
  if (text.size() + more.size() > text.capacity()) {
    std::string larger;
    larger.reserve(std::max(2 * text.capacity(), text.size() + more.size()));
    larger += text;
    wipe(text);
    text = std::move(larger);
  }
  text += more;
}

// A short text lives inside the object and is copied by a move: the source is wiped in either case.
Secret::Secret(std::string text) : text_(std::move(text)) { wipe(text); }

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe(text_);
  text_ = std::move(other.text_);
  wipe(other.text_);
  return *this;
}

Secret::~Secret() { wipe(text_); }

std::string Secret::fingerprint() const { return text_.empty() ? "" : jada::fingerprint(text_); }

}  // namespace jada
