// Who needs whom, as the state tells it: one trouble is told once, where it is.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "resources/alert/subject.h"

namespace jada {

class Needs {
 public:
  /// The subjects must outlive it.
  explicit Needs(const std::vector<Subject>& subjects);

  /// Addresses of all that need it, also by way of others; ascending.
  std::vector<std::string> dependants_of(const std::string& address) const;

  /// It waits for something that is in trouble, whose alert tells of both. What is suspended is told by nobody, so that
  /// nobody waits for it.
  bool is_waiting(const Subject&) const;

 private:
  bool explains(const std::string& needed, bool is_named) const;

  std::map<std::string, const Subject*> subjects_{};
  std::map<std::string, std::set<std::string>> needed_by_{};
};

}  // namespace jada
