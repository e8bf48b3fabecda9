// A state in memory: for tests, and for planning where there is no state yet.
#pragma once

#include "state/memory/memory_view.h"
#include "state/store_over.h"

namespace jada::state {

/// Change logs are accepted and dropped: nothing reads them back but SQL.
class MemoryStore final : public StoreOver<MemoryView> {
 public:
  MemoryStore();

  Result<Done> commit(const Batch& batch) override;
  Result<std::unique_ptr<StateView>> snapshot() const override;
  Result<Done> tidy() override;
  Result<Done> prune(const Retention& kept) override;
  /// unavailable: there is no file to copy.
  Result<Done> backup(const std::string& path) const override;
  Result<std::vector<std::string>> check() const override;
};

}  // namespace jada::state
