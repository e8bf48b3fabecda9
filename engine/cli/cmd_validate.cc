#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"
#include "engine/cli/commands.h"

namespace jada {
namespace {

std::size_t declared_in_files(const Desired& desired) {
  return static_cast<std::size_t>(std::count_if(desired.resources.begin(), desired.resources.end(),
                                                [](const Declared& one) { return !one.is_implied(); }));
}

}  // namespace

int run_validate(const Options& options, Wire& wire) {
  if (!options.words.empty()) return report_error("validate takes no address; name the file with --file", Exit::usage);
  const Desired desired = wire.read_desired_alone();
  const int code = desired.valid() ? 0 : static_cast<int>(Exit::invalid);
  if (options.json) {
    Json faults = Json::array();
    for (const Diagnostic& fault : desired.faults) faults.push_back(to_json(fault));
    const Json answer{{"valid", desired.valid()}, {"diagnostics", std::move(faults)}, {"exit_code", code}};
    const int printed = print(answer.dump(2) + "\n");
    return code != 0 ? code : printed;
  }
  show(desired.faults);
  if (code != 0) {
    fmt::print(stderr, "{}: {}.\n", options.file, counted(desired.faults.size(), "fault"));
    return code;
  }
  return options.quiet
             ? 0
             : print(fmt::format("{}: valid, {}.\n", options.file, counted(declared_in_files(desired), "resource")));
}

}  // namespace jada
