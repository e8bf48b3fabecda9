// What kinds remember, in memory.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/ports/memory.h"

namespace jada::test {

class PlainMemory final : public Memory {
 public:
  std::map<std::string, std::string> kept{};
  std::vector<Event> events{};
  std::optional<Error> fault{};
  Store* store = nullptr;  ///< where slots and notices go; none: they are written nowhere
  int recalled = 0;

  Result<std::optional<std::string>> recall(const Address& resource) override {
    const std::scoped_lock guard(mutex_);
    ++recalled;
    const auto found = kept.find(to_string(resource));
    return found == kept.end() ? std::optional<std::string>() : std::optional(found->second);
  }
  Result<Done> keep(const Address& resource, std::string json, Event event) override {
    const std::scoped_lock guard(mutex_);
    if (fault) return *fault;
    kept[to_string(resource)] = std::move(json);
    events.push_back(std::move(event));
    return Done{};
  }
  Result<Done> write(Batch batch) override {
    const std::scoped_lock guard(mutex_);
    if (fault) return *fault;
    if (store == nullptr) return Error{Code::unavailable, "there is no state"};
    const auto remembered = std::exchange(batch.put, {});
    auto done = store->commit(batch);
    if (!done) return done;
    for (const Record& record : remembered) kept[record.address.name] = record.observed;
    return done;
  }

 private:
  std::mutex mutex_{};
};

}  // namespace jada::test
