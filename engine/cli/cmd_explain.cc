#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"
#include "engine/cli/commands.h"
#include "engine/cli/item_memory.h"
#include "engine/cli/next_step.h"
#include "engine/cli/standing_view.h"
#include "engine/kind/compare.h"
#include "engine/loop/order.h"
#include "engine/report/paint.h"
#include "engine/report/wording.h"

namespace jada {
namespace {

Paint paint_of(Condition condition) {
  switch (condition) {
    case Condition::ready: return Paint::green;
    case Condition::pending:
    case Condition::unknown:
    case Condition::suspended: return Paint::yellow;
    case Condition::drifted:
    case Condition::failing:
    case Condition::blocked: return Paint::red;
  }
  return Paint::plain;
}

// The chain from the line in the file to the last look, found by looking once more without keeping anything.
class Explanation {
 public:
  Explanation(const Address& address, const World& world, const Decision& decision, Time now, bool color)
      : address_(address),
        world_(world),
        plan_(decision.plan),
        state_(*world.store),
        now_(now),
        color_(color),
        note_(note_of(decision, address.resource())) {}

  Result<Json> tell() {
    const Declared* declared = world_.desired.find(address_);
    const auto record = state_.find(address_.resource());
    if (!record) return record.error();
    if (declared != nullptr && !address_.item.empty()) {
      auto item = declared->resource->item(address_.item, state_);
      if (!item) return item.error();
      item_ = std::move(*item);
    }
    json_ = Json{{"address", to_string(address_)}};
    tell_declaration(declared);
    tell_standing();
    tell_note();
    tell_looks();
    if (!address_.item.empty()) {
      if (auto done = tell_item(); !done) return done.error();
    }
    tell_changes();
    tell_memory(*record);
    if (auto done = tell_events(); !done) return done.error();
    json_["next"] = next_;
    return json_;
  }

  const std::string& text() const { return text_; }
  std::string closing() const { return painted(Paint::bold, "Next: " + printable(next_), color_) + "\n"; }

 private:
  void line(const std::string& heading, const std::string& what, const std::string& painted_before = {}) {
    text_ += fmt::format("{:<12}{}{}\n", heading, painted_before, printable(what));
  }

  void tell_declaration(const Declared* declared) {
    if (declared == nullptr || declared->retired) {
      line("declared", "no longer: the block is gone from the file");
      json_["declared"] = nullptr;
      return;
    }
    const bool only_block = !address_.item.empty() && !item_;
    const std::string source = to_string(item_ ? item_->source : declared->position);
    line("declared", only_block ? "no: only its block, " + source : source);
    json_["declared"] = only_block ? Json() : Json(source);
    Json needs = Json::array();
    for (const Address& needed : dependencies(*declared)) needs.push_back(to_string(needed));
    json_["needs"] = needs;
    if (!needs.empty()) line("needs", join(needs.get<std::vector<std::string>>(), ", "));
    std::string rules;
    if (declared->common.protect) rules += " protect";
    if (declared->common.observe_only) rules += " mode=observe";
    if (declared->common.remove_with_block) rules += " on_remove=delete";
    if (!declared->common.owner.empty()) rules += " owner=" + declared->common.owner;
    if (!rules.empty()) line("rules", rules.substr(1));
  }

  void tell_standing() {
    for (const Standing& standing : plan_.standings) {
      if (standing.address != address_.resource()) continue;
      const std::string condition =
          painted(paint_of(standing.condition), std::string(word(standing.condition)), color_);
      line("condition", fmt::format("({}): {}", standing.reason, standing.message), condition + " ");
      json_["condition"] = word(standing.condition);
      json_["reason"] = standing.reason;
      json_["message"] = standing.message;
      next_ = next_step(plan_, standing, address_, note_);
      ready_ = standing.condition == Condition::ready;
    }
  }

  void tell_note() {
    for (const auto& [heading, text] : facts_in(note_, now_)) line(heading, text);
    json_["facts"] = Json::object();
    for (const char* key : kNoted) json_["facts"][key] = note_.value(key, Json());
  }

  void tell_looks() {
    Json looks = Json::array();
    for (const Observation& look : plan_.observations) {
      if (!mine(look.address)) continue;
      const std::string where = look.address.replica.empty() ? "" : look.address.replica + ": ";
      blind_ = blind_ || !look.ok;
      line("observed", where + (look.ok ? ago(look.observed_at, now_) : "could not look: " + look.error));
      looks.push_back({{"replica", look.address.replica},
                       {"ok", look.ok},
                       {"error", look.error.empty() ? Json() : Json(look.error)}});
    }
    json_["observations"] = std::move(looks);
  }

  // The resource, the item or the replica that is asked for, or a part of it; a look is at all items of its replica.
  bool mine(const Address& one) const {
    if (one.resource() != address_.resource()) return false;
    if (!address_.item.empty() && !one.item.empty() && one.item != address_.item) return false;
    return address_.replica.empty() || one.replica == address_.replica;
  }

  // What the item should be, and how each replica holds it.
  Result<Done> tell_item() {
    const auto desired = item_ ? parse_json(item_->body) : Result<Json>(Json());
    if (!desired) return desired.error();
    if (item_) tell_desired(item_->body);
    json_["desired"] = *desired;
    Json told = Json::array();
    for (const Observation& look : plan_.observations) {
      if (!mine(look.address)) continue;
      const std::string& replica = look.address.replica;
      const auto known = recall_item(state_, address_, {replica});
      if (!known) return known.error();
      ItemMemory item = known->empty() ? ItemMemory{replica, {.key = address_.item}} : known->front();
      told.push_back(tell_replica(look, std::move(item), *desired));
    }
    json_["replicas"] = std::move(told);
    return Done{};
  }

