// The JSON in which the metadata services of AWS hand out keys.
#pragma once

#include <string_view>

#include "engine/base/secret.h"
#include "resources/apis/aws/aws_credentials.h"

namespace jada {

/// `Code, AccessKeyId, SecretAccessKey, Token, Expiration`; origin and role are the caller's to fill. denied: it is a
/// refusal, told with its code and message. unavailable: it is no such document. `sent`: the secret of the request,
/// which a refusal may quote.
Result<AwsCredentials> read_key_document(const Secret& body, const Secret& sent);

/// `CODE: MESSAGE` of a JSON refusal, fit for a screen; empty: there is none in it.
std::string refusal_in(const Secret& body, const Secret& sent);

/// The first line of a text from outside, fit for a screen.
std::string told(std::string_view text);

}  // namespace jada
