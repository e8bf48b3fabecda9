#include "resources/apis/dynamodb/expression.h"

#include <fmt/format.h>

#include "engine/base/json_string.h"
#include "resources/apis/dynamodb/item_values.h"

namespace jada {

std::string Expression::name(const std::string& attribute) {
  const auto [found, is_new] = aliases_.try_emplace(attribute, fmt::format("#{}", aliases_.size()));
  if (is_new) names_ += fmt::format("{}\"{}\":{}", names_.empty() ? "" : ",", found->second, json_quoted(attribute));
  return found->second;
}

std::string Expression::path(std::span<const std::string> path) {
  std::string text;
  for (const std::string& attribute : path) text.append(text.empty() ? "" : ".").append(name(attribute));
  return text;
}

std::string Expression::value(std::string_view json) {
  std::string alias = fmt::format(":{}", value_count_++);
  values_ += fmt::format("{}\"{}\":", values_.empty() ? "" : ",", alias);
  const auto written = append_value(values_, json);
  if (!written && fault_.empty()) fault_ = written.error().message;
  return alias;
}

void Expression::require(const std::string& condition) {
  conditions_.append(conditions_.empty() ? "" : " AND ").append(condition);
}

void Expression::set(const std::string& path, const std::string& value) {
  sets_.append(sets_.empty() ? "SET " : ",").append(path).append("=").append(value);
}

Result<std::string> Expression::members() const {
  if (!fault_.empty()) return Error{Code::invalid, fault_};
  std::string text;
  if (!sets_.empty()) text += ",\"UpdateExpression\":\"" + sets_ + "\"";
  if (!conditions_.empty()) text += ",\"ConditionExpression\":\"" + conditions_ + "\"";
  if (!names_.empty()) text += ",\"ExpressionAttributeNames\":{" + names_ + "}";
  if (!values_.empty()) text += ",\"ExpressionAttributeValues\":{" + values_ + "}";
  return text;
}

}  // namespace jada
