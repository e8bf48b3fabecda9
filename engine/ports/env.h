// The closed list of what a kind may reach of the outside.
#pragma once

#include <atomic>
#include <string>

#include "engine/ports/clock.h"
#include "engine/ports/http.h"
#include "engine/ports/items.h"
#include "engine/ports/jobs.h"
#include "engine/ports/log.h"
#include "engine/ports/mail.h"
#include "engine/ports/memory.h"
#include "engine/ports/node.h"
#include "engine/ports/secrets.h"
#include "engine/ports/store.h"

namespace jada {

/// References only; every port is thread-safe.
struct Outside {
  const Clock& clock;
  Regions& regions;
  Http& http;
  Secrets& secrets;
  Memory& memory;
  Jobs& jobs;
  Mail& mail;
  Log& log;
  const std::string& node;  ///< our name among several machines
  const Node& machine;      ///< tells whether other processes live
  const ProcessIdentity& self;
  const std::atomic<bool>& stop;  ///< a person asked to stop: whatever takes long ends
};

/// What one call of a kind gets: the outside, and the state as the calling thread sees it.
struct Env : Outside {
  const StateView& state;
};

}  // namespace jada
