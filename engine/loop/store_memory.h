// What kinds remember, kept in the state through a connection of its own: at any time, from any thread.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "engine/ports/memory.h"

namespace jada {

/// The record in which it stands: `@memory.token.google`.
Address memory_address(const Address& resource);

/// Opens the state at the first use, and only once. When there is none, nothing is remembered and nothing can be kept.
class StoreMemory final : public Memory {
 public:
  using Open = std::function<Result<std::unique_ptr<Store>>(bool to_write)>;
  explicit StoreMemory(Open open) : open_(std::move(open)) {}

  Result<std::optional<std::string>> recall(const Address& resource) override;
  Result<Done> keep(const Address& resource, std::string json, Event event) override;

 private:
  Result<Store*> opened(bool to_write);

  Open open_;
  std::mutex mutex_{};
  std::unique_ptr<Store> store_{};  // under mutex_
  bool writable_ = false;
};

}  // namespace jada
