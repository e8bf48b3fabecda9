#include "engine/loop/store_memory.h"

#include <utility>

namespace jada {

Result<Store*> StoreMemory::opened(Connection& connection, bool to_write) {
  if (!connection.store) {
    auto store = open_(to_write);
    if (!store) return store.error();
    connection.store = std::move(*store);
  }
  return connection.store.get();
}

Result<std::optional<std::string>> StoreMemory::recall(const Address& resource) {
  const std::scoped_lock guard(to_read_.mutex);
  const auto store = opened(to_read_, false);
  if (!store && store.error().code == Code::missing) return std::optional<std::string>();
  if (!store) return store.error();
  auto record = (*store)->find(memory_address(resource));
  if (!record) return record.error();
  if (!*record) return std::optional<std::string>();
  return std::optional(std::move((*record)->observed));
}

Result<Done> StoreMemory::keep(const Address& resource, std::string json, Event event) {
  Record record{.address = memory_address(resource)};
  record.observed = std::move(json);
  record.observed_at = event.at;
  Batch batch;
  batch.put.push_back(std::move(record));
  batch.events.push_back(std::move(event));
  return take_turn(std::move(batch));
}

Result<Done> StoreMemory::write(Batch batch) { return take_turn(std::move(batch)); }

Result<Done> StoreMemory::take_turn(Batch batch) {
  Kept mine{.batch = std::move(batch)};
  std::unique_lock guard(turn_);
  waiting_.push_back(&mine);
  // Whoever comes while a commit is on its way to the disk is in the next one.
  while (!mine.outcome) {
    ended_.wait(guard, [&] { return mine.outcome || !is_committing_; });
    if (mine.outcome) break;
    is_committing_ = true;
    const auto together = std::exchange(waiting_, {});
    guard.unlock();
    commit(together);
    guard.lock();
    is_committing_ = false;
    ended_.notify_all();
  }
  return *mine.outcome;
}

// What one of them did wrong is not the others' fault.
void StoreMemory::commit(const std::vector<Kept*>& together) {
  const auto all = commit_at_once(together);
  for (Kept* one : together) {
    auto outcome = all || together.size() == 1 ? all : commit_at_once({one});
    const std::scoped_lock guard(turn_);
    one->outcome = std::move(outcome);
  }
}

Result<Done> StoreMemory::commit_at_once(const std::vector<Kept*>& together) {
  const std::scoped_lock guard(to_write_.mutex);
  const auto store = opened(to_write_, true);
  if (!store) return store.error();
  Batch all;
  for (const Kept* one : together) {
    for (Record record : one->batch.put) {
      const auto known = (*store)->find(record.address);
      if (!known) return known.error();
      if (*known) record.revision = (*known)->revision;
      all.put.push_back(std::move(record));
    }
    const auto add = [](auto& to, const auto& more) { to.insert(to.end(), more.begin(), more.end()); };
    add(all.events, one->batch.events);
    add(all.slots, one->batch.slots);
    add(all.notices, one->batch.notices);
  }
  return (*store)->commit(all);
}

}  // namespace jada
