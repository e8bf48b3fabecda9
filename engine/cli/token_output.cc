#include "engine/cli/token_output.h"

namespace jada {

int print_json(const Json& json) { return print(json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"); }

Json to_json(const Diagnosis& diagnosis, const Options& options) {
  return {{"diagnosis", word(diagnosis.fault)},
          {"cause", diagnosis.cause},
          {"remedy", diagnosis.remedy.empty() ? Json() : Json(exact_commands(diagnosis.remedy, options))}};
}

int report_failure(const Options& options, const Token::Spec& spec, const Diagnosis& diagnosis, Exit code) {
  report_error(to_string(spec.address) + ": " + exact_commands(sentence(diagnosis), options), code);
  if (options.json) print_json({{"error", to_json(diagnosis, options)}});
  return static_cast<int>(code);
}

}  // namespace jada
