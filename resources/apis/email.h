// A notice as a mail (RFC 5322, RFC 2045, RFC 2047) that mail programs show as one thread for each alert.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/mail.h"
#include "resources/apis/delivery.h"
#include "resources/apis/notice.h"

namespace jada {

struct MailHeads {
  std::string from{};  ///< as is_mail_address
  std::vector<std::string> to{};
  std::string id{};  ///< of the notification: the same at every attempt
};

/// `name@host`, nothing around it and nothing in it that could end a header.
bool is_mail_address(std::string_view);

/// smtps:// or smtp:// and a host, perhaps with a port.
bool is_mail_server(std::string_view url);

/// `<fingerprint.seconds@instance>` of the first mail of an alert since it fired; later ones have the id's digest in
/// it.
std::string mail_id(const Notice&, std::string_view id);

/// Lines of at most 76 characters that end in CRLF, ASCII only: the text is quoted-printable, `most` bytes of it at
/// most. What a notice says can never become a header.
std::string email_text(const MailHeads&, const Notice&, Time now, std::size_t most);

/// 2xx is delivered, 4xx is tried again; 5xx is the fault of the login, of the message or else of the addresses.
Delivery read_mail_answer(const MailAnswer&);
Delivery read_mail_trouble(const Error&);

}  // namespace jada
