// A mail server in a few lines: what it answers is a function of the mail.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "engine/ports/mail.h"

namespace jada::test {

class FakeMail final : public Mail {
 public:
  std::function<Result<MailAnswer>(const MailRequest&)> answer = [](const MailRequest&) -> Result<MailAnswer> {
    return MailAnswer{.code = 250};
  };
  /// Messages as they were sent.
  std::vector<std::string> sent{};

  Result<MailAnswer> send(const MailRequest& request) override {
    const std::scoped_lock guard(mutex_);
    sent.push_back(request.message);
    return answer(request);
  }

 private:
  std::mutex mutex_{};
};

}  // namespace jada::test
