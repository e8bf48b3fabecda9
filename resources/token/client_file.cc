#include "resources/token/client_file.h"

#include <fmt/format.h>

#include "resources/token/token_members.h"
#include "resources/token/token_shape.h"

namespace jada {
namespace {

std::optional<Error> unreadable(const Secret& text) {
  const auto damaged = damage(text.reveal());
  return damaged ? std::optional(Error{Code::invalid, damaged->message}) : std::nullopt;
}

std::optional<Error> mistyped(const Members& members) {
  if (members.wrong().empty()) return std::nullopt;
  return Error{Code::invalid, fmt::format("its member `{}` is no string", members.wrong())};
}

// `\n` as two characters, which a key gets by being quoted twice on its way through an environment variable.
Secret with_line_ends(const Secret& pem) {
  const std::string& text = pem.reveal();
  std::string mended;
  mended.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '\\' && i + 1 < text.size();
    if (is_escape && text[i + 1] == 'n') mended += '\n';
    if (is_escape && (text[i + 1] == 'n' || text[i + 1] == 'r')) {
      ++i;
    } else {
      mended += text[i];
    }
  }
  return Secret(std::move(mended));
}

// The label ends its line; in a key whose lines were joined nothing can be read.
bool is_private_key(const Secret& pem) {
  constexpr std::string_view kLabel = "PRIVATE KEY-----";
  const std::string& text = pem.reveal();
  const auto label = text.find(kLabel);
  if (!text.starts_with("-----BEGIN ") || label == std::string::npos) return false;
  const auto after = label + kLabel.size();
  return after < text.size() && (text[after] == '\n' || text[after] == '\r');
}

}  // namespace

Result<ClientFile> read_client_file(const Secret& text) {
  if (auto error = unreadable(text)) return std::move(*error);
  JsonPath parents;
  for (const char* kind : {"installed", "web"}) {
    if (parents.empty() && Members(text.reveal()).has_object(kind)) parents = {kind};
  }
  Members members(text.reveal(), parents);
  ClientFile client{.client_id = members.text({"client_id"}),
                    .client_secret = members.secret({"client_secret"}),
                    .token_url = members.text({"token_uri", "token_url"}),
                    .auth_url = members.text({"auth_uri", "auth_url"})};
  if (auto error = mistyped(members)) return std::move(*error);
  const bool is_key = Members(text.reveal()).has("private_key");
  if (is_key) return Error{Code::invalid, "it is a service account's key, not an OAuth client: name it as `key_file`"};
  if (client.client_id.empty()) return Error{Code::invalid, "it holds no client_id"};
  return client;
}

Result<KeyFile> read_key_file(const Secret& text) {
  if (auto error = unreadable(text)) return std::move(*error);
  Members members(text.reveal());
  if (members.has_object("installed") || members.has_object("web")) {
    return Error{Code::invalid, "it is the file of an OAuth client, not a service account's key: name it as `client`"};
  }
  KeyFile key{.client_email = members.text({"client_email"}),
              .private_key_id = members.text({"private_key_id"}),
              .private_key = with_line_ends(members.secret({"private_key"})),
              .token_url = members.text({"token_uri"})};
  if (auto error = mistyped(members)) return std::move(*error);
  if (members.text({"type"}) != "service_account") return Error{Code::invalid, "its type is not service_account"};
  if (key.client_email.empty()) return Error{Code::invalid, "it holds no client_email"};
  if (!is_private_key(key.private_key)) return Error{Code::invalid, "its private_key is no PEM text of a private key"};
  return key;
}

}  // namespace jada
