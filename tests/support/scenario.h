// Stories as text: statements, then behind `----` what must have been told, up to a blank line.
#pragma once

#include <string>
#include <vector>

#include "tests/support/world.h"

namespace jada::test {

/// One stretch of a scenario file: statements and what they are to tell.
struct Stretch {
  int line = 0;  ///< of the first statement
  std::vector<std::string> statements{};
  std::vector<std::string> expected{};
};

std::vector<Stretch> parse_scenario(const std::string& text);

/// Statements:
///   declare                      the lines that follow, up to a lone `.`, are desired.toml
///   plan | drift | apply [FLAG]  a line per change, then `exit N`; flags: --detailed --stored --allow=X --select=X
///   --saved save                         keeps the plan that `plan` would show, for apply --saved put REGION TABLE KEY
///   JSON · drop REGION TABLE KEY · item REGION TABLE KEY down REGION · up REGION · advance TIME · suspend ADDRESS TIME
///   · resume ADDRESS fail N blip|outage|lost · mend   the Nth call to the outside from here on fails rows the drift
///   rows and the condition of every resource in the state
class Story {
 public:
  std::vector<std::string> tell(const Stretch&);

 private:
  void say(const std::string& statement, std::vector<std::string>& told);
  void act(const std::vector<std::string>& words, std::vector<std::string>& told);
  void touch(const std::vector<std::string>& words, std::vector<std::string>& told);
  void tell_rows(std::vector<std::string>& told);
  void suspend(const std::string& address, const std::string& length);

  World world_{};
  Approval saved_{};
};

}  // namespace jada::test
