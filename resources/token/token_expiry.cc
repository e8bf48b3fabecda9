#include "resources/token/token_expiry.h"

#include <algorithm>

#include "engine/base/json_string.h"
#include "resources/token/time_spelling.h"

namespace jada {
namespace {

using Form = TimeSpelling::Form;

constexpr Names kLifetime{"expires_in", "expiresIn"};
constexpr Names kObtained{"obtained_at", "created_at", "iat"};

bool counts_milliseconds(TokenFormat format) { return format == TokenFormat::node || format == TokenFormat::openclaw; }

// Their programs compare with milliseconds whatever the size of the number.
std::optional<SpelledTime> read_as(TokenFormat format, std::string_view json) {
  auto read = read_time(json);
  if (read && read->at && counts_milliseconds(format) && read->spelling.form == Form::seconds) {
    read->at = Time{read->at->time_since_epoch() / 1000};
  }
  return read;
}

// google-auth cuts at the first point and knows no offset: it can read nothing but `2026-05-13T12:00:00Z`.
TimeSpelling spelling_for(TokenFormat format, std::optional<std::string_view> old) {
  if (format == TokenFormat::google) return {.form = Form::calendar};
  if (counts_milliseconds(format)) return {.form = Form::milliseconds};
  const auto read = old ? read_time(*old) : std::nullopt;
  return read ? read->spelling : TimeSpelling{};
}

// A length of time in seconds, as a number or a string of one.
std::optional<Duration> read_lifetime(std::string_view json) {
  const auto read = read_time(json);
  if (!read || !read->at || read->spelling.form != Form::seconds) return std::nullopt;
  return read->at->time_since_epoch();
}

std::optional<std::string_view> first_value(const Members& members, const Names& names) {
  for (const std::string_view name : listed(names)) {
    const auto json = members.at(name);
    if (json && *json != "null") return json;
  }
  return std::nullopt;
}

ReadExpiry read_relative(const Members& members, Time modified_at) {
  const auto json = first_value(members, kLifetime);
  if (!json) return {};
  const auto lifetime = read_lifetime(*json);
  if (!lifetime) return {.is_sure = false};
  const auto obtained = first_value(members, kObtained);
  const auto from = obtained ? read_time(*obtained) : std::nullopt;
  if (!from || !from->at) return {.at = modified_at + *lifetime, .is_sure = false};
  return {.at = *from->at + *lifetime, .is_sure = from->is_sure};
}

// Returns whether there was one.
bool put_relative(MemberEdits& edits, Time expires_at, Time received_at) {
  bool any = false;
  for (const std::string_view name : listed(kLifetime)) {
    const auto old = edits.members().at(name);
    if (!old) continue;
    any = true;
    const auto spelling = spelling_for(TokenFormat::plain, *old);
    const Duration left = std::max(expires_at - received_at, Duration{0});
    edits.put(name, spelled(Time{left}, {.quoted = spelling.quoted}));
  }
  for (const std::string_view name : listed(kObtained)) {
    const auto old = edits.members().at(name);
    if (any && old) edits.put(name, spelled(received_at, spelling_for(TokenFormat::plain, *old)));
  }
  return any;
}

}  // namespace

ReadExpiry read_expiry(const Members& members, TokenFormat format, Time modified_at) {
  bool is_sure = true;
  for (const std::string_view name : listed(names_of(format).expiry)) {
    const auto json = members.at(name);
    if (!json || *json == "null") continue;
    const auto read = read_as(format, *json);
    if (read) return {.at = read->at, .is_sure = read->is_sure};
    is_sure = false;
  }
  if (format == TokenFormat::plain) {
    const ReadExpiry relative = read_relative(members, modified_at);
    return {.at = relative.at, .is_sure = is_sure && relative.is_sure};
  }
  return {.is_sure = is_sure};
}

void put_expiry(MemberEdits& edits, TokenFormat format, Time expires_at, Time received_at) {
  const auto names = listed(names_of(format).expiry);
  bool any = format == TokenFormat::plain && put_relative(edits, expires_at, received_at);
  for (const std::string_view name : names) {
    const auto old = edits.members().at(name);
    if (!old) continue;
    edits.put(name, spelled(expires_at, spelling_for(format, *old)));
    any = true;
  }
  if (!any && !names.empty()) edits.put(names.front(), spelled(expires_at, spelling_for(format, std::nullopt)));
}

}  // namespace jada
