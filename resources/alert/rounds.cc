#include "resources/alert/rounds.h"

#include <algorithm>

#include "resources/alert/entry.h"
#include "resources/alert/findings.h"
#include "resources/alert/telling.h"

namespace jada {
namespace {

// Which channel hears what: each hears one thing of one look.
using Audience = std::map<Address, Transition>;

std::string state_json(AlertState state) { return canonical(Json{{"state", word(state)}}); }

class Round {
 public:
  Round(const Alert::Spec& spec, const Alert::Observed& seen, Time now)
      : spec_(spec), seen_(seen), now_(now), findings_(spec, seen, now) {}

  Verdict run() {
    for (const AlertRecord& record : seen_.book) go_on(record);
    for (const auto& [subject, finding] : findings_.all()) {
      if (finding.turns_at) recheck(*finding.turns_at + Duration(1), "may fire");
      if (findings_.begins(subject) && !known_.contains(subject)) begin(subject, finding.diagnosis);
    }
    for (auto& [subject, change] : changes_) verdict_.changes.push_back(std::move(change));
    note_rule();
    return std::move(verdict_);
  }

 private:
  void go_on(const AlertRecord& record) {
    const AlertFinding* finding = findings_.of(record);
    if (finding != nullptr && finding->diagnosis == record.diagnosis) known_.insert(record.subject);
    step(read_entry(record));
  }

  void begin(const std::string& subject, const std::string& diagnosis) {
    const std::string rule = to_string(spec_.address);
    step({.record = {
              .id = alert_id(rule, subject, diagnosis), .rule = rule, .subject = subject, .diagnosis = diagnosis}});
  }

  void step(Entry entry) {
    const AlertRecord read = entry.record;
    const AlertState before = entry.episode.state;
    const Sign sign = findings_.sign_of(entry.record);
    const AlertFinding* finding = sign.condition == Sign::Condition::on ? findings_.of(entry.record) : nullptr;
    if (finding != nullptr) describe(entry.record, *finding);
    // What fired while there was no channel fires again for the first one.
    if (entry.told.empty() && !everybody(entry).empty()) entry.episode.told_at.reset();
    Step next = advance(entry.episode, sign, spec_.timing, now_);
    entry.episode = std::move(next.after);
    if (before == AlertState::resolved && entry.episode.state != before) enter(entry);
    if (!next.told.empty()) tell(entry, next.told, finding == nullptr ? findings_.why_not(read) : finding->why);
    note_change(before, entry);
    note_due(entry.episode);
    AlertRecord after = to_record(entry);
    if (!is_same(after, read)) verdict_.alerts.push_back(std::move(after));
  }

  // While it comes and goes, who heard of it stays told: they are owed the end.
  void enter(Entry& entry) const {
    if (!entry.episode.is_flapping) entry.told.clear();
    entry.node = seen_.node;
  }

  void describe(AlertRecord& record, const AlertFinding& finding) const {
    record.summary = finding.title;
    record.remedy = finding.remedy;
    record.severity = word(spec_.severity);
  }

  std::set<Address> everybody(const Entry& entry) const {
    std::set<Address> all(spec_.notify.begin(), spec_.notify.end());
    if (entry.episode.was_escalated) all.insert(spec_.escalate_to.begin(), spec_.escalate_to.end());
    return all;
  }

  // A channel that is declared no more would let its notices wait for ever.
  bool stands(const Address& channel) const {
    const auto declared = [&](const std::vector<Address>& some) {
      return std::find(some.begin(), some.end(), channel) != some.end();
    };
    return declared(spec_.notify) || declared(spec_.escalate_to) ||
           std::any_of(seen_.subjects.begin(), seen_.subjects.end(),
                       [&](const Subject& one) { return one.address == channel; });
  }

  std::set<Address> hearers(const Entry& entry, Transition transition) const {
    if (transition == Transition::escalated) return {spec_.escalate_to.begin(), spec_.escalate_to.end()};
    const bool is_over = entry.episode.state == AlertState::resolved && transition != Transition::flapping;
    if (!is_over) return everybody(entry);
    std::set<Address> heard = entry.told;
    std::erase_if(heard, [&](const Address& channel) { return !stands(channel); });
    return heard;
  }

