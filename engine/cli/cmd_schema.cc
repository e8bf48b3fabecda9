#include "engine/cli/commands.h"
#include "engine/config/schema.h"
#include "engine/loop/desired.h"
#include "engine/report/schema_plan.h"
#include "resources/registry.h"

namespace jada {
namespace {

// Every key is declared once, in the function that reads it; here the same functions describe.
std::vector<DescribedTable> described_tables() {
  std::vector<DescribedTable> tables;
  Reader controller("controller");
  read_controller(controller);
  tables.emplace_back("controller", controller.described());
  Reader guard("guard");
  read_guard(guard);
  tables.emplace_back("guard", guard.described());
  for (const Kind& kind : registry()) {
    Reader block{std::string(kind.name)};
    read_common(block, kind);
    kind.parse(block);
    tables.emplace_back(std::string(kind.name), block.described());
  }
  return tables;
}

}  // namespace

int run_schema(const Options& options, Wire&) {
  const std::string word = options.words.size() == 1 ? options.words.front() : "";
  if (word == "toml") return print(toml_schema(described_tables()).dump(2) + "\n");
  if (word == "plan") return print(plan_schema().dump(2) + "\n");
  return report_error("schema needs one word: toml or plan", Exit::usage);
}

}  // namespace jada
