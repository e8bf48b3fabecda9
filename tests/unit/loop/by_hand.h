// Plans and desired states made by hand, for tests of single steps of the loop.
#pragma once

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/digest.h"
#include "engine/kind/compare.h"
#include "engine/loop/desired.h"
#include "engine/loop/plan.h"

namespace jada::test {

inline Address at(const std::string& text) {
  auto address = parse_address(text);
  if (!address) throw std::invalid_argument(text);
  return *address;
}

/// A resource that only says what it refers to.
class Idle final : public Resource {
 public:
  explicit Idle(std::vector<Address> needs) : needs_(std::move(needs)) {}
  std::vector<std::string> replicas() const override { return {""}; }
  std::vector<Address> needs() const override { return needs_; }
  std::size_t batch() const override { return 1; }
  bool remote() const override { return false; }
  Result<std::unique_ptr<Sight>> observe(const Look&, Env&) const override {
    return Error{Code::internal, "not looked at"};
  }
  Verdict diff(std::vector<std::pair<std::string, Result<std::unique_ptr<Sight>>>>, Time) const override { return {}; }
  std::vector<Outcome> apply(Changes, Env&) const override { return {}; }

 private:
  std::vector<Address> needs_;
};

inline Declared declared(const std::string& address, Common common = {}, const std::vector<std::string>& needs = {}) {
  std::vector<Address> refers;
  for (const std::string& one : needs) refers.push_back(at(one));
  return {.address = at(address), .common = std::move(common), .resource = std::make_unique<Idle>(std::move(refers))};
}

template <class... Blocks>
Desired desired_of(Blocks... blocks) {
  Desired desired;
  (desired.resources.push_back(std::move(blocks)), ...);
  std::sort(desired.resources.begin(), desired.resources.end(),
            [](const Declared& a, const Declared& b) { return a.address < b.address; });
  return desired;
}

inline Change created(const std::string& address) {
  return {.address = at(address),
          .action = Action::create,
          .cause = Cause::edit,
          .reason = "absent",
          .wanted = R"({"role":"mate"})"};
}
inline Change updated(const std::string& address, Cause cause = Cause::edit) {
  Change change{.address = at(address),
                .action = Action::update,
                .cause = cause,
                .reason = "differs",
                .seen = R"({"role":"crew"})",
                .wanted = R"({"role":"mate"})",
                .applied = cause == Cause::drift ? R"({"role":"mate"})" : R"({"role":"crew"})"};
  change.edits = edits(change);
  return change;
}
/// Ours, unless `foreign`.
inline Change removed(const std::string& address, bool foreign = false) {
  Change change{.address = at(address), .action = Action::remove, .seen = R"({"role":"crew"})"};
  change.cause = foreign ? Cause::unmanaged : Cause::edit;
  change.reason = foreign ? "not_ours" : "removed_from_file";
  if (!foreign) change.applied = change.seen;
  return change;
}
inline Change reported(const std::string& address) {
  return {.address = at(address), .cause = Cause::unmanaged, .reason = "extra", .seen = R"({"role":"crew"})"};
}

inline Plan plan_of(std::vector<Change> changes) {
  std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.address < b.address; });
  Plan plan;
  plan.changes = std::move(changes);
  return plan;
}

inline Observation unknown_at(const std::string& address) {
  return {.address = at(address), .ok = false, .error = "the region does not answer"};
}
inline Observation seen_at(const std::string& address, std::size_t items = 0) {
  return {.address = at(address), .items = items};
}

/// Stores that `item` is ours as `applied`; returns the revision to compare with.
inline std::int64_t make_ours(Store& store, const std::string& item, const std::string& applied) {
  const Address address = at(item);
  const Digest digest = digest_of(applied, store.identity()->seed);
  Batch batch;
  batch.items = {{{address.kind, address.name, {}, address.replica}, {{.key = address.item, .applied = digest}}}};
  batch.bodies = {{address.resource(), {{address.item, digest, applied}}}};
  if (auto done = store.commit(batch); !done) throw std::runtime_error(done.error().message);
  return (*store.find_item(address))->revision;
}

}  // namespace jada::test
