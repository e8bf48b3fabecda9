// The part of the outside that a test of rosters and regions does not care about.
#pragma once

#include "tests/support/fake_beyond.h"
#include "tests/support/fake_http.h"
#include "tests/support/memory_secrets.h"
#include "tests/support/plain_memory.h"

namespace jada::test {

struct FakeOutside {
  explicit FakeOutside(const Clock& ours) : clock(ours) {}

  Outside with(Regions& regions) { return with(regions, secrets); }
  Outside with(Regions& regions, Secrets& files) { return beyond.with(regions, http, files, memory); }

  const Clock& clock;
  FakeHttp http{clock};
  MemorySecrets secrets{};
  PlainMemory memory{};
  FakeBeyond beyond{clock};
};

}  // namespace jada::test
