// What kinds remember, kept in the state through a connection of its own: at any time, from any thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/ports/memory.h"

namespace jada {

/// What several threads keep at a time goes to the disk together. When
/// there is none, nothing is remembered and nothing can be kept.
class StoreMemory final : public Memory {
 public:
  using Open = std::function<Result<std::unique_ptr<Store>>(bool to_write)>;
  explicit StoreMemory(Open open) : open_(std::move(open)) {}

  Result<std::optional<std::string>> recall(const Address& resource) override;
  Result<Done> keep(const Address& resource, std::string json, Event event) override;
  Result<Done> write(Batch batch) override;

 private:
  struct Kept {
    Batch batch{};
    std::optional<Result<Done>> outcome{};  // under turn_
  };

  // Opened at the first use. Reading has a connection of its own: it need not wait for the disk.
  struct Connection {
    std::mutex mutex{};
    std::unique_ptr<Store> store{};  // under mutex
  };

  Result<Done> take_turn(Batch batch);
  Result<Store*> opened(Connection& connection, bool to_write);
  void commit(const std::vector<Kept*>& together);
  Result<Done> commit_at_once(const std::vector<Kept*>& together);

  Open open_;
  Connection to_write_{};  // closed last: only who may write can fold the log of the state away
  Connection to_read_{};

  std::mutex turn_{};
  std::condition_variable ended_{};
  std::vector<Kept*> waiting_{};  // under turn_
  bool is_committing_ = false;    // under turn_
};

}  // namespace jada
