#include "resources/token/token_shape.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/json_text.h"
#include "resources/token/token_members.h"

namespace jada {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kNothing = " \t\r\n\xef\xbb\xbf";  // blanks and a byte order mark
constexpr std::string_view kNoMembers = "{} \t\r\n\xef\xbb\xbf";

bool is_all_of(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

// After a crash a file can have its old length and nothing in its blocks.
bool is_all_zero(std::string_view text) { return is_all_of(text, std::string_view("\0", 1)); }

FlawFound not_json(std::string_view text) {
  const char second = text.size() > 1 ? text[1] : '\0';
  if (text.starts_with('\x80') && second >= 2 && second <= 5) {
    return {FileFlaw::not_json, "it is a Python pickle: have the program store `creds.to_json()` instead"};
  }
  const auto is_binary = [](char c) { return static_cast<unsigned char>(c) < 0x20 && kBlanks.find(c) == kBlanks.npos; };
  if (std::any_of(text.begin(), text.end(), is_binary)) {
    return {FileFlaw::not_json, "it is no text: an encrypted store, or another kind of file"};
  }
  return {.flaw = FileFlaw::not_json, .message = "it is not JSON", .is_rubbish = true};
}

struct KnownType {
  std::string_view type;
  FileFlaw flaw;
  std::string_view message;
};

// `type` members of files that hold no tokens to refresh.
constexpr KnownType kOtherTypes[] = {
    {"service_account", FileFlaw::key_file, "it is a service account's key: name it as `key_file`"},
    {"external_account", FileFlaw::wrong_shape, "it describes an external account and holds no refresh token"},
    {"external_account_authorized_user", FileFlaw::wrong_shape, "it is a workforce login: `gcloud` alone renews it"},
    {"impersonated_service_account", FileFlaw::wrong_shape, "it describes an impersonation and holds no tokens itself"},
    {"gdch_service_account", FileFlaw::wrong_shape, "it is a service identity of Distributed Cloud, not a token"},
};

std::optional<FlawFound> another_kind(Members& top) {
  if (top.has_object("installed") || top.has_object("web")) {
    return FlawFound{FileFlaw::client_file, "it is the file of an OAuth client, not of a token: name it as `client`"};
  }
  const Secret type = top.secret({"type"});
  for (const KnownType& known : kOtherTypes) {
    if (type.reveal() == known.type) return FlawFound{known.flaw, std::string(known.message)};
  }
  return std::nullopt;
}

std::optional<TokenFormat> told_by_members(Members& top) {
  if (top.has_object("profiles")) return TokenFormat::openclaw;
  if (top.has("token")) return TokenFormat::google;
  if (top.has("expiry_date")) return TokenFormat::node;
  if (top.has("access_token")) return TokenFormat::plain;
  if (!top.has("refresh_token")) return std::nullopt;
  if (top.text({"type"}) == "authorized_user") return TokenFormat::adc;
  return top.has("client_id") ? TokenFormat::google : TokenFormat::plain;
}

// A file of `format` has no member in which a program would look for an access token of another format.
bool is_foreign(TokenFormat format, const Members& top) {
  if (format == TokenFormat::adc) return top.has("token") || top.has("access_token");
  const auto& access = names_of(format).access;
  return !top.has_any(access) && (top.has("token") || top.has("access_token"));
}

FlawFound no_tokens(std::string_view json) {
  if (is_all_of(json, kNoMembers)) return {FileFlaw::blanked, "a program emptied it"};
  return {FileFlaw::wrong_shape, "it holds no tokens"};
}

FlawFound mismatch(TokenFormat declared, TokenFormat told, const Members& top) {
  const bool is_answer = declared == TokenFormat::google && !top.has("refresh_token");
  if (is_answer && told != TokenFormat::openclaw) {
    return {FileFlaw::no_refresh_token, "a program wrote the provider's answer over it: the refresh token is gone"};
  }
  return {FileFlaw::wrong_shape,
          fmt::format("its members are those of format = \"{}\", not of \"{}\"", word(told), word(declared))};
}

}  // namespace

std::string_view word(FileFlaw flaw) {
  switch (flaw) {
    case FileFlaw::empty: return "empty";
    case FileFlaw::truncated: return "truncated";
    case FileFlaw::trailing_bytes: return "trailing_bytes";
    case FileFlaw::blanked: return "blanked";
    case FileFlaw::no_refresh_token: return "no_refresh_token";
    case FileFlaw::duplicate_keys: return "duplicate_keys";
    case FileFlaw::client_file: return "client_file";
    case FileFlaw::key_file: return "key_file";
    case FileFlaw::not_json: return "not_json";
    case FileFlaw::no_such_profile: return "no_such_profile";
    case FileFlaw::wrong_shape: return "wrong_shape";
  }
  return "";
}

std::optional<FlawFound> damage(std::string_view text) {
  const auto fault = json_fault(text);
  if (!fault) return std::nullopt;
  if (is_all_of(text, kNothing) || is_all_zero(text)) return FlawFound{FileFlaw::empty, "it is empty"};
  const bool ends_in_zeros = fault->at < text.size() && is_all_zero(text.substr(fault->at));
  switch (fault->flaw) {
    case JsonFlaw::malformed:
      if (!ends_in_zeros) return not_json(text);
      [[fallthrough]];
    case JsonFlaw::cut_short: return FlawFound{FileFlaw::truncated, "it ends in the middle: a write was cut short"};
    case JsonFlaw::trailing:
      return FlawFound{FileFlaw::trailing_bytes,
                       "more follows the JSON object: a program wrote over a longer content without cutting it off",
                       Secret(std::string(text.substr(0, fault->at)))};
    case JsonFlaw::no_object:
      return FlawFound{.flaw = FileFlaw::wrong_shape, .message = "it is JSON, but no object", .is_rubbish = true};
    case JsonFlaw::twice: return FlawFound{FileFlaw::duplicate_keys, "a key stands twice in one object"};
    case JsonFlaw::too_deep: return FlawFound{FileFlaw::not_json, "its JSON is nested too deep"};
  }
  return FlawFound{};
}

std::variant<TokenFormat, FlawFound> format_of(std::string_view json, const TokenLayout& layout) {
  Members top(json);
  if (auto other = another_kind(top)) return std::move(*other);
  const auto told = told_by_members(top);
  const TokenFormat declared = layout.declared.value_or(TokenFormat::split);
  if (declared == TokenFormat::split && told) return *told;
  const bool needs_profiles = declared == TokenFormat::openclaw;
  const MemberNames& names = names_of(declared);
  if (needs_profiles && top.has_object("profiles")) return declared;
  const bool holds_some = top.has_any(names.access) || top.has_any(names.refresh);
  if (holds_some && !needs_profiles && !is_foreign(declared, top)) return declared;
  return told ? mismatch(declared, *told, top) : no_tokens(json);
}

}  // namespace jada
