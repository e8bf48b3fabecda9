#include "resources/apis/aws/key_document.h"

#include "engine/base/json_lenient.h"
#include "engine/base/json_secret.h"
#include "engine/base/text.h"
#include "resources/apis/mask.h"

namespace jada {
namespace {

Json object_in(const Secret& body) {
  auto json = parse_json(body.reveal());
  return json && json->is_object() ? std::move(*json) : Json::object();
}

std::string first_text(const Json& object, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (std::string text = text_in(object, name); !text.empty()) return text;
  }
  return "";
}

// The secret goes first: of one that is cut in the middle the rest would not be known again.
std::string refusal(const Json& object, const Secret& sent) {
  const std::string code = first_text(object, {"Code", "code"});
  const std::string message = first_text(object, {"Message", "message"});
  Mask mask;
  mask.add(sent.reveal());
  return told(mask.masked(code + (code.empty() || message.empty() ? "" : ": ") + message));
}

}  // namespace

std::string told(std::string_view text) { return shortened(printable(clean(text.substr(0, text.find('\n')))), 300); }

std::string refusal_in(const Secret& body, const Secret& sent) { return refusal(object_in(body), sent); }

Result<AwsCredentials> read_key_document(const Secret& body, const Secret& sent) {
  Json object = object_in(body);
  const std::string code = text_in(object, "Code");
  if (!code.empty() && code != "Success") return Error{Code::denied, refusal(object, sent)};
  AwsCredentials found;
  found.keys.access_key_id = text_in(object, "AccessKeyId");
  found.keys.secret_access_key = take_secret(object, "SecretAccessKey");
  found.keys.session_token = take_secret(object, "Token");
  if (!fits_header(found.keys.access_key_id) || found.keys.secret_access_key.empty())
    return Error{Code::unavailable, "the answer has no keys in it"};
  const std::string expiration = text_in(object, "Expiration");
  found.expires_at = time_in(object, "Expiration");
  if (!expiration.empty() && !found.expires_at)
    return Error{Code::unavailable, "the answer has an Expiration that is no time: " + told(expiration)};
  return found;
}

}  // namespace jada