  void tell_desired(const std::string& body) {
    std::string heading = "desired";
    for (const Edit& field : edits({.address = {}, .wanted = body})) {
      line(heading, field.path.empty() ? "no attributes" : "." + field.path + " " + field.after.dump());
      heading.clear();
    }
  }

  // This look says more than the memory, unless it failed.
  Json tell_replica(const Observation& look, ItemMemory item, const Json& desired) {
    const Change* change = change_in(look.address.replica);
    const auto status = status_of(look, change);
    if (look.ok) item.observed = change == nullptr ? desired : seen_of(*change);
    std::string words = status ? std::string(word(*status)) : "absent or ignored";
    std::replace(words.begin(), words.end(), '_', ' ');
    if (item.record.verified_at) words += ", last found in step " + ago(item.record.verified_at, now_);
    line("replica", item.replica + ": " + words);
    Json json = to_json(item);
    json["status"] = status ? Json(word(*status)) : Json();
    return json;
  }

  const Change* change_in(const std::string& replica) const {
    const auto found = std::find_if(plan_.changes.begin(), plan_.changes.end(), [&](const Change& change) {
      return mine(change.address) && change.address.replica == replica;
    });
    return found == plan_.changes.end() ? nullptr : &*found;
  }

  static Json seen_of(const Change& change) {
    auto seen = parse_json(change.seen.value_or("null"));
    return seen ? std::move(*seen) : Json();
  }

  // None: neither declared nor found apart.
  std::optional<ItemStatus> status_of(const Observation& look, const Change* change) const {
    if (!look.ok) return ItemStatus::unknown;
    if (change == nullptr) return item_ ? std::optional(ItemStatus::in_step) : std::nullopt;
    if (!change->wanted) return ItemStatus::extra;
    return change->seen ? ItemStatus::differs : ItemStatus::missing;
  }

  void tell_changes() {
    constexpr std::size_t kShown = 20;
    Json changes = Json::array();
    std::size_t found = 0;
    for (const Change& change : plan_.changes) {
      if (!mine(change.address) || ++found > kShown) continue;
      const std::string what = change.action ? std::string(word(*change.action)) : "reported";
      const std::string since = change.first_seen ? ", first seen " + ago(change.first_seen, now_) : "";
      line("apart", fmt::format("{} {} ({}{}){}", to_string(change.address), what, word(*change.cause), since,
                                change.blocked_by.empty() ? "" : " held: " + join(change.blocked_by, "; ")));
      Json fields = Json::array();
      for (const Edit& edit : fields_of(change)) {
        line("", field_text(edit, 0) + "  " + std::string(word(edit.cause)));
        fields.push_back(
            {{"path", edit.path}, {"before", edit.before}, {"after", edit.after}, {"cause", word(edit.cause)}});
      }
      changes.push_back({{"address", to_string(change.address)},
                         {"action", what},
                         {"cause", word(*change.cause)},
                         {"blocked_by", change.blocked_by},
                         {"fields", std::move(fields)}});
    }
    if (found == 0 && !blind_ && !address_.item.empty()) next_ = "nothing to do";
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
    // What was mended since, by a login or by hand, no longer fails: the record says so after the next apply.
    if (record->failures > 0 && !ready_)
      line("failed", fmt::format("{} in a row: {}", record->failures, record->last_error));
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
  bool color_;
  Json note_;  // what the kind noted of this look
  std::optional<DeclaredItem> item_{};
  Json json_{};
  std::string text_{};
  bool ready_ = false;
  bool blind_ = false;  // some replica could not be looked at
  std::string next_ = "jada-reconcile plan";
};

}  // namespace

int run_explain(const Options& options, Wire& wire) {
  if (options.words.size() != 1)
    return report_error("explain needs one ADDRESS, e.g. roster.crew or roster.crew/ada", Exit::usage);
  const auto address = parse_address(options.words.front());
  if (!address) return report_error(address.error().message, Exit::usage);
  auto world = wire.open_to_look();
  if (!world) return failed(world.error());
  show(world->desired.faults);
  if (!world->desired.valid()) return static_cast<int>(Exit::invalid);

  PlanRequest request{.tool_version = std::string(Wire::version())};
  request.observe.scope.select = {to_string(address->resource())};
  const auto decision = make_plan(world->desired, request, wire.ports(*world));
  if (!decision) return failed(decision.error());
  const auto remembered = world->store->find(address->resource());
  if (!remembered) return failed(remembered.error());
  if (world->desired.find(*address) == nullptr && !*remembered) {
    return report_error("`" + options.words.front() +
                            "` is neither declared nor in the state: `jada-reconcile state list` shows what is",
                        Exit::usage);
  }
  if (!address->item.empty()) {
    const auto known = is_known(*address, world->desired, decision->plan, *world->store);
    if (!known) return failed(known.error());
    if (!*known)
      return report_error(
          "no item `" + address->item + "` is declared, recorded or there in " + to_string(address->resource()),
          Exit::usage);
  }
  Explanation explanation(*address, *world, *decision, wire.clock().now(), use_color(options));
  const auto json = explanation.tell();
  if (!json) return failed(json.error());
  return print(options.json ? json->dump(2) + "\n" : explanation.text() + explanation.closing());
}

}  // namespace jada
