#include "resources/apis/quoted.h"

#include <algorithm>

#include "engine/base/base64.h"
#include "resources/apis/form.h"

namespace jada {
namespace {

// Shorter ones would be found in every other word.
constexpr std::size_t kLeast = 4;

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
      add(percent_decoded(pair.substr(equals + 1)));
      add(std::string(pair.substr(equals + 1)));
    }
    at = end + 1;
  }
  const std::string_view proof = sent.authorization.reveal();
  const std::size_t blank = proof.find(' ');
  if (blank == proof.npos) return;
  add(std::string(proof.substr(blank + 1)));
  const auto pair = from_base64(proof.substr(blank + 1));
  const std::size_t colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) return;
  add(pair->substr(colon + 1));
  add(percent_decoded(pair->substr(colon + 1)));
}

void Quoted::add(std::string secret) {
  if (secret.size() >= kLeast) secrets_.emplace_back(std::move(secret));
}

std::string Quoted::masked(std::string text) const {
  for (const Secret& secret : secrets_) {
    const std::string& word = secret.reveal();
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at)) text.replace(at, word.size(), "…");
  }
  return text;
}

}  // namespace jada
