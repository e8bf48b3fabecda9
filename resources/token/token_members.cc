#include "resources/token/token_members.h"

#include <algorithm>
#include <cassert>

#include "engine/base/json.h"
#include "engine/base/json_string.h"

namespace jada {

std::optional<std::string_view> Members::at(std::string_view name) const {
  JsonPath path = parents_;
  path.emplace_back(name);
  const auto found = member_text(json_, path);
  return found ? *found : std::nullopt;
}

bool Members::has_any(const Names& names) const {
  const auto all = listed(names);
  return std::any_of(all.begin(), all.end(), [&](std::string_view name) { return has(name); });
}

bool Members::has_object(std::string_view name) const { return at(name).value_or("").starts_with('{'); }

Secret Members::secret(const Names& names) {
  for (const std::string_view name : listed(names)) {
    const auto json = at(name);
    if (!json || *json == "null") continue;
    auto plain = json_unquoted(*json);
    if (plain) return Secret(std::move(*plain));
    wrong_ = name;
  }
  return {};
}

std::string Members::text(const Names& names) { return secret(names).reveal(); }

std::vector<std::string> Members::words(const Names& names) {
  for (const std::string_view name : listed(names)) {
    const auto json = at(name);
    if (!json || *json == "null") continue;
    if (const auto plain = json_unquoted(*json)) return words_of(*plain);
    const auto list = parse_json(*json);
    const auto is_text = [](const Json& one) { return one.is_string(); };
    if (list && list->is_array() && std::all_of(list->begin(), list->end(), is_text)) return *list;
    wrong_ = name;
  }
  return {};
}

void MemberEdits::put(std::string_view name, std::string_view json) {
  JsonPath path = parents_;
  path.emplace_back(name);
  if (!error_) take(with_member(text_.reveal(), path, json));
}

void MemberEdits::put_text(std::string_view name, const std::string& text) {
  const auto old = members().at(name);
  if (old) {
    const Secret plain(json_unquoted(*old).value_or(""));
    if (old->starts_with('"') && plain.reveal() == text) return;
  }
  const Secret json(json_quoted(text));
  put(name, json.reveal());
}

void MemberEdits::remove(const JsonPath& from_the_top) {
  if (!error_) take(without_member(text_.reveal(), from_the_top));
}

Result<Secret> MemberEdits::result() && {
  if (error_) return *error_;
  return std::move(text_);
}

void MemberEdits::take(Result<std::string> edited) {
  if (edited) {
    text_ = Secret(std::move(*edited));
  } else {
    error_ = edited.error();
  }
}

std::string json_list(const std::vector<std::string>& texts) { return canonical(Json(texts)); }

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

}  // namespace jada
