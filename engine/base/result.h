// A value or the reason there is none: errors as values, named by what the caller may do next.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace jada {

/// What the caller may do about an error, not who failed.
enum class Code {
  invalid,      ///< the input is wrong: mend it
  missing,      ///< normal absence
  denied,       ///< a person has to act
  conflict,     ///< somebody else was faster: read again
  unavailable,  ///< try later
  internal,     ///< our bug
};

struct Error {
  Code code = Code::internal;
  std::string message;
};

/// The value of a Result that carries none.
struct Done {};

/// T or Error, with std::expected's names. Reading the side that is not there is a bug.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return held_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & {
    assert(has_value());
    return *std::get_if<0>(&held_);
  }
  const T& value() const& {
    assert(has_value());
    return *std::get_if<0>(&held_);
  }
  T&& value() && {
    assert(has_value());
    return std::move(*std::get_if<0>(&held_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const {
    assert(!has_value());
    return *std::get_if<1>(&held_);
  }

 private:
  std::variant<T, Error> held_;
};

/// The same error seen from one step further out: "context: message".
inline Error within(std::string context, const Error& error) {
  return {error.code, std::move(context) + ": " + error.message};
}

}  // namespace jada
