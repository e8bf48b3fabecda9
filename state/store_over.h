// A store that reads through a view it owns, so that a backend writes each read once for stores and snapshots.
#pragma once

#include <utility>

#include "engine/ports/store.h"

namespace jada::state {

/// View: a type that reads, or a reference to one that outlives this.
template <class View>
class StoreOver : public Store {
 public:
  explicit StoreOver(View view) : view_(std::forward<View>(view)) {}

  Result<StateIdentity> identity() const final { return view_.identity(); }
  Result<std::optional<Record>> find(const Address& address) const final { return view_.find(address); }
  Result<std::vector<Record>> list(std::string_view kind) const final { return view_.list(kind); }
  Result<Done> each_item(const Address& address, const std::function<bool(const ItemRecord&)>& visit) const final {
    return view_.each_item(address, visit);
  }
  Result<std::optional<ItemRecord>> find_item(const Address& full) const final { return view_.find_item(full); }
  Result<std::int64_t> count_applied(const Address& resource) const final { return view_.count_applied(resource); }
  Result<std::vector<std::optional<std::string>>> bodies(const Address& resource,
                                                         std::span<const BodyKey> wanted) const final {
    return view_.bodies(resource, wanted);
  }
  Result<std::vector<DriftRow>> drift(const Address& resource) const final { return view_.drift(resource); }
  Result<std::optional<std::string>> blob(const std::string& name) const final { return view_.blob(name); }
  Result<std::vector<Event>> events(const std::string& address, std::size_t limit) const final {
    return view_.events(address, limit);
  }
  Result<std::vector<Slot>> slots(const Address& schedule, const SlotQuery& wanted) const final {
    return view_.slots(schedule, wanted);
  }
  Result<std::vector<AlertRecord>> alerts(std::string_view rule) const final { return view_.alerts(rule); }
  Result<std::vector<NoticeRecord>> waiting_notices(const Address& channel, std::size_t limit) const final {
    return view_.waiting_notices(channel, limit);
  }
  Result<std::optional<NoticeRecord>> find_notice(const std::string& id) const final { return view_.find_notice(id); }
  Result<TextRows> rows(const std::string& sql, Duration limit, std::size_t most) const final {
    return view_.rows(sql, limit, most);
  }

 protected:
  View view_;
};

}  // namespace jada::state
