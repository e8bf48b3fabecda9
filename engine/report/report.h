// The forms in which a plan is shown: one pure function each, all reading the same findings.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/loop/plan.h"

namespace jada {

struct TextStyle {
  bool color = false;
  bool verbose = false;     ///< one line per field under each change
  std::size_t width = 100;  ///< columns; 0: never wrap or move
};

/// The screen of `plan` and `drift`; ends with the counts line and a newline.
std::string text_report(const Plan&, const TextStyle&);
/// Plan JSON, format 1.0, two blanks a level, ends with a newline.
std::string json_report(const Plan&);
std::string junit_report(const Plan&);
std::string sarif_report(const Plan&);
std::string markdown_report(const Plan&);
/// Workflow annotations, one per line.
std::string github_report(const Plan&);

struct ReportKind {
  std::string_view name;
  std::string (*render)(const Plan&);
};
/// json junit sarif markdown github
std::span<const ReportKind> report_kinds();

}  // namespace jada
