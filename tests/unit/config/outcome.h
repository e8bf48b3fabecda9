// What a document says and holds, to be compared with what the TOML parser alone makes of the same text.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "engine/config/reader.h"
#include "tests/unit/config/config_fakes.h"

namespace jada {

struct Outcome {
  std::vector<std::string> faults;
  std::vector<std::string> rows;
  bool operator==(const Outcome&) const = default;
};

inline void PrintTo(const Outcome& outcome, std::ostream* out) {
  for (const auto& line : outcome.faults) *out << "\n  fault " << line;
  for (const auto& line : outcome.rows) *out << "\n  " << line;
}

inline Outcome outcome_of(Document document) {
  Outcome outcome;
  for (const Block& block : document.blocks) {
    outcome.rows.push_back(to_string(block.address) + " " + to_string(document.position(block.at)));
    Reader reader(document, block.address);
    reader.accept("table");
    if (block.address.kind != "roster") continue;
    const ItemSet set = reader.items({.key_attribute = "id", .unique = {"phone"}, .required = {"name"}});
    for (std::size_t i = 0; i < set.size(); ++i) {
      outcome.rows.push_back(std::string(set.key(i)) + " " + std::string(set.body(i)) + " " +
                             to_string(document.position(set.at(i))));
    }
  }
  outcome.faults = fault_lines(std::move(document));
  return outcome;
}

/// The same text read by the TOML parser alone: three quotes in a comment of a line that stays make the scan give up.
inline Outcome parsed(std::string text) {
  const auto end = text.find('\n');
  text.insert(end == std::string::npos ? text.size() : end, " # '''");
  return outcome_of(load(text));
}

}  // namespace jada
