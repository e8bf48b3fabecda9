// What the end of a program means for its schedule.
#pragma once

#include <string>
#include <string_view>

#include "engine/ports/jobs.h"
#include "resources/apis/pattern.h"

namespace jada {

struct JobOutcome {
  enum class Class {
    ok,
    transient,  ///< the same may go well later
    permanent,  ///< not before somebody changes something
    timeout,
  };
  Class what = Class::ok;
  /// One word, stable: ran · failed · temporary_failure · not_permitted · misconfigured · timed_out · not_runnable ·
  /// program_missing · killed · stopped · not_started · output_matched
  std::string_view reason{};
  std::string detail{};  ///< for a person; nothing of the output; empty when it ran
};

/// By sysexits(3) and the shell: 0 ok; 75 and any other code that is not named here transient; 77, 78, 126, 127
/// permanent; 124, as timeout(1) has it, and a time of ours that was over timeout; 128+n and a signal transient; not
/// started permanent, but transient when the system had no room. An exit of 0 whose output matches `fail_if_output` is
/// transient: nothing says that it stays so. What was left out of the output is not searched.
JobOutcome outcome_of(const JobResult& result, const Pattern* fail_if_output);

}  // namespace jada
