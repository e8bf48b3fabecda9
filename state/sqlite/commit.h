// Writing one batch into SQLite, inside a transaction of the caller's.
#pragma once

#include <string_view>

#include "engine/ports/store.h"
#include "state/sqlite/connection.h"

namespace jada::state {

/// Throws SQLite::Exception; after an Error or an exception the caller rolls back.
class Commit {
 public:
  explicit Commit(Connection& connection) : connection_(connection) {}

  Result<Done> write(const Batch& batch);

 private:
  Result<Done> turn(const Batch& batch);
  Result<Done> forget(const Address& address);
  Result<Done> put(const Record& record);
  Result<Done> put(const ItemBatch& batch);
  bool put(std::int64_t replica, const ItemRecord& item);
  void put(const BodyBatch& batch);
  void put(const DriftBatch& batch);
  void put(const ChangeLog& change);
  void put(const Event& event);
  Result<Done> put(const Slot& slot);
  Result<Done> put(const AlertRecord& alert);
  Result<Done> put(const NoticeRecord& notice);
  void put(const Blob& blob);

  /// The row of a resource or replica, made (revision 0) when absent.
  std::int64_t row_of(const Address& address);

  Connection& connection_;
};

}  // namespace jada::state
