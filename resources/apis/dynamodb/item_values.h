// Items and their values in two spellings: DynamoDB's (`{"level":{"N":"1"}}`) and plain JSON (`{"level":1}`).
//
// What JSON has no word for is a list that begins with one: `["$ss","a","b"]` a set of strings, `["$ns",…]` of numbers,
// `["$bs",…]` of bytes; `["$b","aGk="]` bytes in base64; `["$n","1.2345678901234567890"]` a number that no 64 bits
// hold. A list whose first element really begins with `$` has one `$` more.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace jada {

/// An item as DynamoDB writes it, as canonical JSON: attributes sorted, sets too. Of global tables of the first kind
/// their own `aws:rep:…` attributes are left out. `key` becomes the value of `key_attribute`, empty unless that is a
/// text. Code::invalid when it is none.
struct PlainItem {
  std::string key{};
  std::string json{};
};
Result<PlainItem> plain_item(std::string_view dynamo, std::string_view key_attribute);

/// Appends one plain value as DynamoDB writes it. Code::invalid, with the reason in words, when there is no way to.
Result<Done> append_value(std::string& out, std::string_view json);

/// The same of a whole item: its attributes without `{"M":…}` around them.
Result<Done> append_item(std::string& out, std::string_view json);

/// Why a plain item could not be kept, and which attribute is at fault; empty: it can. Sizes are not looked at.
std::string unfit_item(std::string_view json);

/// Bytes that DynamoDB counts for a plain item (docs: CapacityUnitCalculations).
std::size_t item_size(std::string_view json);

}  // namespace jada
