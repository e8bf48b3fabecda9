#include "engine/base/text.h"
#include "engine/report/findings.h"
#include "engine/report/report.h"

namespace jada {
namespace {

using Ordered = nlohmann::ordered_json;  // the keys stand in the order of the contract

Ordered or_null(const std::string& text) { return text.empty() ? Ordered() : Ordered(text); }
Ordered or_null(const std::optional<Time>& time) { return time ? Ordered(to_string(*time)) : Ordered(); }

Ordered source_json(const Position& at) {
  if (at.file.empty() && at.line == 0) return nullptr;
  const auto number = [](int n) { return n > 0 ? Ordered(n) : Ordered(); };
  return {{"file", or_null(at.file)}, {"line", number(at.line)}, {"column", number(at.column)}};
}

Ordered diffs_json(const Change& change) {
  Ordered diffs = Ordered::array();
  for (const Edit& edit : fields_of(change)) {
    diffs.push_back({{"path", edit.path},
                     {"op", word(edit.op)},
                     {"before", Ordered(edit.before)},
                     {"after", Ordered(edit.after)},
                     {"cause", word(edit.cause)}});
  }
  return diffs;
}

Ordered preconditions_json(const Change& change) {
  Ordered list = Ordered::array();
  for (const Precondition& it : change.preconditions()) list.push_back({{"path", it.path}, {"expected", it.expected}});
  return list;
}

Ordered depends_json(const Plan& plan, const Address& resource) {
  Ordered list = Ordered::array();
  const auto needed = plan.depends_on.find(resource);
  if (needed == plan.depends_on.end()) return list;
  for (const Address& it : needed->second) list.push_back(to_string(it));
  return list;
}

std::string_view outcome_word(Applied::Fate fate) {
  switch (fate) {
    case Applied::Fate::not_tried: return "not_tried";
    case Applied::Fate::done: return "done";
    case Applied::Fate::conflict: return "conflict";
    case Applied::Fate::failed: return "failed";
  }
  return "";
}

Ordered change_json(const Plan& plan, const Change& change, const Applied* applied) {
  Ordered json;
  json["id"] = change.id();
  json["address"] = to_string(change.address.resource());
  json["item"] = or_null(change.address.item);
  json["replica"] = or_null(change.address.replica);
  json["kind"] = change.address.kind;
  json["action"] = change.action ? Ordered(word(*change.action)) : Ordered();
  json["cause"] = change.cause ? Ordered(word(*change.cause)) : Ordered();
  json["reason"] = or_null(change.reason);
  json["severity"] = word(severity_of(change));
  json["source"] = source_json(change.source);
  json["preconditions"] = preconditions_json(change);
  json["diffs"] = diffs_json(change);
  json["first_seen"] = or_null(change.first_seen);
  json["depends_on"] = depends_json(plan, change.address.resource());
  json["blocked_by"] = or_null(join(change.blocked_by, "; "));
  json["outcome"] = applied ? Ordered(outcome_word(applied->fate)) : Ordered();
  json["error"] = applied ? or_null(applied->error) : Ordered();
  json["remedy"] = applied ? or_null(applied->remedy) : Ordered();
  return json;
}

Ordered observation_json(const Observation& look) {
  const bool ever_seen = look.observed_at != Time{};
  return {{"address", to_string(look.address.resource())},
          {"replica", or_null(look.address.replica)},
          {"status", look.ok ? "ok" : "unknown"},
          {"observed_at", ever_seen ? Ordered(to_string(look.observed_at)) : Ordered()},
          {"error", or_null(look.error)}};
}

Ordered guard_json(const GuardVerdict& guard) {
  return {{"name", guard.name},
          {"address", to_string(guard.address)},
          {"limit", or_null(guard.limit)},
          {"actual", guard.actual},
          {"population", guard.population},
          {"refused", guard.refused},
          {"allow", or_null(guard.allow)},
          {"allowed_by", or_null(guard.allowed_by)}};
}

Ordered summary_json(const Plan& plan) {
  const Summary summary = summarise(plan);
  Ordered json;
  for (const Action action : {Action::create, Action::update, Action::remove, Action::refresh, Action::copy,
                              Action::run, Action::raise, Action::resolve}) {
    const auto found = summary.by_action.find(std::string(word(action)));
    json[std::string(word(action))] = found == summary.by_action.end() ? 0 : found->second;
  }
  json["by_cause"] = Ordered(Json(summary.by_cause));
  return json;
}

// Written member by member and element by element: a plan of a million changes never stands in memory as a tree.
class Writer {
 public:
  void member(std::string_view key, const Ordered& value) {
    begin(key);
    append(value, 1);
  }

