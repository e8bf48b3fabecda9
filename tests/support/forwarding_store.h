// A store that hands every call on to another: to be overridden where a test interferes.
#pragma once

#include "state/store_over.h"

namespace jada::test {

class ForwardingStore : public state::StoreOver<Store&> {
 public:
  explicit ForwardingStore(Store& inner) : StoreOver(inner) {}

  Result<Done> commit(const Batch& batch) override { return view_.commit(batch); }
  Result<std::unique_ptr<StateView>> snapshot() const override { return view_.snapshot(); }
  Result<Done> tidy() override { return view_.tidy(); }
  Result<Done> prune(const Retention& kept) override { return view_.prune(kept); }
  Result<Done> backup(const std::string& path) const override { return view_.backup(path); }
  Result<std::vector<std::string>> check() const override { return view_.check(); }

 protected:
  Store& inner() { return view_; }
};

}  // namespace jada::test
