// A machine whose processes a test declares dead.
#pragma once

#include <set>

#include "engine/ports/node.h"

namespace jada::test {

class FakeNode final : public Node {
 public:
  ProcessIdentity self() const override { return {.host = "ci-7", .boot_id = "boot-1", .pid = pid, .started = 100}; }
  std::string actor() const override { return "ann"; }
  bool surely_dead(const ProcessIdentity& process) const override { return dead.contains(process.pid); }

  bool surely_alive(const ProcessIdentity& process) const override { return alive.contains(process.pid); }

  std::int64_t pid = 4242;
  std::set<std::int64_t> dead{};
  std::set<std::int64_t> alive{};
};

}  // namespace jada::test
