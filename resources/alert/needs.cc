#include "resources/alert/needs.h"

namespace jada {
namespace {

// All that can be reached from there, without it.
template <class Next>
std::set<std::string> reached(const std::string& start, Next next) {
  std::set<std::string> found;
  std::vector<std::string> open{start};
  while (!open.empty()) {
    const std::string at = std::move(open.back());
    open.pop_back();
    for (const std::string& one : next(at)) {
      if (one != start && found.insert(one).second) open.push_back(one);
    }
  }
  return found;
}

}  // namespace

Needs::Needs(const std::vector<Subject>& subjects) {
  for (const Subject& subject : subjects) {
    const std::string address = to_string(subject.address);
    subjects_[address] = &subject;
    for (const std::string& needed : subject.needs) needed_by_[needed].insert(address);
  }
}

std::vector<std::string> Needs::dependants_of(const std::string& address) const {
  const auto found = reached(address, [this](const std::string& at) {
    const auto its = needed_by_.find(at);
    return its == needed_by_.end() ? std::set<std::string>() : its->second;
  });
  return {found.begin(), found.end()};
}

bool Needs::explains(const std::string& needed, bool is_named) const {
  const auto found = subjects_.find(needed);
  if (found == subjects_.end()) return is_named;
  return !found->second->is_suspended && (is_named || found->second->is_in_trouble());
}

bool Needs::is_waiting(const Subject& subject) const {
  const std::string& named = subject.ailment.waits_for;
  if (!named.empty() && explains(named, true)) return true;
  const auto all = reached(to_string(subject.address), [this](const std::string& at) {
    const auto found = subjects_.find(at);
    return found == subjects_.end() ? std::vector<std::string>() : found->second->needs;
  });
  return std::any_of(all.begin(), all.end(), [this](const std::string& needed) { return explains(needed, false); });
}

}  // namespace jada
