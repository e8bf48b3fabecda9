// The state in an SQLite file.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "state/open.h"
#include "state/sqlite/migrate.h"
#include "state/sqlite/sqlite_view.h"
#include "state/store_over.h"

namespace jada::state {

struct SqliteOptions {
  Schema schema = current_schema();
  std::chrono::milliseconds patience = kPatience;  ///< for another process's write
};

/// As open_store.
Result<std::unique_ptr<Store>> open_sqlite(const std::string& path, OpenMode mode, const SqliteOptions& options = {});

class SqliteStore final : public StoreOver<SqliteView> {
 public:
  using StoreOver::StoreOver;
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;
  ~SqliteStore() override;

  Result<Done> commit(const Batch& batch) override;
  Result<std::unique_ptr<StateView>> snapshot() const override;
  Result<Done> tidy() override;
  Result<Done> prune(const Retention& kept) override;
  Result<Done> backup(const std::string& path) const override;
  Result<std::vector<std::string>> check() const override;

 private:
  bool committed_durably_ = false;
};

}  // namespace jada::state
