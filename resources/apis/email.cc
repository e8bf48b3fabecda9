#include "resources/apis/email.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/address.h"
#include "engine/base/base64.h"
#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "resources/apis/notice_text.h"

namespace jada {
namespace {

constexpr std::size_t kMostOfLine = 76;
constexpr std::size_t kMostOfWord = 39;  // bytes that fit on a line as `Subject: =?utf-8?B?…?=`
constexpr std::string_view kService = "the mail server";

bool is_printable(char c) { return c >= ' ' && c <= '~'; }
bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

// Encoded words of whole characters, one a line (RFC 2047).
std::string encoded_words(std::string_view text) {
  std::string words;
  while (!text.empty()) {
    std::size_t size = std::min(kMostOfWord, text.size());
    while (size < text.size() && size > kMostOfWord - 4 && continues_character(text[size])) --size;
    words += fmt::format("{}=?utf-8?B?{}?=", words.empty() ? "" : "\r\n ", base64(text.substr(0, size)));
    text.remove_prefix(size);
  }
  return words;
}

std::string subject_of(const Notice& notice) {
  const std::string text = headline(notice, plain_cost);
  const bool is_plain = std::all_of(text.begin(), text.end(), is_printable) && text.find("=?") == text.npos &&
                        text.size() + std::string_view("Subject: ").size() <= kMostOfLine;
  return is_plain ? text : encoded_words(text);
}

// RFC 2045 §6.7: each line cut softly before it gets too long.
std::string quoted_printable(std::string_view text) {
  std::string lines;
  std::size_t used = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      lines += "\r\n";
      used = 0;
      continue;
    }
    const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n';
    const bool stands = is_printable(c) && c != '=' && !(c == ' ' && ends_line);
    const std::string written = stands ? std::string(1, c) : fmt::format("={:02X}", static_cast<unsigned char>(c));
    if (used + written.size() > kMostOfLine - 1) {
      lines += "=\r\n";
      used = 0;
    }
    lines += written;
    used += written.size();
  }
  return lines + "\r\n";
}

// What may stand in an id of a mail; anything else by its digest.
std::string atom(const std::string& text) {
  const bool is_atom = !text.empty() && text.size() <= 64 && text.find("..") == text.npos && text.front() != '.' &&
                       text.back() != '.' && std::all_of(text.begin(), text.end(), [](char c) {
                         return c == '.' || is_resource_name({&c, 1});
                       });
  return is_atom ? text : sha256_hex(text).substr(0, 16);
}

std::string first_id(const Notice& notice, std::string_view more) {
  const auto fired = std::chrono::floor<std::chrono::seconds>(notice.fired_at).time_since_epoch().count();
  return fmt::format("<{}.{}{}@{}>", atom(notice.fingerprint), fired, more, atom(notice.instance));
}

std::string addresses(const std::vector<std::string>& to) { return join(to, ",\r\n "); }

std::string date(Time at) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(std::chrono::floor<std::chrono::seconds>(at)));
}

Delivery::Fate fate_of(int code) {
  using enum Delivery::Fate;
  if (code >= 200 && code < 300) return delivered;
  if (code < 500) return retry;
  switch (code) {
    case 530:
    case 534:
    case 535:
    case 538: return wrong_key;
    case 552:
    case 554: return bad_payload;
    default: return dead_channel;
  }
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  constexpr std::string_view kNever = "<>(),;:\\\"[] ";
  return at != text.npos && at > 0 && at + 1 < text.size() && text.rfind('@') == at && text.size() <= 254 &&
         std::all_of(text.begin(), text.end(), is_printable) && text.find_first_of(kNever) == text.npos;
}

bool is_mail_server(std::string_view url) {
  const std::string_view host = url.substr(std::min(url.find("://") + 3, url.size()));
  return (url.starts_with("smtps://") || url.starts_with("smtp://")) && !host.empty() &&
         host.find_first_of("/?#@ ") == host.npos && std::all_of(host.begin(), host.end(), is_printable);
}

std::string mail_id(const Notice& notice, std::string_view id) {
  const bool is_first = notice.transition == Notice::Transition::fired;
  return first_id(notice, is_first ? "" : "." + sha256_hex(id).substr(0, 12));
}

std::string email_text(const MailHeads& heads, const Notice& notice, Time now, std::size_t most) {
  std::string text = fmt::format("From: {}\r\nTo: {}\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: {}\r\n", heads.from,
                                 addresses(heads.to), subject_of(notice), date(now), mail_id(notice, heads.id));
  if (notice.transition != Notice::Transition::fired)
    text += fmt::format("In-Reply-To: {0}\r\nReferences: {0}\r\n", first_id(notice, ""));
  text +=
      "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
  return text + quoted_printable(headline(notice, plain_cost) + "\n\n" + message(notice, most, plain_cost));
}

Delivery read_mail_answer(const MailAnswer& answer) {
  const Delivery::Fate fate = fate_of(answer.code);
  if (fate == Delivery::Fate::delivered) return {.fate = fate};
  if (fate != Delivery::Fate::retry) return refusal(fate, answer.code, kService);
  return {.fate = fate, .reason = fmt::format("{} answered {}: it cannot take messages now", kService, answer.code)};
}

Delivery read_mail_trouble(const Error& error) {
  const bool ours = error.code == Code::denied;
  return {.fate = ours ? Delivery::Fate::dead_channel : Delivery::Fate::retry,
          .reason = fmt::format("{} gave no answer: {}", kService, fitted(error.message, 200, plain_cost))};
}

}  // namespace jada
