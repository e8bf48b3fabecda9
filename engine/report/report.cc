#include "engine/report/report.h"

#include <array>

namespace jada {

std::span<const ReportKind> report_kinds() {
  static constexpr std::array kKinds = {
      ReportKind{"json", json_report},         ReportKind{"junit", junit_report},   ReportKind{"sarif", sarif_report},
      ReportKind{"markdown", markdown_report}, ReportKind{"github", github_report},
  };
  return kKinds;
}

}  // namespace jada
