#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "engine/base/text.h"
#include "engine/config/attributes.h"
#include "engine/config/document.h"
#include "engine/config/include.h"
#include "engine/config/items.h"
#include "engine/config/reader.h"
#include "engine/config/sources.h"

namespace jada {
namespace {

constexpr std::size_t kMostFaults = 100;

void append(ItemRows& all, ItemRows more) {
  if (all.rows.empty() && all.faults.empty()) {
    all = std::move(more);
    return;
  }
  all.rows.append(more.rows);
  std::move(more.faults.begin(), more.faults.end(), std::back_inserter(all.faults));
}

// Whoever keeps the set is the last to ask: another block that only looks leaves them where they are.
ItemRows scanned_rows(Document& document, const Address& block, bool keeps) {
  const auto scanned = document.scanned.find(block);
  if (scanned == document.scanned.end()) return {};
  if (!keeps) return {.rows = scanned->second};
  ItemRows all{.rows = std::move(scanned->second)};
  document.scanned.erase(scanned);
  return all;
}

}  // namespace

ItemSet Reader::items(const ItemRules& rules) {
  const Value* entries = look({.name = document_ == nullptr ? "entries.*" : "entries",
                               .type = "items",
                               .doc = "the items: one table of attributes each, its name is the key"});
  const auto source = maybe_path("source", "a file with more items: .csv, .json or .toml");
  if (document_ == nullptr) return {};
  if (const auto compiled = document_->items.find(address_); compiled != document_->items.end())
    return compiled->second;

  ItemRows rows = scanned_rows(*document_, address_, !silent_);
  append(rows, declared_rows(entries));
  if (source) append(rows, rows_of_source(*source, rules));
  rows = checked(address_, std::move(rows), rules);
  report_items(rows.faults);
  ItemSet set(std::move(rows.rows), document_->seed);
  if (silent_) return set;
  return document_->items.emplace(address_, std::move(set)).first->second;
}

ItemRows Reader::declared_rows(const Value* entries) {
  ItemRows all;
  if (entries == nullptr) return all;
  if (entries->table() == nullptr) {
    wrong("entries", *entries, kind_name(*entries), "a table");
    return all;
  }
  for (const Member& member : *entries->table()) append(all, row_of(member));
  return all;
}

ItemRows Reader::rows_of_source(const std::string& path, const ItemRules& rules) {
  const Value& named_here = *find(*table_, "source");
  const auto format = source_format(path);
  if (!format) {
    wrong("source", named_here, "of an unknown format", "a .csv, .json or .toml file");
    return {};
  }
  const auto file = document_->read_input(path, shown_path(*document_, path), named_here.at);
  if (!file) return {};
  const std::string key = rules.key_attribute.empty() ? "key" : rules.key_attribute;
  ItemRows rows = source_rows(*format, {.text = document_->text(*file), .file = *file, .key = key});
  document_->release_text(*file);
  return rows;
}

void Reader::report_items(const std::vector<ItemFault>& faults) {
  const std::size_t shown = std::min(faults.size(), kMostFaults);
  for (std::size_t i = 0; i < shown && !silent_; ++i) {
    const ItemFault& fault = faults[i];
    document_->fault(fault.at, static_cast<int>(fault.length), fault.message, fault.hint, fault.also);
  }
  if (faults.size() == shown) return;
  const std::size_t left = faults.size() - shown;
  report(faults[shown].at, 1,
         fmt::format("and {} more {} in the items of {}", left, left == 1 ? "fault" : "faults", header()));
}

}  // namespace jada
