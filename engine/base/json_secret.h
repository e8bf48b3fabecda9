// A secret taken out of a JSON tree, leaving nothing of it behind.
#pragma once

#include "engine/base/json.h"
#include "engine/base/secret.h"

namespace jada {

/// The text of that member, which is wiped in the tree; empty when there is none or it is no text.
inline Secret take_secret(Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return Secret();
  auto& text = found->get_ref<std::string&>();
  Secret secret(text);
  wipe(text);
  return secret;
}

}  // namespace jada
