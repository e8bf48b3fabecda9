// What is written into the state as events, said in the log as well.
#pragma once

#include <cstdint>

#include "engine/ports/log.h"
#include "engine/ports/store.h"

namespace jada {

class EventLog {
 public:
  EventLog(const StateView& state, Log& log) : state_(state), log_(log) {}
  /// What stands there by now was said by whoever wrote it.
  void begin();
  /// What came since, by whoever.
  void tell();

 private:
  const StateView& state_;
  Log& log_;
  std::int64_t told_ = 0;
};

}  // namespace jada
