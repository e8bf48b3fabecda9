// A sync: a program run on a schedule, once a slot, while what it needs can be used; each slot ends in the ledger.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kind/kind.h"
#include "resources/apis/pattern.h"
#include "resources/sync/schedule.h"

namespace jada {

struct Sync {
  static constexpr std::string_view name = "sync";
  static constexpr Stage stage = Stage::jobs;

  enum class Overlap { skip, buffer_one, kill_other };
  enum class CatchUp { one, none, all };

  struct Spec {
    Address address{};
    std::optional<Schedule> schedule{};  ///< none only where the block has a fault
    bool is_interval = false;            ///< `every`: the newest slot is due at first sight
    std::vector<std::string> argv{};
    std::string folder{};
    std::vector<Address> needs{};
    Duration timeout = std::chrono::minutes{5};
    Duration kill_grace = std::chrono::seconds{10};
    std::optional<Duration> fresh_within{};
    std::optional<Duration> start_deadline{};
    Overlap overlap = Overlap::skip;
    CatchUp catch_up = CatchUp::one;
    Duration catch_up_window = std::chrono::hours{24};
    int attempts = 1;
    Duration retry_interval = std::chrono::minutes{2};
    std::optional<Pattern> fail_if_output{};
  };

  /// What it needs, as the state tells of it.
  struct Need {
    Address address{};
    std::string unusable{};  ///< why; empty: it can be used
    std::string file{};
  };

  struct Observed {
    std::vector<Slot> recent{};  ///< not later than the look, newest first
    std::optional<Slot> newest_ok{};
    std::optional<Slot> open{};  ///< has not ended
    bool is_running = false;     ///< the open one: somebody runs it now
    std::vector<Need> needs{};
    std::optional<Time> first_seen_at{};
  };

  static Spec parse(Reader&);
  static std::vector<std::string> replicas(const Spec&);
  static std::vector<Address> needs(const Spec&);
  static bool remote(const Spec&);
  static Result<Observed> observe(const Spec&, const Look&, Env&);
  static Verdict diff(const Spec&, const std::vector<ReplicaSight<Observed>>&, Time now);
  static std::vector<Outcome> apply(const Spec&, Changes, Env&);

  /// What the state holds of it now; as observe.
  static Result<Observed> look(const Spec&, const std::optional<Record>& prior, Env&, Time now);
};

/// How old the newest success may be: declared, else two slots and the time of a run.
Duration freshness(const Sync::Spec&, Time now);

/// What became of an attempt to run it.
struct SyncRun {
  Slot slot{};      ///< as it stands in the ledger now
  Error trouble{};  ///< empty message: it was run, and the slot tells how it went
  bool was_run = false;
};

/// Begins a slot of its own now, whatever is due: `sync run`. conflict: it runs already.
Result<SyncRun> run_now(const Sync::Spec&, Env&);

}  // namespace jada
