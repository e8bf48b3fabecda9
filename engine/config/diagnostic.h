// What a user wrote wrong, shown where it stands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/address.h"
#include "engine/base/json.h"

namespace jada {

/// A place in a file of the user. Line and column count from 1, columns in code points; 0 is nowhere.
struct Position {
  std::string file{};
  int line = 0;
  int column = 0;

  bool operator==(const Position&) const = default;
};

/// `desired.toml:14:1`
std::string to_string(const Position&);

struct Diagnostic {
  enum class Severity { error, warning, note };
  Severity severity = Severity::error;
  std::string message;  ///< one sentence, no full stop: unknown key `x` in [token.google]
  Position at{};
  int length = 0;                ///< code points under the caret; 0 or 1 is one caret
  std::string hint{};            ///< beside the caret: did you mean `y`?
  std::string snippet{};         ///< the line of the file, as it stands
  std::vector<Position> also{};  ///< other places it is about (the first of two equal addresses)
  Address block{};  ///< whose fault it is, as far as it is one block's; without a name: a kind's, empty: the file's
};

/// The layout of the contract, §8; ends with a newline. Control characters of the file are made visible.
std::string to_text(const Diagnostic&);
Json to_json(const Diagnostic&);

/// Sorted by place, without repetition.
void tidy(std::vector<Diagnostic>&);

}  // namespace jada
