#include "engine/config/attributes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/text.h"
#include "engine/config/byte_runs.h"
#include "engine/config/guess.h"

namespace jada {
namespace {

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

Json plain_object(const Table& table) {
  Json object = Json::object();
  for (const Member& member : table) object[member.key] = plain_json(member.value);
  return object;
}

Json plain_list(const Array& array) {
  Json list = Json::array();
  for (const Value& element : array) list.push_back(plain_json(element));
  return list;
}

const Value* first_endless(const Value& value) {
  const auto* number = std::get_if<double>(&value.held);
  if (number != nullptr) return std::isfinite(*number) ? nullptr : &value;
  if (value.table() != nullptr) {
    for (const Member& member : *value.table()) {
      if (const Value* found = first_endless(member.value)) return found;
    }
  }
  if (value.array() != nullptr) {
    for (const Value& element : *value.array()) {
      if (const Value* found = first_endless(element)) return found;
    }
  }
  return nullptr;
}

// Behind the string whose opening quote is at `i`.
std::size_t behind_string(std::string_view body, std::size_t i) {
  ++i;
  for (i += plain_run(body.substr(i)); i < body.size() && body[i] != '"'; i += plain_run(body.substr(i))) {
    i = std::min(i + (body[i] == '\\' ? 2 : 1), body.size());
  }
  return std::min(i + 1, body.size());
}

std::size_t behind_value(std::string_view body, std::size_t i) {
  int depth = 0;
  while (i < body.size()) {
    const char c = body[i];
    if (depth == 0 && (c == ',' || c == '}')) return i;
    if (c == '"') {
      i = behind_string(body, i);
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    ++i;
  }
  return i;
}

}  // namespace

Json plain_json(const Value& value) {
  return std::visit(
      Overloaded{[](const Table& table) { return plain_object(table); },
                 [](const Array& array) { return plain_list(array); },
                 [](const DateTime& time) { return Json(time.text); }, [](const auto& plain) { return Json(plain); }},
      value.held);
}

ItemFault not_an_item(const Member& member) {
  const auto* const kind = kind_name(member.value);
  return {.at = member.key_at,
          .length = width(member.key),
          .message = fmt::format("{} is {}, not a table of attributes", in_quotes(member.key), kind)};
}

ItemRows row_of(const Member& item) {
  if (item.value.table() == nullptr) return {.rows = {}, .faults = {not_an_item(item)}};
  if (const Value* endless = first_endless(item.value)) {
    std::string message = fmt::format("{} has a number that is not finite", in_quotes(item.key));
    return {.rows = {}, .faults = {{.at = endless->at, .message = std::move(message)}}};
  }
  return {.rows = {{item.key, canonical(plain_json(item.value)), item.value.at}}, .faults = {}};
}

bool MemberWalk::next() {
  if (next_ >= body_.size() || body_[next_] != '"') return false;
  const std::size_t colon = behind_string(body_, next_);
  name_ = body_.substr(next_, colon - next_);
  value_ = {colon + 1, behind_value(body_, colon + 1)};
  next_ = value_.end + 1;
  return true;
}

std::optional<ValueSpan> find_attribute(std::string_view body, std::string_view name) {
  for (MemberWalk walk(body); walk.next();) {
    if (walk.name() == name) return walk.value();
  }
  return std::nullopt;
}

std::string without_attribute(std::string_view body, std::string_view name, ValueSpan value) {
  std::size_t begin = value.begin - 1 - name.size();
  std::size_t end = value.end;
  if (body[end] == ',') {
    ++end;
  } else if (body[begin - 1] == ',') {
    --begin;
  }
  return std::string(body.substr(0, begin)).append(body.substr(end));
}

std::string json_text(std::string_view value) {
  const bool plain = std::none_of(value.begin(), value.end(),
                                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; });
  if (!plain) return canonical(Json(value));
  std::string text;
  text.reserve(value.size() + 2);
  return text.append(1, '"').append(value).append(1, '"');
}

}  // namespace jada
