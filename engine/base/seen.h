// What looking at the world can yield: it is there, it is not there, or we could not look.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "engine/base/result.h"

namespace jada {

struct Absent {};

/// Present, absent or unreachable: "not there" and "could not look" are different types, so no kind can confuse them.
template <class T>
class Seen {
 public:
  Seen(T value) : held_(std::move(value)) {}
  Seen(Absent) : held_(Absent{}) {}
  /// Could not look; the error says what was tried and what answered.
  Seen(Error trouble) : held_(std::move(trouble)) {}

  bool present() const { return std::holds_alternative<T>(held_); }
  bool absent() const { return std::holds_alternative<Absent>(held_); }
  bool unknown() const { return std::holds_alternative<Error>(held_); }

  const T& value() const { return std::get<T>(held_); }
  T& value() { return std::get<T>(held_); }
  const Error& trouble() const { return std::get<Error>(held_); }

 private:
  std::variant<T, Absent, Error> held_;
};

}  // namespace jada
