#include "engine/loop/work_queue.h"

#include <algorithm>

#include "engine/base/digest.h"

namespace jada {

using namespace std::chrono_literals;

Duration backoff(int failures, const Address& address) {
  const Duration whole = std::min<Duration>(10s * (1 << std::clamp(failures - 1, 0, 6)), 5min);
  const auto share = digest_of(to_string(address), static_cast<std::uint64_t>(failures)) % 1000;
  return whole / 2 + whole / 2 * static_cast<std::int64_t>(share) / 1000;
}

void WorkQueue::declare(const Desired& desired, Time now) {
  std::map<Address, Entry> entries;
  for (const Declared& declared : desired.resources) {
    const auto known = entries_.find(declared.address);
    Entry entry = known == entries_.end() ? Entry{.due_at = now} : std::move(known->second);
    entry.stage = declared.stage;
    entry.is_remote = declared.resource->remote();
    entries.emplace(declared.address, std::move(entry));
  }
  entries_ = std::move(entries);
}

std::set<Address> WorkQueue::due(Stage stage, Time now) const {
  std::set<Address> found;
  for (const auto& [address, entry] : entries_) {
    if (entry.stage == stage && entry.may_be_looked_at() && entry.due_at <= now) found.insert(address);
  }
  return found;
}

std::optional<Time> WorkQueue::oldest_due(Stage stage, Time now) const {
  std::optional<Time> oldest;
  for (const auto& [address, entry] : entries_) {
    if (entry.stage != stage || !entry.may_be_looked_at() || entry.due_at > now) continue;
    oldest = oldest ? std::min(*oldest, entry.due_at) : entry.due_at;
  }
  return oldest;
}

void WorkQueue::restart(Time now) {
  for (auto& [address, entry] : entries_) {
    entry.due_at = now;
    entry.act_at.reset();
  }
}

std::set<Address> WorkQueue::held_back(Time now) const {
  std::set<Address> found;
  for (const auto& [address, entry] : entries_) {
    if (entry.act_at && *entry.act_at > now) found.insert(address);
  }
  return found;
}

std::optional<Time> WorkQueue::next_due() const {
  std::optional<Time> next;
  for (const auto& [address, entry] : entries_) {
    if (entry.may_be_looked_at()) next = next ? std::min(*next, entry.due_at) : entry.due_at;
  }
  return next;
}

void WorkQueue::make_due(const Address& address, Time at) {
  const auto entry = entries_.find(address);
  if (entry != entries_.end()) entry->second.due_at = std::min(entry->second.due_at, at);
}

void WorkQueue::make_due(Stage stage, Time at) {
  for (auto& [address, entry] : entries_) {
    if (entry.stage == stage) entry.due_at = std::min(entry.due_at, at);
  }
}

void WorkQueue::set_busy(const Address& address, bool is_busy) {
  const auto entry = entries_.find(address);
  if (entry != entries_.end()) entry->second.is_busy = is_busy;
}

bool WorkQueue::is_busy(const Address& address) const {
  const auto entry = entries_.find(address);
  return entry != entries_.end() && entry->second.is_busy;
}

std::size_t WorkQueue::busy(Stage stage) const {
  return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), [&](const auto& entry) {
    return entry.second.stage == stage && entry.second.is_busy;
  }));
}

bool WorkQueue::learn(const Address& address, const Looked& looked, const Pace& pace, Time now) {
  const auto found = entries_.find(address);
  if (found == entries_.end()) return false;
  Entry& entry = found->second;
  if (looked.has_failed) {
    ++entry.failures;
    entry.act_at = now + backoff(entry.failures, address);
  } else if (looked.was_tried) {
    entry.failures = 0;
    entry.act_at.reset();
  }
  entry.due_at = now + (entry.is_remote ? pace.remote : pace.local);
  const auto earlier = [&](const std::optional<Time>& at) {
    if (at && *at > now) entry.due_at = std::min(entry.due_at, *at);
  };
  earlier(looked.recheck_at);
  earlier(looked.retry_at);
  earlier(entry.act_at);
  // What was tried is looked at again at once: the look tells how it stands now.
  if (looked.is_left || looked.was_tried) entry.due_at = now;
  const bool is_news = entry.stands != looked.stands;
  entry.stands = looked.stands;
  return is_news || looked.was_tried;
}

}  // namespace jada
