#include "engine/config/redact.h"

namespace jada {

void hide_values(Diagnostic& fault) {
  if (fault.snippet.empty()) return;
  const auto sign = fault.snippet.find('=');
  const auto value = sign == std::string::npos ? 0 : fault.snippet.find_first_not_of(" \t", sign + 1);
  fault.snippet = fault.snippet.substr(0, value) + "…";
  fault.length = 1;
}

}  // namespace jada
