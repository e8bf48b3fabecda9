#include <fmt/format.h>

#include <utility>

#include "engine/base/text.h"
#include "resources/roster/examination.h"
#include "resources/roster/known_items.h"
#include "resources/roster/note.h"
#include "resources/roster/roster.h"

namespace jada {
namespace {

using Observed = Roster::Observed;

// Past this many single reads a scan is the cheaper way to look.
constexpr std::size_t kMostReadBack = 1000;

// One look at one replica: what every way of looking needs.
class Looking {
 public:
  Looking(const Roster::Spec& spec, const Look& look, const Env& env, std::uint64_t seed, const RegionSettings& region)
      : spec_(spec), look_(look), env_(env), seed_(seed), region_(region), prior_(read_note(look.prior)) {
    since_ = has_moved() ? std::optional(env.clock.now()) : prior_.since;
  }

  Result<Observed> at_the_state();
  /// Where the region does not answer, the error says how much is waiting there.
  Result<Observed> at_the_region();

 private:
  Examination examination(Roster::Note note, const ItemTable* table) const {
    return Examination(spec_, look_, env_, table, seed_, std::move(note));
  }

  Roster::Note blank(std::string version) const {
    Roster::Note note = blank_note(spec_, region_, std::move(version));
    note.since = since_;
    if (!prior_.key.empty()) note.key = prior_.key;
    return note;
  }

  // The records tell of another place than the one that is looked at now.
  bool has_moved() const { return !prior_.place.empty() && prior_.place != blank_note(spec_, region_, {}).place; }

  // The items there may still have the key under another name, which no record tells.
  bool is_renamed() const { return !prior_.key.empty() && prior_.key != spec_.key; }

  // The last look found everything in step with just what is declared now, and nothing has moved since.
  bool proven(const Roster::Note& now) const {
    return prior_.settings == now.settings && prior_.in_step_with == text_of(spec_.items.digest());
  }
  Observed as_before() const {
    Observed seen{.note = prior_};
    seen.note.key = spec_.key;
    seen.settled.address = look_.address;
    seen.settled_bodies.resource = look_.address.resource();
    return seen;
  }

  void recall_all(const KnownItems& known, Examination& examination) const {
    KeyMerge merge(spec_.items, known);
    while (const auto meeting = merge.next_below(std::nullopt)) examination.recalled(*meeting);
  }

  Result<Observed> look_there();
  std::size_t behind() const;
  Result<std::optional<Observed>> by_records(const KnownItems& known, ItemTable& table, const Roster::Note& now) const;
  Result<Observed> by_scan(const KnownItems& known, ItemTable& table, const Roster::Note& now) const;

