#include "resources/apis/quoted.h"

#include <algorithm>

#include "engine/base/base64.h"
#include "resources/apis/form.h"

namespace jada {
namespace {

bool is_public(std::string_view name) {
  constexpr std::string_view kPublic[] = {"grant_type", "client_id", "scope", "redirect_uri", "client_assertion_type"};
  return std::ranges::find(kPublic, name) != std::end(kPublic);
}

}  // namespace

Quoted::Quoted(const HttpRequest& sent) {
  const std::string_view form = sent.body.reveal();
  for (std::size_t at = 0; at < form.size();) {
    const std::size_t end = std::min(form.find('&', at), form.size());
    const std::string_view pair = form.substr(at, end - at);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (!is_public(pair.substr(0, equals)) && equals < pair.size()) {
      mask_.add(percent_decoded(pair.substr(equals + 1)));
      mask_.add(pair.substr(equals + 1));
    }
    at = end + 1;
  }
  const std::string_view proof = sent.authorization.reveal();
  const std::size_t blank = proof.find(' ');
  if (blank == proof.npos) return;
  mask_.add(proof.substr(blank + 1));
  const auto pair = from_base64(proof.substr(blank + 1));
  const std::size_t colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) return;
  mask_.add(pair->substr(colon + 1));
  mask_.add(percent_decoded(pair->substr(colon + 1)));
}

}  // namespace jada
