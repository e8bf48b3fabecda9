#include "resources/channel/outlet.h"

#include <array>

#include "engine/base/text.h"
#include "engine/base/web_address.h"
#include "engine/config/read_secret.h"
#include "resources/apis/ntfy.h"
#include "resources/apis/webhook.h"

namespace jada {
namespace {

std::string place(const SecretRef& ref) {
  return ref.from == SecretRef::From::env ? "the variable " + ref.name : "the file " + ref.name;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto from = text.find_first_not_of(kBlank);
  return from == text.npos ? "" : text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

Result<Secret> secret_at(const std::optional<SecretRef>& ref, Env& env) {
  if (!ref) return Secret();
  const auto text = read_secret(*ref, env.secrets);
  if (!text) return text.error();
  Secret found{std::string(trimmed(text->reveal()))};
  if (found.empty()) return Error{Code::invalid, place(*ref) + " is empty"};
  return found;
}

// Several stand with blanks between them while one takes over from another.
std::vector<Secret> keys_in(const Secret& text) {
  std::vector<Secret> keys;
  for (std::string_view rest = text.reveal(); !rest.empty();) {
    const auto end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
    keys.emplace_back(std::string(rest.substr(0, end)));
    rest = trimmed(rest.substr(end));
  }
  return keys;
}

Result<Done> fitness(const Outlet& outlet) {
  const Channel::Spec& spec = outlet.spec;
  if (spec.url && !is_trustworthy(outlet.url.reveal()))
    return Error{Code::invalid, place(*spec.url) + " holds no https address"};
  if (spec.topic && !is_ntfy_topic(outlet.topic.reveal()))
    return Error{Code::invalid, place(*spec.topic) + " holds no name of a topic: letters, digits, - and _, at most 64"};
  if (spec.type == Channel::Type::webhook) {
    const auto signature = webhook_signature(outlet.keys, "id", Time{}, "");
    if (!signature) return within(place(*spec.key), signature.error());
    return Done{};
  }
  if (outlet.keys.size() > 1) return Error{Code::invalid, place(*spec.key) + " holds more than one word"};
  return Done{};
}

}  // namespace

Secret Outlet::bearer() const {
  if (keys.empty()) return Secret();
  std::string text = "Bearer ";
  append_wiping(text, keys.front().reveal());
  return Secret(std::move(text));
}

Result<Outlet> open_outlet(const Channel::Spec& spec, Env& env) {
  Outlet outlet{.spec = spec};
  Secret keys;
  const std::pair<const std::optional<SecretRef>&, Secret&> secrets[] = {
      {spec.url, outlet.url}, {spec.topic, outlet.topic}, {spec.password, outlet.password}, {spec.key, keys}};
  for (const auto& [ref, secret] : secrets) {
    auto read = secret_at(ref, env);
    if (!read) return read.error();
    secret = std::move(*read);
  }
  outlet.keys = keys_in(keys);
  if (auto fit = fitness(outlet); !fit) return fit.error();
  return outlet;
}

std::string places_of_secrets(const Channel::Spec& spec) {
  std::vector<std::string> places;
  for (const auto* ref : {&spec.url, &spec.key, &spec.topic, &spec.password}) {
    if (*ref) places.push_back(place(**ref));
  }
  return join(places, " and ");
}

}  // namespace jada
