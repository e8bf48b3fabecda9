// Expressions of DynamoDB: conditions and updates over aliases of names and values.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace jada {

/// Built up piece by piece; the first value that cannot be kept is remembered and told at the end.
class Expression {
 public:
  /// `#0.#1` for the attribute at `path`.
  std::string path(std::span<const std::string> path);
  std::string name(const std::string& attribute);
  /// `:0` for a plain JSON value.
  std::string value(std::string_view json);

  void require(const std::string& condition);
  void set(const std::string& path, const std::string& value);

  /// `,"UpdateExpression":…,"ConditionExpression":…` as far as there is any. Code::invalid: a value cannot be kept.
  Result<std::string> members() const;

 private:
  std::map<std::string, std::string> aliases_{};  // of names
  std::string names_{};
  std::string values_{};
  std::size_t value_count_ = 0;
  std::string conditions_{};
  std::string sets_{};
  std::string fault_{};
};

}  // namespace jada
