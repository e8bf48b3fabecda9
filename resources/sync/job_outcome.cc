#include "resources/sync/job_outcome.h"

#include <fmt/format.h>
#include <string.h>

namespace jada {
namespace {

using Class = JobOutcome::Class;

// The names of signal numbers end before this.
constexpr int kSignals = 64;

JobOutcome killed(int signal) {
  const char* const name = sigabbrev_np(signal);
  return {Class::transient, "killed",
          name != nullptr ? fmt::format("killed by SIG{}", name) : fmt::format("killed by signal {}", signal)};
}

JobOutcome of_code(int code) {
  const auto told = [&](Class what, std::string_view reason, std::string_view meaning) {
    return JobOutcome{what, reason, fmt::format("exit {}{}", code, meaning)};
  };
  switch (code) {
    case 0: return {Class::ok, "ran", ""};
    case 75: return told(Class::transient, "temporary_failure", ": try again later");
    case 77: return told(Class::permanent, "not_permitted", ": no permission");
    case 78: return told(Class::permanent, "misconfigured", ": wrong configuration");
    case 124: return told(Class::timeout, "timed_out", ": timed out by itself");
    case 126: return told(Class::permanent, "not_runnable", ": found what cannot be run");
    case 127: return told(Class::permanent, "program_missing", ": found no program");
  }
  if (code > 128 && code <= 128 + kSignals) return killed(code - 128);
  return told(Class::transient, "failed", "");
}

bool is_found(const Pattern& pattern, const JobOutput& output) {
  if (output.left_out == 0) return pattern.is_found_in(output.head + output.tail);
  return pattern.is_found_in(output.head) || pattern.is_found_in(output.tail);
}

JobOutcome of_exit(const JobResult& result, const Pattern* fail_if_output) {
  if (result.number != 0 || fail_if_output == nullptr || !is_found(*fail_if_output, result.output)) {
    return of_code(result.number);
  }
  return {Class::transient, "output_matched", "exit 0, but the output matches fail_if_output"};
}

}  // namespace

JobOutcome outcome_of(const JobResult& result, const Pattern* fail_if_output) {
  switch (result.end) {
    case JobResult::End::exited: return of_exit(result, fail_if_output);
    case JobResult::End::signalled: return killed(result.number);
    case JobResult::End::timed_out: return {Class::timeout, "timed_out", "its time was over"};
    case JobResult::End::stopped: return {Class::transient, "stopped", "ended because we were to stop"};
    case JobResult::End::not_started: break;
  }
  const bool may_pass = result.trouble.code == Code::unavailable;
  return {may_pass ? Class::transient : Class::permanent, "not_started", result.trouble.message};
}

}  // namespace jada
