#include "resources/apis/notice_json.h"

#include <array>

#include "engine/base/json_lenient.h"
#include "engine/base/json_or_null.h"

namespace jada {
namespace {

using Severity = Notice::Severity;
using Transition = Notice::Transition;

template <class Word, std::size_t count>
std::optional<Word> found(const std::array<Word, count>& words, std::string_view wanted) {
  for (const Word one : words) {
    if (word(one) == wanted) return one;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Transition> transition_of(std::string_view wanted) {
  return found(std::array{Transition::fired, Transition::repeated, Transition::escalated, Transition::resolved,
                          Transition::flapping, Transition::settled},
               wanted);
}

std::optional<Severity> severity_of(std::string_view wanted) {
  return found(std::array{Severity::info, Severity::warning, Severity::error, Severity::critical}, wanted);
}

std::string to_json(const Notice& notice) {
  return canonical(Json{{"transition", word(notice.transition)},
                        {"severity", word(notice.severity)},
                        {"title", notice.title},
                        {"body", notice.body},
                        {"subject", notice.subject},
                        {"rule", notice.rule},
                        {"instance", notice.instance},
                        {"fingerprint", notice.fingerprint},
                        {"opened_at", to_string(notice.opened_at)},
                        {"fired_at", to_string(notice.fired_at)},
                        {"resolved_at", or_null(notice.resolved_at)}});
}

Result<Notice> read_notice(std::string_view json) {
  const Error none{Code::invalid, "the text of a notice cannot be read"};
  const auto read = parse_json(json);
  if (!read || !read->is_object()) return none;
  const auto transition = transition_of(text_in(*read, "transition"));
  const auto severity = severity_of(text_in(*read, "severity"));
  if (!transition || !severity) return none;
  Notice notice{.transition = *transition, .severity = *severity, .title = text_in(*read, "title")};
  const auto body = read->find("body");
  if (body != read->end() && body->is_array()) {
    for (const Json& line : *body) {
      if (line.is_string()) notice.body.push_back(line.get<std::string>());
    }
  }
  notice.subject = text_in(*read, "subject");
  notice.rule = text_in(*read, "rule");
  notice.instance = text_in(*read, "instance");
  notice.fingerprint = text_in(*read, "fingerprint");
  notice.opened_at = time_in(*read, "opened_at").value_or(Time{});
  notice.fired_at = time_in(*read, "fired_at").value_or(Time{});
  notice.resolved_at = time_in(*read, "resolved_at");
  return notice;
}

}  // namespace jada
