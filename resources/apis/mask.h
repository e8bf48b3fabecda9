// Texts without the secrets in them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/secret.h"
#include "resources/apis/pattern.h"

namespace jada {

/// `text` with `…` in the place of every stretch; those that touch become one.
std::string without(std::string_view text, std::vector<Stretch> stretches);

/// Secrets that are known. One that is shorter than four bytes is found in every other word, and passed over.
class Mask {
 public:
  void add(std::string_view secret);
  /// Also as programs and providers write it: base64 in both alphabets wherever it stands in what was encoded,
  /// percent-encoded, as a JSON string, and each long line of it by itself.
  void add_spellings(const Secret& secret);

  std::string masked(std::string_view text) const { return without(text, found_in(text)); }
  std::vector<Stretch> found_in(std::string_view text) const;

  /// How many bytes at the end of a text that was cut there are the beginning of a secret.
  std::size_t begun_in(std::string_view text) const;
  /// How many bytes at the front of a text that was cut there are the end of one.
  std::size_t ended_in(std::string_view text) const;

 private:
  void add_base64(std::string_view secret);
  void add_percent(std::string_view secret);

  std::vector<Secret> secrets_{};
};

}  // namespace jada