  /// `element` yields the next one, or nothing at the end.
  template <class Next>
  void list(std::string_view key, Next next) {
    begin(key);
    out_ += '[';
    bool empty = true;
    while (const std::optional<Ordered> element = next()) {
      out_ += empty ? "\n    " : ",\n    ";
      append(*element, 2);
      empty = false;
    }
    out_ += empty ? "]" : "\n  ]";
  }

  std::string finish() { return std::move(out_) + "\n}\n"; }

 private:
  void begin(std::string_view key) {
    out_ += first_ ? "\n  \"" : ",\n  \"";
    out_.append(key).append("\": ");
    first_ = false;
  }

  // A dump holds a raw newline only between tokens, so that indenting what follows one is safe.
  void append(const Ordered& value, std::size_t level) {
    const std::string text = value.dump(2, ' ', false, Ordered::error_handler_t::replace);
    std::size_t begin = 0;
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
      out_.append(text, begin, end + 1 - begin).append(level * 2, ' ');
      begin = end + 1;
    }
    out_.append(text, begin);
  }

  std::string out_ = "{";
  bool first_ = true;
};

template <class Items, class Convert>
auto each(const Items& items, Convert convert) {
  return [&items, convert, i = std::size_t{0}]() mutable -> std::optional<Ordered> {
    if (i == items.size()) return std::nullopt;
    return convert(items[i++]);
  };
}

template <class Wanted>
auto each_change(const Plan& plan, Wanted wanted) {
  return [&plan, wanted, i = std::size_t{0}]() mutable -> std::optional<Ordered> {
    while (i < plan.changes.size() && !wanted(plan.changes[i])) ++i;
    if (i == plan.changes.size()) return std::nullopt;
    const Applied* applied = i < plan.applied.size() ? &plan.applied[i] : nullptr;
    return change_json(plan, plan.changes[i++], applied);
  };
}

}  // namespace

std::string json_report(const Plan& plan) {
  Writer out;
  out.member("format_version", "1.0");
  out.member("tool_version", plan.tool_version);
  out.member("plan_id", plan.id());
  out.member("created_at", to_string(plan.created_at));
  out.member("expires_at", to_string(plan.expires_at));
  out.member("mode", plan.mode);
  out.member("desired", {{"path", or_null(plan.desired_path)}, {"sha256", or_null(plan.desired_sha256)}});
  out.member("state", {{"path", or_null(plan.state.path)},
                       {"lineage", or_null(plan.state.lineage)},
                       {"serial", plan.state.serial},
                       {"schema_version", plan.state.schema_version}});
  out.member("scope",
             {{"select", plan.scope.select}, {"exclude", plan.scope.exclude}, {"complete", plan.scope.complete()}});
  out.list("observations", each(plan.observations, observation_json));
  out.list("changes", each_change(plan, [](const Change& change) { return change.action.has_value(); }));
  out.list("drift", each_change(plan, [](const Change& change) { return is_drift(change); }));
  out.list("guards", each(plan.guards, guard_json));
  out.list("diagnostics", each(plan.diagnostics, [](const Diagnostic& it) { return Ordered(to_json(it)); }));
  out.member("summary", summary_json(plan));
  out.member("exit_code", plan.exit_code);
  return out.finish();
}

}  // namespace jada
