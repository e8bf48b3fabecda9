// Members of a token file read and edited one by one, without a tree of the whole document in memory.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json_text.h"
#include "engine/base/secret.h"
#include "resources/token/token_format.h"

namespace jada {

/// The members of one object inside a text that json_fault finds nothing wrong with. Borrows the text.
class Members {
 public:
  explicit Members(std::string_view json, JsonPath parents = {}) : json_(json), parents_(std::move(parents)) {}

  /// The value as it stands; none when there is no such member. `null` is a value.
  std::optional<std::string_view> at(std::string_view name) const;
  bool has(std::string_view name) const { return at(name).has_value(); }
  bool has_any(const Names&) const;
  bool has_object(std::string_view name) const;

  /// The first of the names that is a string; empty when none is there, or null. Anything else is remembered as wrong.
  Secret secret(const Names&);
  std::string text(const Names&);
  /// A list of strings, or one string with blanks between.
  std::vector<std::string> words(const Names&);

  /// A member of another type than asked for; empty when all were as they should be.
  std::string_view wrong() const { return wrong_; }

 private:
  std::string_view json_;
  JsonPath parents_;
  std::string_view wrong_{};
};

/// A text on its way to become another. After the first error nothing changes any more.
class MemberEdits {
 public:
  MemberEdits(const Secret& text, JsonPath parents) : text_(text.copy()), parents_(std::move(parents)) {}

  Members members() const { return Members(text_.reveal(), parents_); }

  void put(std::string_view name, std::string_view json);
  /// A value that says the same already keeps its spelling.
  void put_text(std::string_view name, const std::string& text);
  void remove(const JsonPath& from_the_top);

  Result<Secret> result() &&;

 private:
  void take(Result<std::string> edited);

  Secret text_;
  JsonPath parents_;
  std::optional<Error> error_{};
};

/// `["a","b"]`
std::string json_list(const std::vector<std::string>& texts);

/// Cut at blanks.
std::vector<std::string> words_of(std::string_view text);

}  // namespace jada
