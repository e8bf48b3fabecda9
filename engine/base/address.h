// The name of a thing we look after: kind.name, and inside it an item and a replica.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace jada {

/// `kind.name`, `kind.name/item`, `kind.name/item@replica` or `kind.name@replica`.
/// Item keys are any string (a `@` in one is read as part of the item unless it is the last); names are [A-Za-z0-9_-]+.
struct Address {
  std::string kind;
  std::string name;
  std::string item{};
  std::string replica{};

  auto operator<=>(const Address&) const = default;
  bool operator==(const Address&) const = default;

  /// The resource this address is a part of.
  Address resource() const { return {kind, name}; }
};

std::string to_string(const Address&);

/// Code::invalid when there is no `kind.name` to read.
Result<Address> parse_address(std::string_view text);

/// [A-Za-z0-9_-]+, not empty.
bool is_resource_name(std::string_view);

/// Shell pattern (`*`, `?`, `[a-z]`) over a whole address, as fnmatch(3) reads it without flags.
bool glob_matches(const std::string& glob, const std::string& address);

}  // namespace jada
