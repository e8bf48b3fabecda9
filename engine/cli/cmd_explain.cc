#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"
#include "engine/cli/commands.h"
#include "engine/cli/standing_view.h"
#include "engine/kind/compare.h"
#include "engine/loop/order.h"

namespace jada {
namespace {

// The chain from the line in the file to the last look, found by looking once more without keeping anything.
class Explanation {
 public:
  Explanation(const Address& address, const World& world, const Plan& plan, const StateView& state, Time now)
      : address_(address), world_(world), plan_(plan), state_(state), now_(now) {}

  Result<Json> tell() {
    const Declared* declared = world_.desired.find(address_);
    const auto record = state_.find(address_.resource());
    if (!record) return record.error();
    json_ = Json{{"address", to_string(address_)}};
    tell_declaration(declared);
    tell_standing();
    tell_looks();
    tell_changes();
    tell_memory(*record);
    if (auto done = tell_events(); !done) return done.error();
    json_["next"] = next_;
    return json_;
  }

  const std::string& text() const { return text_; }
  std::string closing() const { return "Next: " + next_ + "\n"; }

 private:
  void line(const std::string& heading, const std::string& what) {
    text_ += fmt::format("{:<12}{}\n", heading, printable(what));
  }

  void tell_declaration(const Declared* declared) {
    if (declared == nullptr || declared->retired) {
      line("declared", "no longer: the block is gone from the file");
      json_["declared"] = nullptr;
      return;
    }
    line("declared", to_string(source_of(*declared)));
    json_["declared"] = to_string(source_of(*declared));
    Json needs = Json::array();
    for (const Address& needed : dependencies(*declared)) needs.push_back(to_string(needed));
    if (!needs.empty()) line("needs", needs.dump());
    json_["needs"] = std::move(needs);
    std::string rules;
    if (declared->common.protect) rules += " protect";
    if (declared->common.observe_only) rules += " mode=observe";
    if (declared->common.remove_with_block) rules += " on_remove=delete";
    if (!declared->common.owner.empty()) rules += " owner=" + declared->common.owner;
    if (!rules.empty()) line("rules", rules.substr(1));
  }

  Position source_of(const Declared& declared) const {
    for (const Change& change : plan_.changes) {
      if (mine(change) && !address_.item.empty() && change.source.line > 0) return change.source;
    }
    return declared.position;
  }

  void tell_standing() {
    for (const Standing& standing : plan_.standings) {
      if (standing.address != address_.resource()) continue;
      line("condition", fmt::format("{} ({}): {}", word(standing.condition), standing.reason, standing.message));
      json_["condition"] = word(standing.condition);
      json_["reason"] = standing.reason;
      json_["message"] = standing.message;
      next_ = next_step(standing);
    }
  }

  static std::string next_step(const Standing& standing) {
    switch (standing.condition) {
      case Condition::ready: return "nothing to do";
      case Condition::pending:
      case Condition::drifted:
      case Condition::failing:
        return standing.reason == "Unmanaged" ? "declare it, or set on_extra"
                                              : "jada-reconcile apply --select " + to_string(standing.address);
      case Condition::unknown: return "make it reachable; every look tries again";
      case Condition::blocked: return "see what holds it above";
      case Condition::suspended: return "jada-reconcile resume " + to_string(standing.address);
    }
    return "";
  }

  void tell_looks() {
    Json looks = Json::array();
    for (const Observation& look : plan_.observations) {
      if (look.address.resource() != address_.resource()) continue;
      const std::string where = look.address.replica.empty() ? "" : look.address.replica + ": ";
      blind_ = blind_ || !look.ok;
      line("observed", where + (look.ok ? ago(look.observed_at, now_) : "could not look: " + look.error));
      looks.push_back({{"replica", look.address.replica},
                       {"ok", look.ok},
                       {"error", look.error.empty() ? Json() : Json(look.error)}});
    }
    json_["observations"] = std::move(looks);
  }

  bool mine(const Change& change) const {
    if (change.address.resource() != address_.resource()) return false;
    if (!address_.item.empty() && change.address.item != address_.item) return false;
    return address_.replica.empty() || change.address.replica == address_.replica;
  }

