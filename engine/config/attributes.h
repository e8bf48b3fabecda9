// The attributes of an item as canonical JSON text, and single attributes found in that text without parsing it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/json.h"
#include "engine/config/item_rows.h"
#include "engine/config/value.h"

namespace jada {

/// Dates and times become their text.
Json plain_json(const Value&);

/// One row from a table of a TOML file: `name`'s body, or the fault that there is a number JSON cannot hold.
ItemRows row_of(const Member& item);

/// Where a value stands in a body.
struct ValueSpan {
  std::size_t begin = 0;
  std::size_t end = 0;

  std::string_view of(std::string_view body) const { return body.substr(begin, end - begin); }
};

/// The top-level members of a canonical object, one after the other.
class MemberWalk {
 public:
  explicit MemberWalk(std::string_view body) : body_(body) {}
  /// False when there is no more.
  bool next();
  std::string_view name() const { return name_; }  ///< canonical JSON, with its quotes
  ValueSpan value() const { return value_; }

 private:
  std::string_view body_;
  std::size_t next_ = 1;
  std::string_view name_{};
  ValueSpan value_{};
};

/// The value of a top-level member of a canonical object; `name` is canonical JSON, with its quotes.
std::optional<ValueSpan> find_attribute(std::string_view body, std::string_view name);

/// The body without the member whose value stands there.
std::string without_attribute(std::string_view body, std::string_view name, ValueSpan);

/// canonical(Json(value)) of valid UTF-8, faster when nothing needs an escape.
std::string json_text(std::string_view value);

}  // namespace jada
