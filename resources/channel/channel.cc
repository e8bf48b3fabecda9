#include "resources/channel/channel.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"
#include "resources/channel/deliveries.h"
#include "resources/channel/outlet.h"

namespace jada {

Kind channel_kind() { return make_kind<Channel>(); }

namespace {

std::string detail_of(const Channel::Observed& seen, const Deliveries& found) {
  std::vector<std::string> parts;
  if (!found.due.empty()) parts.push_back(counted(found.due.size(), "notice") + " to deliver");
  if (!found.to_hand.empty()) parts.push_back(counted(found.to_hand.size(), "notice") + " for the fallback");
  if (!found.told.empty()) parts.push_back(counted(found.told.size(), "notice") + " told by the fallback");
  if (found.reminds) parts.push_back(counted(seen.past.told.size(), "alert") + " to be told again");
  return join(parts, ", ");
}

Change run_change(const Channel::Spec& spec, const Channel::Observed& seen, const Deliveries& found) {
  Change change{.address = spec.address, .action = Action::run, .cause = Cause::schedule};
  change.reason = found.due.empty() && found.reminds ? "reminder" : "waiting";
  change.detail = detail_of(seen, found);
  change.seen = canonical(Json{{"waiting", seen.waiting.size()}});
  change.wanted = canonical(Json{{"waiting", 0}});
  return change;
}

std::string remedy_of(const Channel::Spec& spec, std::string_view diagnosis) {
  if (diagnosis == "unreachable") return "";
  const std::string places = places_of_secrets(spec);
  if (!places.empty()) return "check " + places;
  return spec.type == Channel::Type::command ? "check `run`" : "check `server`";
}

Ailment ailment_of(const Channel::Spec& spec, const std::string& diagnosis, const std::string& cause) {
  return {.diagnosis = diagnosis,
          .cause = cause,
          .remedy = remedy_of(spec, diagnosis),
          .is_permanent = diagnosis != "unreachable"};
}

// A channel that cannot be used is no less broken while there is nothing to tell.
void tell_others(const Channel::Spec& spec, const Channel::Observed& seen, Verdict& verdict) {
  const ChannelPast& past = seen.past;
  verdict.track_record = {.failures = past.failures, .last_error = past.last_error, .succeeded_at = past.succeeded_at};
  if (past.is_failing()) verdict.ailment = ailment_of(spec, past.diagnosis, past.last_error);
  if (seen.flaw.empty()) return;
  verdict.track_record->failures = std::max(past.failures, 1);
  verdict.track_record->last_error = seen.flaw;
  verdict.ailment = ailment_of(spec, "flawed", seen.flaw);
}

}  // namespace

std::string_view word(Channel::Type type) {
  switch (type) {
    case Channel::Type::log: return "log";
    case Channel::Type::command: return "command";
    case Channel::Type::webhook: return "webhook";
    case Channel::Type::slack: return "slack";
    case Channel::Type::pagerduty: return "pagerduty";
    case Channel::Type::alertmanager: return "alertmanager";
    case Channel::Type::email: return "email";
    case Channel::Type::ntfy: return "ntfy";
  }
  return "";
}

std::string copy_id(const NoticeRecord& record, const Address& fallback) { return record.id + "~" + fallback.name; }

std::vector<std::string> Channel::replicas(const Spec&) { return {""}; }

// Not even of the fallback: one that fails is no reason not to deliver.
std::vector<Address> Channel::needs(const Spec&) { return {}; }

bool Channel::remote(const Spec&) { return false; }

Verdict Channel::diff(const Spec& spec, const std::vector<ReplicaSight<Observed>>& sights, Time now) {
  Verdict verdict;
  const auto& sight = sights.front();
  if (!sight.seen) return verdict;
  const Observed& seen = *sight.seen;
  verdict.items = seen.waiting.size();
  const Deliveries found = deliveries(spec, seen, now);
  if (!found.is_empty()) verdict.changes.push_back(run_change(spec, seen, found));
  verdict.recheck_at = found.is_empty() ? found.next : now;
  verdict.recheck_reason = verdict.recheck_at ? "deliver" : "";
  tell_others(spec, seen, verdict);
  return verdict;
}

}  // namespace jada
