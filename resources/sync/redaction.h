// What a program said, fit to be kept and shown.
#pragma once

#include <span>
#include <string>

#include "engine/base/secret.h"
#include "engine/ports/jobs.h"

namespace jada {

/// Head and tail as one text, with a line between them that tells how many bytes were left out. `…` stands in the place
/// of every known secret in every spelling (mask.h), of what looks like one (bearer tokens, Google's access and refresh
/// tokens and client secrets, Slack's tokens and hooks, JSON Web Tokens, private keys), and of what at a cut may be the
/// rest of one. To be done before it is shortened further.
std::string redacted(const JobOutput& output, std::span<const Secret> secrets);

}  // namespace jada
