// Reading the state from SQLite.
#pragma once

#include "engine/ports/store.h"
#include "state/sqlite/connection.h"

namespace jada::state {

class SqliteView final : public StateView {
 public:
  SqliteView(Connection connection, int schema_version);

  Result<StateIdentity> identity() const override;
  Result<std::optional<Record>> find(const Address& address) const override;
  Result<std::vector<Record>> list(std::string_view kind) const override;
  Result<Done> each_item(const Address& resource_and_replica,
                         const std::function<bool(const ItemRecord&)>& visit) const override;
  Result<std::optional<ItemRecord>> find_item(const Address& full) const override;
  Result<std::int64_t> count_applied(const Address& resource) const override;
  Result<std::vector<std::optional<std::string>>> bodies(const Address& resource,
                                                         std::span<const BodyKey> wanted) const override;
  Result<std::vector<DriftRow>> drift(const Address& resource) const override;
  Result<std::optional<std::string>> blob(const std::string& name) const override;
  Result<std::vector<Event>> events(const std::string& address, std::size_t limit) const override;
  Result<std::vector<Slot>> slots(const Address& schedule, const SlotQuery& wanted) const override;
  Result<std::vector<AlertRecord>> alerts(std::string_view rule) const override;
  Result<std::vector<NoticeRecord>> waiting_notices(const Address& channel, std::size_t limit) const override;
  Result<std::optional<NoticeRecord>> find_notice(const std::string& id) const override;
  Result<TextRows> rows(const std::string& sql, Duration limit, std::size_t most) const override;

  Connection& connection() const { return *connection_; }
  int schema_version() const { return schema_version_; }

 private:
  std::unique_ptr<Connection> connection_;
  int schema_version_;
};

}  // namespace jada::state
