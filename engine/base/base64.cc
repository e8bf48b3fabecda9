#include "engine/base/base64.h"

#include <nettle/base64.h>

namespace jada {
namespace {

std::string encoded(std::string_view bytes, void (*begin)(base64_encode_ctx*)) {
  base64_encode_ctx context;
  begin(&context);
  std::string text(BASE64_ENCODE_LENGTH(bytes.size()) + BASE64_ENCODE_FINAL_LENGTH, '\0');
  std::size_t length =
      base64_encode_update(&context, text.data(), bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  length += base64_encode_final(&context, text.data() + length);
  text.resize(length);
  return text;
}

Result<std::string> decoded(std::string_view text, void (*begin)(base64_decode_ctx*)) {
  base64_decode_ctx context;
  begin(&context);
  std::string padded(text);
  while (padded.size() % 4 != 0) padded.push_back('=');
  std::string bytes(BASE64_DECODE_LENGTH(padded.size()), '\0');
  std::size_t length = bytes.size();
  auto* target = reinterpret_cast<std::uint8_t*>(bytes.data());
  const bool good = base64_decode_update(&context, &length, target, padded.size(), padded.data()) == 1 &&
                    base64_decode_final(&context) == 1;
  if (!good) return Error{Code::invalid, "not base64"};
  bytes.resize(length);
  return bytes;
}

}  // namespace

std::string base64(std::string_view bytes) { return encoded(bytes, base64_encode_init); }

std::string base64url(std::string_view bytes) {
  std::string text = encoded(bytes, base64url_encode_init);
  text.erase(text.find_last_not_of('=') + 1);
  return text;
}

Result<std::string> from_base64(std::string_view text) { return decoded(text, base64_decode_init); }

Result<std::string> from_base64url(std::string_view text) { return decoded(text, base64url_decode_init); }

}  // namespace jada
