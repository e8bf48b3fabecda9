// Texts of the web: forms and queries (WHATWG URL, RFC 3986).
#pragma once

#include <string>
#include <string_view>

#include "engine/base/secret.h"

namespace jada {

/// Everything but letters, digits, `-._~` and what is also plain as `%XX`.
std::string percent_encoded(std::string_view text, std::string_view also_plain = {});

/// Names and values of an application/x-www-form-urlencoded body, in the order in which they are sent.
class Form {
 public:
  void add(std::string_view name, std::string_view value);
  void add(std::string_view name, const Secret& value) { add(name, std::string_view(value.reveal())); }
  Secret take() { return Secret(std::move(text_)); }

 private:
  std::string text_{};
};

/// `%20` and `+` of a query made plain; what is no escape stays.
std::string percent_decoded(std::string_view text);

}  // namespace jada
