// Sorts the items of one replica into in step, in step but not recorded so, and apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/env.h"
#include "resources/roster/key_merge.h"
#include "resources/roster/roster.h"

namespace jada {

/// Fed once per key, ascending; asked for its conclusion at the end. Holds what is apart and a bounded number of items
/// whose texts are still to be compared, nothing else. Borrows all it is given.
class Examination {
 public:
  /// `table`: where the items are looked at; null: nowhere, the records tell.
  Examination(const Roster::Spec&, const Look&, const Env&, const ItemTable* table, std::uint64_t seed, Roster::Note);

  /// The item is there, with this text.
  void found(const Meeting&, std::string_view text);
  /// The item is not there.
  void absent(const Meeting&);
  /// The record tells what is there.
  void recalled(const Meeting&);

  /// Keys that `recalled` could not settle: the record says too little. Look at them and say `found` or `absent`.
  Result<std::vector<HeldMeeting>> unsettled();

  Result<Roster::Observed> conclude();

 private:
  // One item whose declared or applied text has to be fetched before it can be judged.
  struct Pending {
    HeldMeeting held;
    std::string text{};  // as scanned; unused when recalled
    std::optional<Digest> raw{};
    std::optional<Digest> kept_body{};  // to fetch: as observed when recalled, as applied for an item declared no more
    bool is_recalled = false;
  };

  void pend(Pending);
  void judge_all();
  void judge(const Pending&, std::optional<std::string> wanted, const std::optional<std::string>& kept);
  void judge_recalled(const Pending&, std::optional<std::string> wanted, const std::optional<std::string>& kept);
  bool was_looked_at(const Meeting&, const std::string& kept, const std::string& wanted) const;
  Result<std::string> seen_of(const Pending&, const std::optional<std::string>& wanted,
                              const std::optional<std::string>& kept) const;
  void judge_item(const Pending&, std::string seen, std::optional<std::string> wanted);
  void settle(const Meeting&, std::optional<Digest> raw, std::string_view body);
  void forget(const Meeting&);
  void spare_ours();
  Roster::Finding finding(Roster::Finding::Kind, const Meeting&) const;
  bool passes_over(const Meeting&) const;
  void fetch_missing_bodies();
  void write_note();

  const Roster::Spec& spec_;
  const Look& look_;
  const StateView& state_;
  const ItemTable* table_;
  Time now_;
  std::uint64_t seed_;
  Roster::Observed result_{};
  std::vector<Pending> pending_{};
  std::vector<HeldMeeting> unsettled_{};
  std::vector<std::string> ours_to_forget_{};
  bool renamed_ = false;      // the key attribute has another name than the items there had it under
  bool all_keyed_ = true;     // every declared item that is there has it under the name it has now
  bool any_there_ = false;    // at least one item is there
  bool clear_ = true;         // the records, as this look leaves them, tell all that was seen
  bool all_recorded_ = true;  // every item in step is recorded so, and as ours
  std::optional<Error> trouble_{};
};

}  // namespace jada
