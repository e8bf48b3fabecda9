// Secrets of a JSON text: taken out of its tree, leaving nothing of them behind, or put into the text alone.
#pragma once

#include "engine/base/json.h"
#include "engine/base/json_string.h"
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

/// The text of an object of at least one member, with one more in front: the secret is never in a tree of JSON.
inline Secret with_secret(std::string_view object, std::string_view name, const Secret& secret) {
  std::string value = json_quoted(secret.reveal());
  std::string text = "{" + json_quoted(name) + ":";
  append_wiping(text, value);
  append_wiping(text, ",");
  append_wiping(text, object.substr(1));
  wipe(value);
  return Secret(std::move(text));
}

}  // namespace jada
