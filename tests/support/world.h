// A whole small world in memory: a file, regions, a state, a clock, a machine; and the verbs that act on it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/loop/cycle.h"
#include "engine/ports/progress.h"
#include "tests/support/fake_node.h"
#include "tests/support/fake_outside.h"
#include "tests/support/fake_regions.h"
#include "tests/support/faults.h"
#include "tests/support/memory_files.h"

namespace jada::test {

class QuietProgress final : public Progress {
 public:
  void begin(std::string_view, const std::map<std::string, std::size_t>&) override {}
  void advance(std::size_t steps, const std::string&) override { advanced += steps; }
  void end() override {}
  bool stop_requested() const override { return advanced >= stop_after; }

  std::atomic<std::size_t> advanced = 0;
  std::size_t stop_after = static_cast<std::size_t>(-1);
};

/// What a verb did, as a test asserts it.
struct Told {
  int exit_code = 0;
  std::vector<std::string>
      lines{};          ///< one per change: `+ roster.crew/ada@west create edit`, with its fields and holds
  std::string error{};  ///< an Error that ended the verb
  Plan plan{};
};

struct Flags {
  std::vector<std::string> allow{};
  std::vector<std::string> select{};
  bool detailed = false;
  bool stored_only = false;
  std::optional<Approval> approved{};
};

class World {
 public:
  World();

  /// The text of desired.toml from now on; `version = 1` is put before it.
  void declare(const std::string& toml);
  /// The faults of that text, a line each; empty when it is valid.
  std::vector<std::string> faults_of_file();
  Desired read();

  Told plan(const Flags& flags = {}) { return look("plan", flags); }
  Told drift(const Flags& flags = {}) { return look("drift", flags); }
  Told apply(const Flags& flags = {});

  /// The item as it is in a region, or `absent`.
  std::string item(const std::string& region, const std::string& table, const std::string& key);
  void put(const std::string& region, const std::string& table, const std::string& key, const std::string& item);

  FakeRegions regions{};
  FixedClock clock{};
  FakeOutside beside{clock};
  FakeNode node{};
  MemoryFiles files{};
  std::unique_ptr<Store> store;
  Faults faults{};
  QuietProgress progress{};

 private:
  Told look(const std::string& mode, const Flags& flags);
  static PlanRequest request_of(const std::string& mode, const Flags& flags);
  static Told tell(Plan plan);

  Batch compiled_{};
};

}  // namespace jada::test