  const Roster::Spec& spec_;
  const Look& look_;
  const Env& env_;
  std::uint64_t seed_;
  const RegionSettings& region_;
  Roster::Note prior_;
  std::optional<Time> since_{};
};

Result<Observed> Looking::at_the_state() {
  if (!look_.prior || !look_.prior->observed_at || has_moved()) {
    return Error{Code::unavailable, "was never looked at; plan once without --no-observe"};
  }
  if (is_renamed()) {
    return Error{Code::unavailable, "was not looked at since the key attribute was renamed; plan without --no-observe"};
  }
  Roster::Note note = blank(prior_.version);
  if (proven(note)) return as_before();
  if (auto loaded = spec_.items.load(env_.state); !loaded) return loaded.error();
  const auto known = KnownItems::load(look_.address, env_.state, since_);
  if (!known) return known.error();
  note.looked_for = prior_.looked_for;
  auto look = examination(std::move(note), nullptr);
  recall_all(*known, look);
  const auto unsettled = look.unsettled();
  if (!unsettled) return unsettled.error();
  for (const HeldMeeting& held : *unsettled) {
    // Without a record an item was missing, or is declared since; unless some were in step and never recorded.
    const bool was_missing = held.known == nullptr && prior_.unrecorded == 0;
    if (!was_missing) {
      return Error{Code::unavailable,
                   fmt::format("the state does not tell {} was last seen; plan without --no-observe",
                               unsettled->size() == 1 ? "how " + printable(held.key)
                                                      : "how some items, " + printable(held.key) + " among them,")};
    }
    look.absent(held.meeting());
  }
  return look.conclude();
}

Result<Observed> Looking::at_the_region() {
  auto seen = look_there();
  if (seen) return seen;
  const std::size_t waiting = behind();
  if (waiting == 0) return seen;
  Error trouble = seen.error();
  trouble.message += fmt::format("; {} not known to be as declared there", counted(waiting, "item"));
  return trouble;
}

// By the records: of what was never seen there nothing is known.
std::size_t Looking::behind() const {
  const auto known = KnownItems::load(look_.address, env_.state, since_);
  if (!spec_.items.load(env_.state) || !known) return 0;
  KeyMerge merge(spec_.items, *known);
  std::size_t count = 0;
  while (const auto meeting = merge.next_below(std::nullopt)) {
    if (!meeting->declared) continue;
    const bool is_done = meeting->known != nullptr && meeting->known->applied == spec_.items.digest(*meeting->declared);
    count += is_done ? 0 : 1;
  }
  return count;
}

Result<Observed> Looking::look_there() {
  const auto table = env_.regions.open(region_, spec_.place());
  if (!table) return table.error();
  auto version = (*table)->version();  // before the scan it stands for
  if (!version) return version.error();
  const Roster::Note now = blank(*version);
  const bool unmoved = look_.trust_version && !is_renamed() && !version->empty() && prior_.version == *version &&
                       prior_.settings == now.settings;
  if (unmoved && proven(now)) return as_before();
  if (auto loaded = spec_.items.load(env_.state); !loaded) return loaded.error();
  const auto known = KnownItems::load(look_.address, env_.state, since_);
  if (!known) return known.error();
  // Records that do not add up to what was noted are not what was seen then; what was in step and never recorded may
  // have gone from the file since, and only a scan finds it.
  if (unmoved && prior_.unrecorded == 0 && known->apart() == prior_.apart) {
    auto seen = by_records(*known, **table, now);
    if (!seen) return seen.error();
    if (*seen) return std::move(**seen);
  }
  return by_scan(*known, **table, now);
}

// None when the records leave too much open.
Result<std::optional<Observed>> Looking::by_records(const KnownItems& known, ItemTable& table,
                                                    const Roster::Note& now) const {
  auto look = examination(now, &table);
  recall_all(known, look);
  const auto unsettled = look.unsettled();
  if (!unsettled) return unsettled.error();
  if (unsettled->size() > kMostReadBack) return std::optional<Observed>{};
  std::vector<std::string> keys;
  for (const HeldMeeting& held : *unsettled) keys.push_back(held.key);
  const auto items = keys.empty() ? std::vector<std::optional<std::string>>{} : table.read(keys);
  if (!items) return items.error();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto& item = (*items)[i];
    item ? look.found((*unsettled)[i].meeting(), *item) : look.absent((*unsettled)[i].meeting());
  }
  auto seen = look.conclude();
  if (!seen) return seen.error();
  return std::optional(std::move(*seen));
}

Result<Observed> Looking::by_scan(const KnownItems& known, ItemTable& table, const Roster::Note& now) const {
  auto look = examination(now, &table);
  KeyMerge merge(spec_.items, known);
  const auto scanned = table.scan([&](std::string_view key, std::string_view item) {
    while (const auto unseen = merge.next_below(key)) look.absent(*unseen);
    look.found(merge.take(key), item);
  });
  if (!scanned) return scanned.error();
  while (const auto unseen = merge.next_below(std::nullopt)) look.absent(*unseen);
  return look.conclude();
}

}  // namespace

Result<Observed> Roster::observe(const Spec& spec, const Look& look, Env& env) {
  const RegionSettings* region = spec.replica(look.address.replica);
  if (region == nullptr) return Error{Code::internal, "observes a replica it does not have"};
  const auto identity = env.state.identity();
  if (!identity) return identity.error();
  Looking looking(spec, look, env, identity->seed, *region);
  return look.stored_only ? looking.at_the_state() : looking.at_the_region();
}

}  // namespace jada
