// What one look of a rule finds of all its subjects, and what that means for the alerts of the book.
#pragma once

#include <map>
#include <set>
#include <string>

#include "resources/alert/finding.h"
#include "resources/alert/needs.h"

namespace jada {

/// `spec` and `seen` must outlive it.
class Findings {
 public:
  Findings(const Alert::Spec& spec, const Alert::Observed& seen, Time now);

  /// By subject.
  const std::map<std::string, AlertFinding>& all() const { return found_; }
  /// Null: the alert is of another rule, or nothing is found of its subject.
  const AlertFinding* of(const AlertRecord&) const;
  Sign sign_of(const AlertRecord&) const;
  /// Whether a subject that has no alert yet is to have one.
  bool begins(const std::string& subject) const;
  /// Why it is over, or cannot be told: one sentence about an alert whose own finding does not hold now.
  std::string why_not(const AlertRecord&) const;

  const Needs& needs() const { return needs_; }

 private:
  void find_subjects(Time now);
  void find_rows();
  bool is_told_already(const std::string& subject) const;

  const Alert::Spec& spec_;
  const Alert::Observed& seen_;
  std::string rule_;
  Needs needs_;
  std::map<std::string, AlertFinding> found_{};
  std::set<std::string> waiting_{};                       // for something whose own alert tells of it
  Sign::Condition otherwise_ = Sign::Condition::removed;  // of what is not found
};

}  // namespace jada