  void tell_changes() {
    constexpr std::size_t kShown = 20;
    Json changes = Json::array();
    std::size_t found = 0;
    for (const Change& change : plan_.changes) {
      if (!mine(change) || ++found > kShown) continue;
      const std::string what = change.action ? std::string(word(*change.action)) : "reported";
      const std::string since = change.first_seen ? ", first seen " + ago(change.first_seen, now_) : "";
      line("apart", fmt::format("{} {} ({}{}){}", to_string(change.address), what, word(*change.cause), since,
                                change.blocked_by.empty() ? "" : " held: " + join(change.blocked_by, "; ")));
      Json fields = Json::array();
      for (const Edit& edit : edits(change)) {
        line("", fmt::format(".{} {} -> {}  {}", edit.path, edit.before.dump(), edit.after.dump(), word(edit.cause)));
        fields.push_back(
            {{"path", edit.path}, {"before", edit.before}, {"after", edit.after}, {"cause", word(edit.cause)}});
      }
      changes.push_back({{"address", to_string(change.address)},
                         {"action", what},
                         {"cause", word(*change.cause)},
                         {"blocked_by", change.blocked_by},
                         {"fields", std::move(fields)}});
    }
    if (found == 0)
      line("apart", blind_ ? "not known: not everything could be observed" : "nothing: desired and observed agree");
    if (found > kShown)
      line("",
           fmt::format("and {} more: jada-reconcile plan --select {}", found - kShown, to_string(address_.resource())));
    json_["changes"] = std::move(changes);
  }

  void tell_memory(const std::optional<Record>& record) {
    if (!record) return line("applied", "never");
    line("applied", ago(record->applied_at, now_));
    json_["applied_at"] = record->applied_at ? Json(to_string(*record->applied_at)) : Json();
    if (record->failures > 0) line("failed", fmt::format("{} in a row: {}", record->failures, record->last_error));
    json_["consecutive_failures"] = record->failures;
  }

  Result<Done> tell_events() {
    const auto events = state_.events(to_string(address_.resource()), 5);
    if (!events) return events.error();
    for (const Event& event : *events) line("event", to_string(event.at) + " " + event.type + ": " + event.message);
    return Done{};
  }

  const Address& address_;
  const World& world_;
  const Plan& plan_;
  const StateView& state_;
  Time now_;
  Json json_{};
  std::string text_{};
  bool blind_ = false;  // some replica could not be looked at
  std::string next_ = "jada-reconcile plan";
};

// Whether the plan or the state know the item at all; an item in step is known by its record.
Result<bool> is_known(const Address& item, const Plan& plan, const StateView& state) {
  for (const Change& change : plan.changes) {
    if (change.address.resource() == item.resource() && change.address.item == item.item) return true;
  }
  for (const Observation& look : plan.observations) {
    const auto record = state.find_item({item.kind, item.name, item.item, look.address.replica});
    if (!record) return record.error();
    if (*record) return true;
  }
  return false;
}

}  // namespace

int run_explain(const Options& options, Wire& wire) {
  if (options.words.size() != 1)
    return report_error("explain needs one ADDRESS, e.g. roster.crew or roster.crew/ada", Exit::usage);
  const auto address = parse_address(options.words.front());
  if (!address) return report_error(address.error().message, Exit::usage);
  auto world = wire.open_to_look();
  if (!world) return report_error(world.error().message, Exit::failed_unchanged);
  show(world->desired.faults);
  if (!world->desired.valid()) return static_cast<int>(Exit::invalid);

  PlanRequest request{.tool_version = std::string(Wire::version())};
  request.observe.scope.select = {to_string(address->resource())};
  const auto decision = make_plan(world->desired, request, wire.ports(*world->store));
  if (!decision) return report_error(decision.error().message, Exit::failed_unchanged);
  const auto remembered = world->store->find(address->resource());
  if (!remembered) return report_error(remembered.error().message, Exit::failed_unchanged);
  if (world->desired.find(*address) == nullptr && !*remembered) {
    return report_error("`" + options.words.front() +
                            "` is neither declared nor in the state: `jada-reconcile state list` shows what is",
                        Exit::usage);
  }
  if (!address->item.empty()) {
    const auto known = is_known(*address, decision->plan, *world->store);
    if (!known) return report_error(known.error().message, Exit::failed_unchanged);
    if (!*known)
      return report_error(
          "no item `" + address->item + "` is declared, recorded or there in " + to_string(address->resource()),
          Exit::usage);
  }
  Explanation explanation(*address, *world, decision->plan, *world->store, wire.clock().now());
  const auto json = explanation.tell();
  if (!json) return report_error(json.error().message, Exit::failed_unchanged);
  return print(options.json ? json->dump(2) + "\n" : explanation.text() + explanation.closing());
}

}  // namespace jada