  Audience audience_of(const Entry& entry, const std::vector<Transition>& told) const {
    Audience audience;
    for (const Transition transition : told) {
      for (const Address& channel : hearers(entry, transition)) {
        const auto [known, is_new] = audience.try_emplace(channel, transition);
        if (!is_new && known->second != Transition::escalated) known->second = transition;
      }
    }
    return audience;
  }

  void tell(Entry& entry, const std::vector<Transition>& told, const std::string& why) {
    Background background{.why = why, .dependants = findings_.needs().dependants_of(entry.record.subject)};
    if (const auto harm = seen_.harm.find(entry.record.id); harm != seen_.harm.end()) background.harm = harm->second;
    const auto lines = lines_of(entry, background, now_);
    const Audience audience = audience_of(entry, told);
    for (const auto& [channel, transition] : audience) {
      verdict_.notices.push_back(notice_to(channel, transition, entry, lines, now_));
      entry.told.insert(channel);
    }
    for (const Transition transition : told)
      verdict_.events.push_back(event_of(transition, entry, why, !audience.empty(), now_));
  }

  // Where one trouble became another, it is the new one that is shown.
  void note_change(AlertState before, const Entry& entry) {
    const AlertState after = entry.episode.state;
    const bool raises = after == AlertState::firing && !is_open(before);
    const bool resolves = after == AlertState::resolved && is_open(before);
    if (!raises && !resolves) return;
    Change change{.address = spec_.address, .action = raises ? Action::raise : Action::resolve};
    change.address.item = entry.record.subject;
    change.cause = Cause::schedule;
    change.reason = entry.record.diagnosis;
    change.detail = entry.record.summary;
    change.seen = state_json(before);
    change.wanted = state_json(after);
    const auto [known, is_new] = changes_.try_emplace(entry.record.subject, change);
    if (!is_new && raises) known->second = std::move(change);
  }

  void note_due(const Episode& episode) {
    if (episode.state == AlertState::silenced && episode.silenced_until)
      recheck(*episode.silenced_until, "a silence ends");
    if (episode.state == AlertState::pending) recheck(episode.opened_at + spec_.timing.hold, "may fire");
    if (episode.state != AlertState::firing || episode.is_flapping || !episode.told_at) return;
    if (spec_.timing.repeat > Duration(0)) recheck(*episode.told_at + spec_.timing.repeat, "tells again");
    if (spec_.timing.escalate_after && !episode.was_escalated)
      recheck(*episode.fired_at + *spec_.timing.escalate_after, "escalates");
  }

  // What was due by now has had its turn.
  void recheck(Time at, const char* what) {
    if (at <= now_ || (verdict_.recheck_at && *verdict_.recheck_at <= at)) return;
    verdict_.recheck_at = at;
    verdict_.recheck_reason = what;
  }

  void note_rule() {
    verdict_.items = findings_.all().size();
    verdict_.replica_notes.emplace_back("", canonical(Json{{"watched", findings_.all().size()}}));
    verdict_.track_record.emplace();
    if (seen_.trouble.empty()) return;
    const AlertFinding unanswered = find_unanswered(spec_, seen_.trouble);
    verdict_.track_record = {.failures = seen_.failures + 1, .last_error = unanswered.title};
    verdict_.ailment = {.diagnosis = unanswered.diagnosis, .cause = unanswered.why, .remedy = unanswered.remedy};
  }

  const Alert::Spec& spec_;
  const Alert::Observed& seen_;
  Time now_;
  Findings findings_;
  std::set<std::string> known_{};            // subjects whose finding is in the book
  std::map<std::string, Change> changes_{};  // by subject
  Verdict verdict_{};
};

}  // namespace

Verdict look_round(const Alert::Spec& spec, const Alert::Observed& seen, Time now) {
  return Round(spec, seen, now).run();
}

}  // namespace jada
