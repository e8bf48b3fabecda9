#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "engine/base/text.h"
#include "engine/config/attributes.h"
#include "engine/config/guess.h"
#include "engine/config/sources.h"
#include "engine/config/toml_file.h"

namespace jada {
namespace {

// An element of `items` as the member it would be in the form by key.
ItemRows listed_row(const Value& element, const std::string& key) {
  const Table* table = element.table();
  const auto fault = [&](std::string message) {
    return ItemRows{{}, {{.at = element.at, .message = std::move(message)}}};
  };
  if (table == nullptr) return fault(fmt::format("this item is {}, not a table", kind_name(element)));
  const Value* name = find(*table, key);
  if (name == nullptr) return fault(fmt::format("this item has no `{}`, its key", key));
  if (name->text() == nullptr)
    return fault(fmt::format("`{}` of this item is {}, not a string", key, kind_name(*name)));
  return row_of({*name->text(), element.at, element});
}

void append(ItemRows& all, ItemRows more) {
  all.rows.append(more.rows);
  std::move(more.faults.begin(), more.faults.end(), std::back_inserter(all.faults));
}

}  // namespace

ItemRows toml_rows(const SourceText& source) {
  const ParsedToml parsed = parse_toml(source.text, source.file);
  ItemRows all;
  for (const TomlFault& fault : parsed.faults)
    all.faults.push_back({.at = fault.at, .message = fault.message, .hint = fault.hint});
  const Value* items = find(parsed.root, "items");
  const bool listed = items != nullptr && items->array() != nullptr;
  for (const Member& member : parsed.root) {
    if (!listed) {
      append(all, row_of(member));
    } else if (&member.value != items) {
      all.faults.push_back({.at = member.key_at,
                            .length = width(member.key),
                            .message = fmt::format("{} stands beside the list `items`", in_quotes(member.key)),
                            .hint = "write all items as [[items]], or all as tables by key"});
    }
  }
  if (!listed) return all;
  for (const Value& element : *items->array()) append(all, listed_row(element, source.key));
  return all;
}

}  // namespace jada
