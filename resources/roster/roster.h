// A roster: the same items kept in one or more regions. Only the attributes that desired.toml declares are ours.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kind/kind.h"

namespace jada {

struct Roster {
  static constexpr std::string_view name = "roster";
  static constexpr bool removable = true;

  /// What becomes of an item that is there and not declared.
  enum class OnExtra { report, remove, ignore };

  struct Spec {
    Address address{};
    std::string table{};
    std::string key{};  ///< the attribute that repeats the key inside each item
    std::vector<RegionSettings> replicas{};
    OnExtra on_extra = OnExtra::report;
    ItemSet items{};
    std::vector<std::string> files{};  ///< names of files, by Spot::file

    const RegionSettings* replica(std::string_view region) const;
    TablePlace place() const { return {table, key, replicas}; }
    Position source(std::size_t item) const;
  };

  /// One item that is not as declared.
  struct Finding {
    enum class Kind { missing, differs, extra, unreadable };
    Kind kind = Kind::missing;
    std::string key{};
    std::optional<std::size_t> item{};  ///< index into Spec::items; none: not declared
    std::optional<std::string> seen{};  ///< canonical JSON of the owned attributes
    std::optional<std::string> wanted{};
    std::int64_t revision = 0;
    std::optional<Digest> raw{};
    bool ours = false;    ///< we made it, or made it what it was
    std::string why{};    ///< unreadable: what is wrong with its text
    std::string unfit{};  ///< why the region could not keep it as it is wanted; empty: it could
  };

  /// What the record of a replica keeps of the last look, so that the next can be cheap.
  struct Note {
    std::string version{};        ///< token of the driver; empty: it could not vouch for one
    std::string settings{};       ///< digest of what else decides the outcome: table, key, place, on_extra
    std::string key{};            ///< the attribute that repeats the key in every declared item that is there
    std::string place{};          ///< digest of where the items are: table, driver, path
    std::optional<Time> since{};  ///< of the first look there, when the records may tell of another place before
    std::string looked_for{};     ///< digest of the whole declared set when the region was looked at
    std::string in_step_with{};   ///< digest of the whole declared set, when all of it was in step and recorded as ours
    std::size_t items = 0;
    std::size_t apart = 0;       ///< findings that have an item record; the records must agree with it to be used
    std::size_t unrecorded = 0;  ///< in step, but without a record so far
  };

  struct Observed {
    Note note{};
    std::vector<Finding> findings{};  ///< ascending by key
    ItemBatch settled{};
    BodyBatch settled_bodies{};
  };

  static Spec parse(Reader&);
  static std::vector<std::string> replicas(const Spec&);
  static std::vector<Address> needs(const Spec&);
  static bool remote(const Spec&);
  /// One transaction of a region, one read-back and one commit of the state each.
  static std::size_t batch(const Spec&);
  static std::vector<std::string> claims(const Spec&);
  static Result<std::optional<DeclaredItem>> item(const Spec&, std::string_view key, const StateView&);
  /// One pass in key order over what is declared, what is recorded and what is there.
  static Result<Observed> observe(const Spec&, const Look&, Env&);
  static Verdict diff(const Spec&, const std::vector<ReplicaSight<Observed>>&, Time now);
  /// Writes under conditions, then reads every touched item back: only what was seen to be as wanted is done.
  static std::vector<Outcome> apply(const Spec&, Changes, Env&);
};

}  // namespace jada
