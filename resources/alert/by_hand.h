// What a person does about an alert: what is to be written then, in one commit.
#pragma once

#include <string>

#include "engine/ports/store.h"

namespace jada {

/// Who does it, why, and when.
struct Hand {
  std::string who{};
  std::string why{};  ///< may be empty
  Time now{};
};

/// Somebody looks after it. invalid: it does not fire. An empty Batch: somebody did so before.
Result<Batch> acknowledge(const AlertRecord&, const Hand&);
/// invalid: it does not fire.
Result<Batch> silence(const AlertRecord&, Time until, const Hand&);
/// It is over; whoever was told that it began is told. invalid: it is over already.
Result<Batch> close(const AlertRecord&, const Hand&);

}  // namespace jada
