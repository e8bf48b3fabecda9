#include "engine/report/wording.h"

#include <algorithm>

#include "engine/base/text.h"

namespace jada {
namespace {

constexpr std::size_t kFieldsNamed = 3;

std::string side(const Json& value, bool absent, std::size_t limit) {
  return absent ? "(absent)" : value_text(value, limit);
}

std::string fields_text(const std::vector<Edit>& edits) {
  std::string text;
  for (std::size_t i = 0; i < std::min(edits.size(), kFieldsNamed); ++i) {
    if (i != 0) text += ", ";
    text += field_text(edits[i]);
  }
  if (edits.size() > kFieldsNamed) text += " and " + std::to_string(edits.size() - kFieldsNamed) + " more";
  return text;
}

// How many members a canonical JSON object has, without building it: a plan may hold a hundred thousand of them.
std::size_t members(std::string_view object) {
  std::size_t count = object.size() > 2 ? 1 : 0;
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < object.size(); ++i) {
    const char c = object[i];
    if (in_string && c == '\\') ++i;
    if (c == '"') in_string = !in_string;
    if (in_string) continue;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c == ',' && depth == 1) ++count;
  }
  return count;
}

std::string ago(Time now, Time then) { return about(std::max(Duration(0), now - then)) + " ago"; }

}  // namespace

// Never inside a code point: continuation bytes go with the one they continue.
std::string cut(std::string text, std::size_t limit) {
  if (limit == 0 || width(text) <= limit) return text;
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end) {
    const bool starts = (static_cast<unsigned char>(text[end]) & 0xC0u) != 0x80u;
    if (starts && seen++ == limit - 1) break;
  }
  text.resize(end);
  return text + "…";
}

std::string value_text(const Json& value, std::size_t limit) {
  return cut(printable(value.dump(-1, ' ', false, Json::error_handler_t::replace)), limit);
}

std::string field_text(const Edit& edit, std::size_t limit) {
  const std::string path = edit.path.empty() ? "itself" : "." + clean(edit.path);
  return path + " " + side(edit.before, edit.op == Edit::Op::add, limit) + " -> " +
         side(edit.after, edit.op == Edit::Op::remove, limit);
}

std::string what_text(const Finding& finding) {
  const Change& change = *finding.change;
  const bool whole = !change.seen || !change.wanted;
  if (whole && !change.action && !change.detail.empty()) return clean(change.detail);
  if (whole) {
    const std::size_t attributes = members(change.wanted ? *change.wanted : change.seen.value_or("{}"));
    return attributes == 0 ? "no attributes" : counted(attributes, "attribute");
  }
  if (!change.edits.empty()) return fields_text(change.edits);
  return clean(change.detail.empty() ? change.reason : change.detail);
}

std::string_view action_text(const Finding& finding) {
  return finding.change->action ? word(*finding.change->action) : "reported";
}

std::string address_text(const Finding& finding) { return clean(to_string(finding.address)); }

std::string replicas_text(const Finding& finding) {
  if (finding.replicas.empty()) return {};
  return finding.replicas.size() == 1 ? clean(finding.replicas.front()) : counted(finding.replicas.size(), "replica");
}

std::string place_text(const Finding& finding) {
  const std::string where = replicas_text(finding);
  if (where.empty()) return address_text(finding);
  return finding.replicas.size() == 1 ? address_text(finding) + "@" + where
                                      : address_text(finding) + " (" + where + ")";
}

std::string source_text(const Plan& plan, const Finding& finding) {
  if (finding.source.line > 0) return clean(to_string(finding.source));
  const std::string file = clean(finding.source.file.empty() ? plan.desired_path : finding.source.file);
  if (finding.change == nullptr || file.empty()) return file;
  return file + (finding.change->cause == Cause::unmanaged ? " (not declared)" : " (removed)");
}

std::string cause_text(const Plan& plan, const Finding& finding) {
  if (!finding.change->cause) return {};
  std::string text(word(*finding.change->cause));
  if (finding.first_seen) {
    text +=
        " since " + ago(plan.created_at, *finding.first_seen) + " (first seen " + to_string(*finding.first_seen) + ")";
  }
  return text;
}

std::string outcome_text(const Finding& finding) {
  const bool held = finding.change->action && !finding.change->blocked_by.empty();
  if (held) return "held";
  if (finding.applied == nullptr || !finding.change->action) return {};
  const std::string error = finding.applied->error.empty() ? "" : ": " + clean(finding.applied->error);
  switch (finding.applied->fate) {
    case Applied::Fate::not_tried: return "not tried" + error;
    case Applied::Fate::done: return "done";
    case Applied::Fate::conflict: return "conflict" + error;
    case Applied::Fate::failed: return "failed" + error;
  }
  return {};
}

std::string guard_text(const GuardVerdict& guard) {
  std::string text = std::to_string(guard.actual) + " of " + std::to_string(guard.population);
  const bool number = !guard.limit.empty() && guard.limit.front() >= '0' && guard.limit.front() <= '9';
  if (!guard.limit.empty()) text += std::string(" (") + (number ? "limit " : "") + clean(guard.limit) + ")";
  if (!guard.refused)
    return text + (guard.allowed_by.empty() ? ": within" : ": allowed by '" + clean(guard.allowed_by) + "'");
  text += ": refused";
  return guard.allow.empty() ? text : text + "; allow with --allow '" + clean(guard.allow) + "' -m WHY";
}

std::string unknown_text(const Plan& plan, const Observation& look) {
  const bool seen_before = look.observed_at != Time{};
  return "could not be observed: " + clean(look.error) + "  " +
         (seen_before ? "last seen " + ago(plan.created_at, look.observed_at) : "never seen");
}

std::string suspension_text(const Standing& standing) {
  std::string text = clean(standing.suspend_reason.empty() ? standing.message : standing.suspend_reason);
  if (text.empty()) text = "suspended";
  if (standing.suspended_until) text += ", until " + to_string(*standing.suspended_until);
  return text;
}

}  // namespace jada
