// A rule: what in the state is worth telling a person, how long it must last, and who is told of it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/kind/kind.h"
#include "resources/alert/episode.h"
#include "resources/alert/subject.h"
#include "resources/apis/notice.h"

namespace jada {

struct Alert {
  static constexpr std::string_view name = "alert";
  static constexpr Stage stage = Stage::alerts;

  /// What it looks for; each rule has exactly one.
  enum class When { failures, stale, expiring, drifted, sql };

  struct Spec {
    Address address{};
    std::vector<std::string> watch{"*"};  ///< address globs
    std::vector<std::string> except{};    ///< address globs that a declared rule of the same condition watches
    When when = When::failures;
    int failures = 3;                  ///< in a row
    std::optional<Duration> length{};  ///< of stale, expiring and drifted; none: as each subject says of itself
    std::string sql{};                 ///< each row is a subject
    bool is_permanent_now = true;      ///< what waiting will not mend waits for no count and no `for`
    AlertTiming timing{};
    Notice::Severity severity = Notice::Severity::error;
    std::vector<Address> notify{};
    std::vector<Address> escalate_to{};

    /// Alerts and channels only where a glob names the kind.
    bool watches(const Address&) const;
  };

  /// What a rule in SQL answered in one row.
  struct Row {
    std::string subject{};
    std::vector<std::string> texts{};  ///< of the other columns: `count: 3`
  };

  /// Of what depends on the subject of an open alert, or of that itself: how many slots came to nothing since it began.
  struct Harm {
    std::string address{};
    std::size_t blocked = 0;
    std::size_t missed = 0;
  };

  struct Observed {
    std::string node{};
    bool is_held = false;                    ///< the rule is suspended, or its past is wound up: nothing is concluded
    std::vector<Subject> subjects{};         ///< all resources of the state, ascending
    std::vector<AlertRecord> book{};         ///< of this rule, and of rules that are gone where this one inherits them
    std::set<std::string> told_by_others{};  ///< subjects of which another rule has told
    std::map<std::string, std::vector<Harm>> harm{};  ///< by alert id
    bool was_asked = false;                           ///< the rule's SQL
    std::vector<Row> rows{};
    std::string trouble{};  ///< why the SQL was not answered
    int failures = 0;       ///< of the SQL, in a row, up to the last look
  };

  static Spec parse(Reader&);
  static std::vector<std::string> replicas(const Spec&);
  /// None: a dead channel must not hold alerts back.
  static std::vector<Address> needs(const Spec&);
  static bool remote(const Spec&);
  /// `alert.failing` and `alert.stale`, over what no declared rule of the same condition watches.
  static std::vector<std::pair<Address, Spec>> implied(std::span<const std::pair<Address, const Resource*>> declared);
  static Result<Observed> observe(const Spec&, const Look&, Env&);
  static Verdict diff(const Spec&, const std::vector<ReplicaSight<Observed>>&, Time now);
  static std::vector<Outcome> apply(const Spec&, Changes, Env&);
};

}  // namespace jada
