// What is said by this machine: its log, its programs, its mail.
#include <fmt/format.h>

#include "engine/base/text.h"
#include "resources/apis/email.h"
#include "resources/apis/notice_text.h"
#include "resources/channel/sink.h"

namespace jada::sinks {
namespace {

constexpr int kTryLater = 75;                       // EX_TEMPFAIL of sysexits.h
constexpr std::size_t kMostOfVariable = 64 * 1024;  // a variable of a program is at most 128 KiB
constexpr std::size_t kMostOfMail = 256 * 1024;

LogLine::Level level_of(const Notice& notice) {
  if (is_over(notice)) return LogLine::Level::info;
  switch (notice.severity) {
    case Notice::Severity::info: return LogLine::Level::info;
    case Notice::Severity::warning: return LogLine::Level::warning;
    case Notice::Severity::error:
    case Notice::Severity::critical: return LogLine::Level::error;
  }
  return LogLine::Level::error;
}

std::vector<std::pair<std::string, std::string>> variables_of(const Letter& letter) {
  const Notice& notice = letter.notice;
  const auto text = [](std::string_view value) { return fitted(value, kMostOfVariable, plain_cost); };
  return {{"JADA_ALERT_ID", letter.id},
          {"JADA_ALERT_TRANSITION", std::string(word(notice.transition))},
          {"JADA_ALERT_SEVERITY", std::string(word(notice.severity))},
          {"JADA_ALERT_TITLE", text(notice.title)},
          {"JADA_ALERT_BODY", fitted_lines(notice.body, kMostOfVariable, plain_cost)},
          {"JADA_ALERT_SUBJECT", text(notice.subject)},
          {"JADA_ALERT_RULE", text(notice.rule)},
          {"JADA_ALERT_INSTANCE", text(notice.instance)},
          {"JADA_ALERT_FINGERPRINT", text(notice.fingerprint)},
          {"JADA_ALERT_FIRED_AT", to_string(notice.fired_at)},
          {"JADA_ALERT_RESOLVED_AT", notice.resolved_at ? to_string(*notice.resolved_at) : ""}};
}

// What the program says may hold secrets: it is not repeated.
Delivery read_end(const JobResult& result, Duration timeout) {
  using End = JobResult::End;
  const auto retry = [](std::string reason) { return Delivery{.reason = std::move(reason)}; };
  switch (result.end) {
    case End::exited:
      if (result.number == 0) return {.fate = Delivery::Fate::delivered};
      if (result.number == kTryLater) return retry("the program asks to be run later (exit code 75)");
      return retry(fmt::format("the program ended with exit code {}", result.number));
    case End::signalled: return retry(fmt::format("the program was ended by signal {}", result.number));
    case End::timed_out: return retry("the program did not end within " + about(timeout));
    case End::stopped: return retry("the program was stopped with us");
    case End::not_started: break;
  }
  const bool is_passing = result.trouble.code == Code::unavailable;
  return {.fate = is_passing ? Delivery::Fate::retry : Delivery::Fate::dead_channel,
          .reason = "the program cannot be started: " + fitted(result.trouble.message, 200, plain_cost)};
}

}  // namespace

Delivery log(const Outlet& outlet, std::span<const Letter> letters, Env& env) {
  const Notice& notice = letters.front().notice;
  env.log.say({.level = level_of(notice),
               .event = "alert." + std::string(word(notice.transition)),
               .message = headline(notice, plain_cost),
               .fields = {{"channel", to_string(outlet.spec.address)},
                          {"severity", std::string(word(notice.severity))},
                          {"subject", notice.subject},
                          {"rule", notice.rule},
                          {"fingerprint", notice.fingerprint},
                          {"body", fitted_lines(notice.body, kMostOfVariable, plain_cost)}}});
  return {.fate = Delivery::Fate::delivered};
}

Delivery command(const Outlet& outlet, std::span<const Letter> letters, Env& env) {
  const JobRequest request{
      .argv = outlet.spec.run, .variables = variables_of(letters.front()), .timeout = outlet.spec.timeout};
  return read_end(env.jobs.run(request, env.stop), outlet.spec.timeout);
}

Delivery email(const Outlet& outlet, std::span<const Letter> letters, Env& env) {
  const auto& [spec, url, topic, password, keys] = outlet;
  const Letter& letter = letters.front();
  const MailRequest request{.server = spec.servers.front(),
                            .user = spec.user,
                            .password = password.copy(),
                            .from = spec.from,
                            .to = spec.to,
                            .message = email_text({.from = spec.from, .to = spec.to, .id = letter.id}, letter.notice,
                                                  env.clock.now(), kMostOfMail),
                            .deadline = spec.timeout};
  const auto answer = env.mail.send(request);
  return answer ? read_mail_answer(*answer) : read_mail_trouble(answer.error());
}

}  // namespace jada::sinks
