#include "engine/loop/store_memory.h"

namespace jada {

Address memory_address(const Address& resource) { return {.kind = "@memory", .name = to_string(resource)}; }

Result<Store*> StoreMemory::opened(bool to_write) {
  if (!store_ || (to_write && !writable_)) {
    auto store = open_(to_write);
    if (!store) return store.error();
    store_ = std::move(*store);
    writable_ = to_write;
  }
  return store_.get();
}

Result<std::optional<std::string>> StoreMemory::recall(const Address& resource) {
  const std::scoped_lock guard(mutex_);
  const auto store = opened(false);
  if (!store && store.error().code == Code::missing) return std::optional<std::string>();
  if (!store) return store.error();
  auto record = (*store)->find(memory_address(resource));
  if (!record) return record.error();
  if (!*record) return std::optional<std::string>();
  return std::optional(std::move((*record)->observed));
}

Result<Done> StoreMemory::keep(const Address& resource, std::string json, Event event) {
  const std::scoped_lock guard(mutex_);
  const auto store = opened(true);
  if (!store) return store.error();
  Record record{.address = memory_address(resource)};
  const auto known = (*store)->find(record.address);
  if (!known) return known.error();
  if (*known) record.revision = (*known)->revision;
  record.observed = std::move(json);
  record.observed_at = event.at;
  Batch batch;
  batch.put.push_back(std::move(record));
  batch.events.push_back(std::move(event));
  return (*store)->commit(batch);
}

}  // namespace jada
