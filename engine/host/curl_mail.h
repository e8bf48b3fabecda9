// Mail over SMTP by libcurl, which is loaded when the first mail is sent.
#pragma once

#include <memory>

#include "engine/ports/mail.h"

namespace jada {

class CurlPool;

class CurlMail final : public Mail {
 public:
  /// `roots`: a PEM file of the authorities to trust; empty: the system's.
  explicit CurlMail(std::string roots = {});
  ~CurlMail() override;

  Result<MailAnswer> send(const MailRequest& request) override;

 private:
  const std::string roots_;
  std::unique_ptr<CurlPool> pool_;
};

}  // namespace jada
