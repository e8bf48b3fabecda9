// Who we are, as Linux tells it.
#pragma once

#include "engine/ports/node.h"

namespace jada {

class PosixNode final : public Node {
 public:
  /// The machine's name; cheaper than self(), which asks the kernel for more.
  std::string host() const;
  ProcessIdentity self() const override;
  std::string actor() const override;
  bool surely_dead(const ProcessIdentity&) const override;
  bool surely_alive(const ProcessIdentity&) const override;
};

}  // namespace jada
