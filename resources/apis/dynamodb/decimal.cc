#include "resources/apis/dynamodb/decimal.h"

#include <charconv>
#include <cstdlib>

#include "engine/base/json.h"

namespace jada {
namespace {

constexpr std::size_t kMostDigits = 38;
constexpr int kLeastExponent = -129;  // of 0.1e-129, which is 1e-130
constexpr int kMostExponent = 126;
constexpr int kFarthest = 1000;
constexpr int kPlain = 40;  // digits and zeros written out

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What comes after `e`; none unless it is a whole number within reach.
std::optional<int> read_exponent(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  int value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (!is_whole || std::abs(value) > kFarthest) return std::nullopt;
  return value;
}

Decimal normal(Decimal number) {
  const auto first = number.digits.find_first_not_of('0');
  if (first == std::string::npos) return {};
  number.digits.erase(0, first);
  number.exponent -= static_cast<int>(first);
  number.digits.erase(number.digits.find_last_not_of('0') + 1);
  return number;
}

template <class Integer>
std::optional<std::string> as_integer(const std::string& text) {
  Integer value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return text;
}

}  // namespace

std::optional<Decimal> read_decimal(std::string_view text) {
  Decimal number;
  if (text.starts_with('-')) {
    number.is_negative = true;
    text.remove_prefix(1);
  }
  const std::size_t end = std::min(text.find_first_of("eE"), text.size());
  bool has_point = false;
  for (const char c : text.substr(0, end)) {
    if (c == '.' && !has_point) {
      has_point = true;
    } else if (is_digit(c)) {
      number.digits.push_back(c);
      if (!has_point) ++number.exponent;
    } else {
      return std::nullopt;
    }
  }
  if (number.digits.empty()) return std::nullopt;
  if (end < text.size()) {
    const auto shift = read_exponent(text.substr(end + 1));
    if (!shift) return std::nullopt;
    number.exponent += *shift;
  }
  return normal(std::move(number));
}

std::string to_string(const Decimal& number) {
  if (number.digits.empty()) return "0";
  const int count = static_cast<int>(number.digits.size());
  const std::string sign = number.is_negative ? "-" : "";
  if (number.exponent >= count && number.exponent <= kPlain)
    return sign + number.digits + std::string(static_cast<std::size_t>(number.exponent - count), '0');
  if (number.exponent > 0 && number.exponent < count)
    return sign + number.digits.substr(0, static_cast<std::size_t>(number.exponent)) + "." +
           number.digits.substr(static_cast<std::size_t>(number.exponent));
  if (number.exponent <= 0 && number.exponent > count - kPlain)
    return sign + "0." + std::string(static_cast<std::size_t>(-number.exponent), '0') + number.digits;
  return sign + number.digits.substr(0, 1) + (count > 1 ? "." + number.digits.substr(1) : "") + "E" +
         std::to_string(number.exponent - 1);
}

std::string unfit(const Decimal& number) {
  if (number.digits.size() > kMostDigits)
    return "a number has " + std::to_string(number.digits.size()) + " digits, DynamoDB keeps 38";
  const bool is_far = !number.digits.empty() && (number.exponent < kLeastExponent || number.exponent > kMostExponent);
  return is_far ? "a number is beyond what DynamoDB keeps: 1e-130 to 9.99e125" : "";
}

std::optional<std::string> json_number(const Decimal& number) {
  const std::string text = to_string(number);
  if (auto whole = as_integer<std::int64_t>(text)) return whole;
  if (auto whole = as_integer<std::uint64_t>(text)) return whole;
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc()) return std::nullopt;
  std::string spelt = canonical(Json(value));
  if (read_decimal(spelt) != number) return std::nullopt;
  return spelt;
}

}  // namespace jada
