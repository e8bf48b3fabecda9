#include "engine/config/read_secret.h"

namespace jada {

Result<Secret> read_secret(const SecretRef& place, Secrets& secrets) {
  if (place.from == SecretRef::From::env) {
    auto value = secrets.variable(place.name);
    if (!value) return Error{Code::invalid, "the variable " + place.name + " is not set"};
    return std::move(*value);
  }
  auto file = secrets.read(place.name);
  if (!file) return file.error();
  return std::move(file->text);
}

}  // namespace jada
