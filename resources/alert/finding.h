// What a rule finds of one subject at one moment.
#pragma once

#include <optional>
#include <string>

#include "resources/alert/alert.h"

namespace jada {

struct AlertFinding {
  Sign sign{};
  std::string diagnosis{};         ///< one word
  std::string title{};             ///< one line: what is wrong, with the subject
  std::string why{};               ///< one sentence; may be empty
  std::string remedy{};            ///< what a person does next
  std::optional<Time> turns_at{};  ///< off, and on from then unless something moves
};

/// Of a resource, by any condition but SQL. Pure.
AlertFinding find(const Alert::Spec&, const Subject&, Time now);
/// Of a row that the rule's SQL answered.
AlertFinding find(const Alert::Spec&, const Alert::Row&);
/// Of the rule itself, whose SQL was not answered.
AlertFinding find_unanswered(const Alert::Spec&, const std::string& trouble);

/// The text without the paths, queries and credentials of web addresses: those may be keys.
std::string without_paths(std::string_view text);

}  // namespace jada
