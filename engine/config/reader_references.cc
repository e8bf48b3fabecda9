#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "engine/base/text.h"
#include "engine/config/document.h"
#include "engine/config/expand.h"
#include "engine/config/guess.h"
#include "engine/config/reader.h"
#include "engine/config/redact.h"

namespace jada {
namespace {

constexpr std::size_t kMostListed = 6;

bool is_environment_name(std::string_view name) {
  return is_resource_name(name) && name.find('-') == std::string_view::npos &&
         (name.front() < '0' || name.front() > '9');
}

// The text of the only member of `{ env = "NAME" }` or `{ file = "PATH" }`.
const std::string* only_member(const Value& value, std::string_view name) {
  const Table* table = value.table();
  if (table == nullptr || table->size() != 1 || table->front().key != name) return nullptr;
  const std::string* text = table->front().value.text();
  return text == nullptr || text->empty() ? nullptr : text;
}

std::vector<std::string> declared(const Document& document, std::span<const std::string_view> kinds) {
  std::vector<std::string> addresses;
  for (const Block& block : document.blocks) {
    const bool wanted = kinds.empty() || std::find(kinds.begin(), kinds.end(), block.address.kind) != kinds.end();
    if (wanted && !block.address.name.empty()) addresses.push_back(to_string(block.address));
  }
  return addresses;
}

std::string hint_for(const std::string& text, const std::vector<std::string>& candidates,
                     std::span<const std::string_view> kinds) {
  const std::vector<std::string_view> names(candidates.begin(), candidates.end());
  if (const auto guess = nearest(text, names)) return did_you_mean(*guess);
  if (candidates.empty() && !kinds.empty()) return fmt::format("declare it: [{}.…]", kinds.front());
  return candidates.size() > kMostListed ? "" : fmt::format("declared: {}", join(candidates, ", "));
}

}  // namespace

std::optional<std::string> Reader::located(std::string_view key, const Value& value, std::string_view text) {
  const bool has_file = at_.file < document_->files.size();
  const std::string file = has_file ? document_->files[at_.file].path : "/";
  auto path = expand_path(text, std::filesystem::path(file).parent_path().string(), document_->variable);
  if (path) return std::move(*path);
  report(value.at, 1, fmt::format("{}: {}", named(key), path.error().message));
  return std::nullopt;
}

std::optional<std::string> Reader::maybe_path(std::string_view key, std::string_view doc) {
  const Value* value = look({.name = std::string(key), .type = "path", .doc = std::string(doc)});
  if (value == nullptr) return std::nullopt;
  if (value->text() != nullptr) return located(key, *value, *value->text());
  wrong(key, *value, kind_name(*value), "a path");
  return std::nullopt;
}

std::string Reader::required_path(std::string_view key, std::string_view doc) {
  const Value* value = look({.name = std::string(key), .type = "path", .doc = std::string(doc), .required = true});
  if (value == nullptr) {
    missing(key, doc);
  } else if (value->text() == nullptr) {
    wrong(key, *value, kind_name(*value), "a path");
  } else {
    return located(key, *value, *value->text()).value_or("");
  }
  return {};
}

std::string Reader::expanded(std::string_view key, std::string_view doc, std::string fallback) {
  const std::string written = text(key, doc, fallback);
  if (!has(key)) return fallback;
  auto value = expand(written, document_->variable);
  if (value) return std::move(*value);
  report(find(*table_, key)->at, 1, fmt::format("{}: {}", named(key), value.error().message));
  return fallback;
}

void Reader::report_secret(Spot at, std::string message, std::string hint) {
  if (document_ == nullptr || silent_) return;
  report(at, 1, std::move(message), std::move(hint));
  hide_values(document_->faults.back());
}

std::optional<SecretRef> Reader::maybe_secret(std::string_view key, std::string_view doc) {
  secrets_.emplace_back(key);
  const Value* value = look({.name = std::string(key), .type = "secret", .doc = std::string(doc)});
  if (value == nullptr) return std::nullopt;
  const std::string* variable = only_member(*value, "env");
  if (variable != nullptr && is_environment_name(*variable)) return SecretRef{SecretRef::From::env, *variable};
  if (const std::string* file = only_member(*value, "file")) {
    auto path = located(key, *value, *file);
    return path ? std::optional(SecretRef{SecretRef::From::file, std::move(*path)}) : std::nullopt;
  }
  const char* wrongly = value->table() == nullptr ? "holds a secret in plain text" : "is no reference to a secret";
  report_secret(value->at, fmt::format("{} {}", named(key), wrongly),
                "write { env = \"NAME\" } or { file = \"PATH\" }");
  return std::nullopt;
}

void Reader::refuse_reference(std::string_view key, const Value& value, std::span<const std::string_view> kinds) {
  const std::string& text = *value.text();
  const auto address = parse_address(text);
  const bool whole = address && address->item.empty() && address->replica.empty() && is_resource_name(address->name);
  const bool right_kind =
      whole && (kinds.empty() || std::find(kinds.begin(), kinds.end(), address->kind) != kinds.end());
  std::string message = fmt::format("{} names {}, ", named(key), in_quotes(text));
  if (!whole) {
    message += "which is no `kind.name`";
  } else if (!right_kind) {
    message += fmt::format("which is no {}", fmt::join(kinds, " or "));
  } else {
    message += "which is not declared";
  }
  report(value.at, width(text) + 2, std::move(message), hint_for(text, declared(*document_, kinds), kinds));
}

std::optional<Address> Reader::maybe_address(std::string_view key, std::string_view doc,
                                             std::initializer_list<std::string_view> kinds) {
  KeyDoc described{.name = std::string(key), .type = "address", .doc = std::string(doc)};
  described.choices.assign(kinds.begin(), kinds.end());
  const Value* value = look(std::move(described));
  if (value == nullptr) return std::nullopt;
  if (value->text() == nullptr) {
    wrong(key, *value, kind_name(*value), "an address");
    return std::nullopt;
  }
  const auto known = declared(*document_, {kinds.begin(), kinds.size()});
  const auto address = parse_address(*value->text());
  if (address && std::find(known.begin(), known.end(), *value->text()) != known.end()) return *address;
  refuse_reference(key, *value, {kinds.begin(), kinds.size()});
  return std::nullopt;
}

std::vector<Address> Reader::addresses(std::string_view key, std::string_view doc,
                                       std::initializer_list<std::string_view> kinds) {
  KeyDoc described{.name = std::string(key), .type = "addresses", .doc = std::string(doc)};
  described.choices.assign(kinds.begin(), kinds.end());
  std::vector<Address> found;
  const auto written = strings(std::move(described));
  if (written.empty()) return found;
  const auto known = declared(*document_, {kinds.begin(), kinds.size()});
  for (const Value* value : written) {
    if (std::find(known.begin(), known.end(), *value->text()) == known.end()) {
      refuse_reference(key, *value, {kinds.begin(), kinds.size()});
      continue;
    }
    const auto address = parse_address(*value->text());
    if (!address) continue;
    if (std::find(found.begin(), found.end(), *address) == found.end()) {
      found.push_back(*address);
    } else {
      report(value->at, width(*value->text()) + 2,
             fmt::format("{} names {} twice", named(key), in_quotes(*value->text())));
    }
  }
  return found;
}

}  // namespace jada
