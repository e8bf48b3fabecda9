// A store that hands every call on to another: to be overridden where a test interferes.
#pragma once

#include "engine/ports/store.h"

namespace jada::test {

class ForwardingStore : public Store {
 public:
  explicit ForwardingStore(Store& inner) : inner_(inner) {}

  Result<Done> commit(const Batch& batch) override { return inner_.commit(batch); }
  Result<StateIdentity> identity() const override { return inner_.identity(); }
  Result<std::optional<Record>> find(const Address& address) const override { return inner_.find(address); }
  Result<std::vector<Record>> list(std::string_view kind) const override { return inner_.list(kind); }
  Result<Done> each_item(const Address& place, const std::function<bool(const ItemRecord&)>& visit) const override {
    return inner_.each_item(place, visit);
  }
  Result<std::optional<ItemRecord>> find_item(const Address& full) const override { return inner_.find_item(full); }
  Result<std::int64_t> count_applied(const Address& resource) const override { return inner_.count_applied(resource); }
  Result<std::vector<std::optional<std::string>>> bodies(const Address& resource,
                                                         std::span<const BodyKey> wanted) const override {
    return inner_.bodies(resource, wanted);
  }
  Result<std::vector<DriftRow>> drift(const Address& resource) const override { return inner_.drift(resource); }
  Result<std::optional<std::string>> blob(const std::string& name) const override { return inner_.blob(name); }
  Result<std::vector<Event>> events(const std::string& address, std::size_t limit) const override {
    return inner_.events(address, limit);
  }
  Result<std::unique_ptr<StateView>> snapshot() const override { return inner_.snapshot(); }
  Result<Done> tidy() override { return inner_.tidy(); }
  Result<Done> backup(const std::string& path) const override { return inner_.backup(path); }
  Result<std::vector<std::string>> check() const override { return inner_.check(); }

 protected:
  Store& inner() { return inner_; }

 private:
  Store& inner_;
};

}  // namespace jada::test
