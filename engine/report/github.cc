#include <array>

#include "engine/report/report.h"
#include "engine/report/wording.h"

namespace jada {
namespace {

constexpr std::size_t kShown = 9;  // GitHub shows ten of a level in a step; the tenth says how many more

struct Level {
  Severity severity;
  std::string_view command;
};
constexpr std::array kLevels = {Level{Severity::error, "error"}, Level{Severity::warning, "warning"},
                                Level{Severity::note, "notice"}};

std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) == std::string_view::npos) {
      out += c;
    } else {
      static constexpr std::string_view kHex = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      out.append({'%', kHex[byte >> 4u], kHex[byte & 15u]});
    }
  }
  return out;
}

std::string property(std::string_view text) { return escaped(text, "%\r\n:,"); }
std::string message(std::string_view text) { return escaped(text, "%\r\n"); }

std::string annotation(const Plan& plan, std::string_view command, const Finding& finding) {
  std::string line = "::" + std::string(command) + " file=";
  line += property(finding.source.file.empty() ? plan.desired_path : finding.source.file);
  if (finding.source.line > 0) line += ",line=" + std::to_string(finding.source.line);
  if (finding.source.line > 0 && finding.source.column > 0) line += ",col=" + std::to_string(finding.source.column);
  const std::string place = finding.address.kind.empty() ? "" : place_text(finding);
  line += ",title=" + property(place.empty() ? std::string(finding.rule) : std::string(finding.rule) + " " + place);
  line += "::" + (place.empty() ? "" : message(place) + " ");
  if (finding.change != nullptr) line += std::string(action_text(finding)) + " ";
  line += message(finding.message);
  if (finding.change != nullptr) {
    const std::string outcome = outcome_text(finding);
    line += " (" + message(cause_text(plan, finding)) + (outcome.empty() ? "" : ", " + message(outcome)) + ")";
  }
  return line + "\n";
}

}  // namespace

std::string github_report(const Plan& plan) {
  const std::vector<Finding> found = findings(plan);
  std::string out;
  for (const Level& level : kLevels) {
    std::size_t count = 0;
    for (const Finding& finding : found) {
      if (finding.severity != level.severity || !finding.open()) continue;
      if (++count <= kShown) out += annotation(plan, level.command, finding);
    }
    if (count > kShown) {
      out += "::" + std::string(level.command) + " title=jada-reconcile::" + std::to_string(count - kShown) +
             " more of this level; " + message(closing_line(plan)) + "\n";
    }
  }
  return out;
}

}  // namespace jada
