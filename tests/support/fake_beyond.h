// The rest of the outside: programs, mail, log and machine, for tests that care about some other part of it.
#pragma once

#include <atomic>
#include <string>

#include "engine/ports/env.h"
#include "tests/support/fake_jobs.h"
#include "tests/support/fake_mail.h"
#include "tests/support/fake_node.h"
#include "tests/support/kept_log.h"

namespace jada::test {

struct FakeBeyond {
  explicit FakeBeyond(const Clock& ours) : clock(ours) {}

  Outside with(Regions& regions, Http& http, Secrets& secrets, Memory& memory) {
    return {clock, regions, http, secrets, memory, jobs, mail, log, node, machine, self, stop};
  }

  const Clock& clock;
  FakeJobs jobs{clock};
  FakeMail mail{};
  KeptLog log{};
  std::string node = "here";
  FakeNode machine{};
  ProcessIdentity self = machine.self();
  std::atomic<bool> stop = false;
};

}  // namespace jada::test
