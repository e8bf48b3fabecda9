// Stopping the world at the nth call to the outside: once (a blip), from then on (an outage), or after the call was
// carried out but before its answer came back (a lost answer).
#pragma once

#include <atomic>
#include <memory>
#include <ostream>

#include "engine/ports/items.h"
#include "tests/support/forwarding_store.h"

namespace jada::test {

class Faults {
 public:
  enum class Shape { blip, outage, lost_answer };

  void arm(int nth, Shape shape) {
    nth_ = nth;
    shape_ = shape;
    calls_ = 0;
  }
  void disarm() { nth_ = 0; }
  /// How often the outside was called since arm().
  int calls() const { return calls_; }

  /// Carries out `call`, which returns a Result, unless its turn has come to fail.
  template <class Call>
  auto through(Call call) -> decltype(call()) {
    const int number = ++calls_;
    const bool hit = nth_ != 0 && (shape_ == Shape::outage ? number >= nth_ : number == nth_);
    if (!hit) return call();
    if (shape_ == Shape::lost_answer) (void)call();
    return Error{Code::unavailable, "the world stopped"};
  }

 private:
  std::atomic<int> nth_ = 0;
  std::atomic<int> calls_ = 0;
  Shape shape_ = Shape::blip;
};

/// The name of a test case.
inline void PrintTo(Faults::Shape shape, std::ostream* out) {
  *out << (shape == Faults::Shape::blip ? "blip" : shape == Faults::Shape::outage ? "outage" : "lost_answer");
}

/// Another table with faults before it.
class FaultyTable final : public ItemTable {
 public:
  FaultyTable(std::unique_ptr<ItemTable> inner, Faults& faults) : inner_(std::move(inner)), faults_(faults) {}

  Result<std::string> version() override {
    return faults_.through([&] { return inner_->version(); });
  }
  Result<Done> scan(const std::function<void(std::string_view, std::string_view)>& visit) override {
    return faults_.through([&] { return inner_->scan(visit); });
  }
  Result<std::vector<std::optional<std::string>>> read(std::span<const std::string> keys) override {
    return faults_.through([&] { return inner_->read(keys); });
  }
  Result<std::vector<WriteOutcome>> write(std::span<const ItemWrite> writes) override {
    auto answer = faults_.through([&] { return inner_->write(writes); });
    if (answer) return answer;
    // The port promises an Error only when nothing was written; a lost answer is unknown, item by item.
    return std::vector<WriteOutcome>(writes.size(), {WriteFate::unknown, answer.error()});
  }

 private:
  std::unique_ptr<ItemTable> inner_;
  Faults& faults_;
};

class FaultyRegions final : public Regions {
 public:
  FaultyRegions(Regions& inner, Faults& faults) : inner_(inner), faults_(faults) {}

  Seen<std::string> look(const RegionSettings& settings) override {
    auto seen = faults_.through([&]() -> Result<Seen<std::string>> { return inner_.look(settings); });
    return seen ? std::move(*seen) : Seen<std::string>(seen.error());
  }
  Result<Done> create(const RegionSettings& settings) override {
    return faults_.through([&] { return inner_.create(settings); });
  }
  Result<std::unique_ptr<ItemTable>> open(const RegionSettings& settings, const TablePlace& place) override {
    auto opened = faults_.through([&] { return inner_.open(settings, place); });
    if (!opened) return opened;
    return std::unique_ptr<ItemTable>(std::make_unique<FaultyTable>(std::move(*opened), faults_));
  }

 private:
  Regions& inner_;
  Faults& faults_;
};

/// A store whose commits can fail; reading is left alone.
class FaultyStore final : public ForwardingStore {
 public:
  FaultyStore(Store& inner, Faults& faults) : ForwardingStore(inner), faults_(faults) {}

  Result<Done> commit(const Batch& batch) override {
    return faults_.through([&] { return inner().commit(batch); });
  }

 private:
  Faults& faults_;
};

}  // namespace jada::test
