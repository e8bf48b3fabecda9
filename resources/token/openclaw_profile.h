// What is particular about profiles in OpenClaw's auth-profiles.json.
#pragma once

#include <optional>
#include <string_view>

#include "engine/base/result.h"
#include "resources/token/token_file.h"
#include "resources/token/token_members.h"

namespace jada {

/// Why the profile of `layout` holds no tokens to read: not there, of another type, or kept elsewhere.
std::optional<FlawFound> profile_flaw(std::string_view json, const TokenLayout& layout);

/// Whether marks stand in the place of the tokens of `content`; notes which and takes them out.
bool read_fence(TokenContent& content);

/// None, or why nothing may be written into the profile now (Code::conflict).
std::optional<Error> barred(std::string_view json, const TokenLayout& layout);

/// Makes the profile when it is not there and ends its cooldown, so that OpenClaw uses it at once.
void open_profile(MemberEdits&, const TokenLayout& layout);

/// `google` of `google:ops`.
std::string_view provider_of(std::string_view profile);

}  // namespace jada
