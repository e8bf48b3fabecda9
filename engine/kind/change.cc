#include "engine/kind/change.h"

#include "engine/base/digest.h"

namespace jada {

std::string_view word(Action action) {
  switch (action) {
    case Action::create: return "create";
    case Action::update: return "update";
    case Action::remove: return "delete";
    case Action::refresh: return "refresh";
    case Action::copy: return "copy";
    case Action::run: return "run";
    case Action::raise: return "raise";
    case Action::resolve: return "resolve";
  }
  return "";
}

std::string_view word(Cause cause) {
  switch (cause) {
    case Cause::edit: return "edit";
    case Cause::drift: return "drift";
    case Cause::both: return "both";
    case Cause::expiry: return "expiry";
    case Cause::schedule: return "schedule";
    case Cause::unmanaged: return "unmanaged";
  }
  return "";
}

std::string Change::id() const {
  std::string text = to_string(address);
  text.append("\n").append(action ? word(*action) : "-");
  text.append("\n").append(seen.value_or("-")).append("\n").append(wanted.value_or("-"));
  return sha256_hex(text).substr(0, 12);
}

std::vector<Precondition> Change::preconditions() const {
  const auto print = [](const std::optional<std::string>& side) {
    return side ? fingerprint(*side) : std::string("absent");
  };
  return {{"observed", print(seen)}, {"desired", print(wanted)}};
}

}  // namespace jada
