// Numbers as DynamoDB keeps them, exactly: 38 decimal digits, from 1e-130 to 9.99…e125.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jada {

struct Decimal {
  bool is_negative = false;
  std::string digits{};  ///< without zeros at either end; empty: zero
  int exponent = 0;      ///< the value is 0.DIGITS times ten to this

  friend bool operator==(const Decimal&, const Decimal&) = default;
};

/// `-12.50`, `1e3`; a sign `+`, blanks, `NaN` and the like are none. None also of an exponent beyond ±1000.
std::optional<Decimal> read_decimal(std::string_view text);

/// As DynamoDB takes it: digits and a point where that is short, else with `E`.
std::string to_string(const Decimal&);

/// Why DynamoDB would refuse it; empty: it would not.
std::string unfit(const Decimal&);

/// The JSON number that stands for exactly this, as canonical() writes it; none when neither an integer of 64 bits nor
/// a double does.
std::optional<std::string> json_number(const Decimal&);

}  // namespace jada
