// Files that say who asks for tokens: OAuth clients and keys of service accounts. Read, never written.
#pragma once

#include <string>

#include "engine/base/result.h"
#include "engine/base/secret.h"

namespace jada {

struct ClientFile {
  std::string client_id{};
  Secret client_secret{};  ///< empty of a public client
  std::string token_url{};
  std::string auth_url{};  ///< where a login begins
};

/// `client_secret*.json` as Google's console gives it out (`installed` or `web` around it), or any object with a
/// `client_id`. Code::invalid otherwise, without a word out of the file.
Result<ClientFile> read_client_file(const Secret& text);

struct KeyFile {
  std::string client_email{};
  std::string private_key_id{};
  Secret private_key{};  ///< PEM; line ends that were escaped twice are mended
  std::string token_url{};
};

/// A `service_account` key. Code::invalid otherwise, without a word out of the file.
Result<KeyFile> read_key_file(const Secret& text);

}  // namespace jada
