#include "resources/roster/examination.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "engine/base/text.h"
#include "resources/roster/item_text.h"
#include "resources/roster/note.h"

namespace jada {
namespace {

using Finding = Roster::Finding;

// Texts fetched at a time.
constexpr std::size_t kTogether = 1024;

// An unreadable text is shown, but not at any length.
constexpr std::size_t kShown = 200;

// Absent items are known at once, others are judged in batches: their order is mended at the end.
template <class T, class KeyOf>
void in_order(std::vector<T>& parts, KeyOf key_of) {
  if (!std::ranges::is_sorted(parts, {}, key_of)) std::ranges::sort(parts, {}, key_of);
}

std::string kept_part(const std::string& text, const std::string& shape) {
  auto part = owned_text(text, shape);
  return part ? std::move(*part) : "{}";
}

}  // namespace

Examination::Examination(const Roster::Spec& spec, const Look& look, const Env& env, const ItemTable* table,
                         std::uint64_t seed, Roster::Note note)
    : spec_(spec), look_(look), state_(env.state), table_(table), now_(env.clock.now()), seed_(seed) {
  renamed_ = note.key != spec.key;
  result_.note = std::move(note);
  result_.settled.address = look.address;
  result_.settled_bodies.resource = look.address.resource();
}

// Not declared, and to be left out of sight.
bool Examination::passes_over(const Meeting& meeting) const {
  return !meeting.declared && spec_.on_extra == Roster::OnExtra::ignore;
}

Finding Examination::finding(Finding::Kind kind, const Meeting& meeting) const {
  Finding finding{.kind = kind, .key = std::string(meeting.key), .item = meeting.declared};
  if (meeting.known == nullptr) return finding;
  finding.revision = meeting.known->revision;
  finding.ours = meeting.known->applied.has_value();
  return finding;
}

void Examination::forget(const Meeting& meeting) {
  if (meeting.known == nullptr || look_.stored_only) return;
  clear_ = false;  // a look alone leaves the record as it is
  auto& forgotten = meeting.known->applied ? ours_to_forget_ : result_.settled.forget;
  forgotten.emplace_back(meeting.key);
}

// A region without a single item may be one whose file or table is gone: no reason to give up what we made.
void Examination::spare_ours() {
  if (any_there_) std::ranges::move(ours_to_forget_, std::back_inserter(result_.settled.forget));
  ours_to_forget_.clear();
}

void Examination::settle(const Meeting& meeting, std::optional<Digest> raw, std::string_view body) {
  all_recorded_ = false;
  if (look_.stored_only) return;  // what the state alone tells is nothing new to record
  const Digest digest = spec_.items.digest(*meeting.declared);
  const std::int64_t revision = meeting.known == nullptr ? 0 : meeting.known->revision;
  if (revision == 0) ++result_.note.unrecorded;
  result_.settled.put.push_back({.key = std::string(meeting.key),
                                 .revision = revision,
                                 .applied = digest,
                                 .observed = digest,
                                 .raw = raw,
                                 .status = ItemStatus::in_step,
                                 .verified_at = now_});
  const bool kept = meeting.known != nullptr && (meeting.known->applied == digest || meeting.known->observed == digest);
  if (!kept) result_.settled_bodies.put.push_back({std::string(meeting.key), digest, std::string(body)});
}

void Examination::found(const Meeting& meeting, std::string_view text) {
  if (trouble_) return;
  any_there_ = true;
  if (passes_over(meeting)) return forget(meeting);
  ++result_.note.items;
  const Digest raw = digest_of(text, seed_);
  const KnownItems::Item* known = meeting.known;
  const bool as_recorded = known != nullptr && known->raw == raw && known->status == ItemStatus::in_step;
  if (meeting.declared && as_recorded && !renamed_) {
    const Digest digest = spec_.items.digest(*meeting.declared);
    const bool as_declared = known->observed == digest;
    if (as_declared && known->applied != digest) settle(meeting, raw, {});
    if (as_declared) return;
  }
  Pending pending{.held = HeldMeeting(meeting), .text = std::string(text), .raw = raw};
  if (!meeting.declared && known != nullptr) pending.kept_body = known->applied;
  pend(std::move(pending));
}

void Examination::absent(const Meeting& meeting) {
  if (!meeting.declared) return forget(meeting);
  ++result_.note.items;
  result_.findings.push_back(finding(Finding::Kind::missing, meeting));
}

void Examination::recalled(const Meeting& meeting) {
  if (trouble_) return;
  const KnownItems::Item* known = meeting.known;
  if (known == nullptr || known->status == ItemStatus::unknown) {
    unsettled_.emplace_back(meeting);
    return;
  }
  if (!known->observed) return absent(meeting);
  any_there_ = true;
  if (passes_over(meeting)) return forget(meeting);
  if (meeting.declared && known->observed == spec_.items.digest(*meeting.declared)) {
    ++result_.note.items;
    const bool recorded = known->status == ItemStatus::in_step && known->applied == known->observed;
    if (!recorded) settle(meeting, known->raw, {});
    return;
  }
  // The kept text was cut to what was declared then, which may be other attributes.
  if (meeting.declared && !look_.stored_only) {
    unsettled_.emplace_back(meeting);
    return;
  }
  pend({.held = HeldMeeting(meeting), .raw = known->raw, .kept_body = known->observed, .is_recalled = true});
}

void Examination::pend(Pending pending) {
  pending_.push_back(std::move(pending));
  if (pending_.size() >= kTogether) judge_all();
}

void Examination::judge_all() {
  std::vector<std::size_t> declared;
  std::vector<StateView::BodyKey> kept_keys;
  for (const Pending& pending : pending_) {
    if (pending.held.declared) declared.push_back(*pending.held.declared);
    if (pending.kept_body) kept_keys.push_back({pending.held.key, *pending.kept_body});
  }
  auto wanted = desired_bodies(spec_.address, spec_.items, declared, state_);
  const auto kept = state_.bodies(spec_.address, kept_keys);
  if (!wanted || !kept) {
    trouble_ = wanted ? kept.error() : wanted.error();
    return;
  }
  auto next_wanted = wanted->begin();
  auto next_kept = kept->begin();
  for (const Pending& pending : pending_) {
    std::optional<std::string> wanted_text;
    if (pending.held.declared) wanted_text = std::move(*next_wanted++);
    const std::optional<std::string> kept_text = pending.kept_body ? *next_kept++ : std::nullopt;
    judge(pending, std::move(wanted_text), kept_text);
  }
  pending_.clear();
}

void Examination::judge(const Pending& pending, std::optional<std::string> wanted,
                        const std::optional<std::string>& kept) {
  if (pending.is_recalled) return judge_recalled(pending, std::move(wanted), kept);
  // Only after a rename: what somebody else makes of that attribute later is theirs.
  if (wanted && renamed_ && !has_key(pending.text, spec_.key, pending.held.key)) {
    all_keyed_ = false;
    wanted = with_key(*wanted, spec_.key, pending.held.key);
  }
  auto seen = seen_of(pending, wanted, kept);
  if (seen) return judge_item(pending, std::move(*seen), std::move(wanted));
  clear_ = false;
  Finding unreadable = finding(Finding::Kind::unreadable, pending.held.meeting());
  unreadable.why = seen.error().message;
  unreadable.raw = pending.raw;
  // An item that nobody declared is shown by its text alone, under the name of its column.
  if (!wanted) unreadable.seen = canonical(Json{{"item", pending.text.substr(0, kShown)}});
  unreadable.wanted = std::move(wanted);
  result_.findings.push_back(std::move(unreadable));
}

void Examination::judge_recalled(const Pending& pending, std::optional<std::string> wanted,
                                 const std::optional<std::string>& kept) {
  if (!kept) {
    unsettled_.push_back(pending.held);
    return;
  }
  ++result_.note.items;
  const Meeting meeting = pending.held.meeting();
  const std::string seen = wanted ? kept_part(*kept, *wanted) : *kept;
  if (wanted == seen) return settle(meeting, pending.raw, seen);
  if (wanted && !was_looked_at(meeting, *kept, *wanted)) {
    trouble_ = {Code::unavailable,
                fmt::format("some items, {} among them, were never looked at with the attributes they have now; "
                            "plan once without --no-observe",
                            printable(meeting.key))};
    return;
  }
  Finding apart = finding(wanted ? Finding::Kind::differs : Finding::Kind::extra, meeting);
  apart.seen = seen;
  apart.wanted = std::move(wanted);
  apart.raw = pending.raw;
  result_.findings.push_back(std::move(apart));
}

// Where an attribute is not in the kept text: it was looked for and absent, rather than not asked for.
bool Examination::was_looked_at(const Meeting& meeting, const std::string& kept, const std::string& wanted) const {
  if (result_.note.looked_for == text_of(spec_.items.digest())) return true;
  const bool as_applied = meeting.known->applied == spec_.items.digest(*meeting.declared);
  if (as_applied && meeting.known->status == ItemStatus::differs) return true;
  return speaks_of(kept, wanted);
}

// Of an item as scanned, what is compared and shown: what is declared; else what we made; else all but the key.
Result<std::string> Examination::seen_of(const Pending& pending, const std::optional<std::string>& wanted,
                                         const std::optional<std::string>& kept) const {
  if (wanted || kept) return owned_text(pending.text, wanted ? *wanted : *kept);
  auto item = read_item(pending.text);
  if (!item) return item.error();
  item->erase(spec_.key);
  return canonical(*item);
}

void Examination::judge_item(const Pending& pending, std::string seen, std::optional<std::string> wanted) {
  if (wanted == seen) return settle(pending.held.meeting(), pending.raw, seen);
  Finding apart = finding(wanted ? Finding::Kind::differs : Finding::Kind::extra, pending.held.meeting());
  apart.seen = std::move(seen);
  if (wanted && table_ != nullptr) apart.unfit = table_->unfit(pending.held.key, pending.text, *wanted);
  apart.wanted = std::move(wanted);
  apart.raw = pending.raw;
  result_.findings.push_back(std::move(apart));
}

Result<std::vector<HeldMeeting>> Examination::unsettled() {
  judge_all();
  if (trouble_) return *trouble_;
  return std::exchange(unsettled_, {});
}

void Examination::fetch_missing_bodies() {
  std::vector<std::size_t> declared;
  for (const Finding& finding : result_.findings) {
    if (finding.kind == Finding::Kind::missing) declared.push_back(*finding.item);
  }
  auto wanted = desired_bodies(spec_.address, spec_.items, declared, state_);
  if (!wanted) {
    trouble_ = wanted.error();
    return;
  }
  auto next = wanted->begin();
  for (Finding& finding : result_.findings) {
    if (finding.kind != Finding::Kind::missing) continue;
    if (table_ != nullptr) finding.unfit = table_->unfit(finding.key, {}, *next);
    finding.wanted = std::move(*next++);
  }
}

void Examination::write_note() {
  Roster::Note& note = result_.note;
  // A text that could not be read, an item that is gone: their records say nothing of it. They are looked at again.
  if (!clear_) note.version.clear();
  if (all_keyed_) note.key = spec_.key;
  const auto recorded = [](const Finding& finding) {
    return finding.kind != Finding::Kind::missing || finding.revision != 0;
  };
  note.apart = static_cast<std::size_t>(std::count_if(result_.findings.begin(), result_.findings.end(), recorded));
  if (result_.findings.empty() && all_recorded_) note.in_step_with = text_of(spec_.items.digest());
}

Result<Roster::Observed> Examination::conclude() {
  judge_all();
  spare_ours();
  const auto key_of = [](const auto& part) -> const std::string& { return part.key; };
  in_order(result_.findings, key_of);
  in_order(result_.settled.put, key_of);
  in_order(result_.settled_bodies.put, key_of);
  in_order(result_.settled.forget, std::identity{});
  if (!trouble_) fetch_missing_bodies();
  if (trouble_) return *trouble_;
  write_note();
  return std::move(result_);
}

}  // namespace jada
