// A region: a place that holds tables of items. It is made when absent and never destroyed.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kind/kind.h"

namespace jada {

struct Region {
  static constexpr std::string_view name = "region";

  using Spec = RegionSettings;
  struct Observed {
    bool exists = false;
    std::string what{};  ///< a word on what is there: `SQLite file, 24 KiB`
  };

  static Spec parse(Reader&);
  static std::vector<std::string> replicas(const Spec&);
  static std::vector<Address> needs(const Spec&);
  static bool remote(const Spec&);
  static std::vector<std::string> claims(const Spec&);
  static Result<Observed> observe(const Spec&, const Look&, Env&);
  static Verdict diff(const Spec&, const std::vector<ReplicaSight<Observed>>&, Time now);
  static std::vector<Outcome> apply(const Spec&, Changes, Env&);
};

}  // namespace jada
