#include <algorithm>
#include <array>

#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "engine/report/report.h"
#include "engine/report/wording.h"

namespace jada {
namespace {

using Ordered = nlohmann::ordered_json;

// What GitHub code scanning takes of one run.
constexpr std::size_t kMostResults = 25'000;

std::string_view level(Severity severity) {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "none";
}

Ordered rules_json() {
  Ordered list = Ordered::array();
  for (const Rule& rule : rules()) {
    list.push_back({{"id", rule.id},
                    {"name", rule.id},
                    {"shortDescription", {{"text", rule.name}}},
                    {"fullDescription", {{"text", rule.help}}},
                    {"help", {{"text", rule.help}}}});
  }
  return list;
}

// RFC 3986: what is neither unreserved nor a slash is percent-encoded.
std::string uri(std::string_view path) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  static constexpr std::string_view kPlain = "-._~/";
  std::string text = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (alphanumeric || kPlain.find(c) != std::string_view::npos) {
      text += c;
    } else {
      text.append({'%', kHex[byte >> 4u], kHex[byte & 15u]});
    }
  }
  return text;
}

Ordered location_json(const Plan& plan, const Finding& finding) {
  const std::string& file = finding.source.file.empty() ? plan.desired_path : finding.source.file;
  Ordered artifact = {{"uri", uri(file.starts_with("./") ? file.substr(2) : file)}};
  if (!file.starts_with('/')) artifact["uriBaseId"] = "%SRCROOT%";
  Ordered physical = {{"artifactLocation", std::move(artifact)}};
  if (finding.source.line > 0) {
    physical["region"]["startLine"] = finding.source.line;
    if (finding.source.column > 0) physical["region"]["startColumn"] = finding.source.column;
  }
  if (finding.address.kind.empty()) return {{"physicalLocation", std::move(physical)}};
  return {{"physicalLocation", std::move(physical)},
          {"logicalLocations", Ordered::array({{{"fullyQualifiedName", to_string(finding.address)}}})}};
}

// One result: a field in one replica, or the whole where there are no fields to tell apart.
struct Entry {
  const Finding* finding;
  std::string_view replica;
  const Edit* edit;  // none: the whole
  std::string_view rule;
  Severity severity;
};

void add_results(const Finding& finding, std::vector<Entry>& results) {
  static const std::vector<std::string> kNowhere = {""};
  const bool whole = finding.change == nullptr || finding.failed() || !finding.change->seen || !finding.change->wanted;
  for (const std::string& replica : finding.replicas.empty() ? kNowhere : finding.replicas) {
    if (whole || finding.change->edits.empty()) {
      results.push_back({&finding, replica, nullptr, finding.rule, finding.severity});
      continue;
    }
    for (const Edit& edit : finding.change->edits) {
      const Change as_field{.address = {}, .cause = edit.cause};
      results.push_back(
          {&finding, replica, &edit, rule_of(edit.cause), std::min(finding.severity, severity_of(as_field))});
    }
  }
}

std::ptrdiff_t rule_index(std::string_view id) {
  const auto all = rules();
  return std::find_if(all.begin(), all.end(), [&](const Rule& rule) { return rule.id == id; }) - all.begin();
}

Ordered result_json(const Plan& plan, const Entry& result) {
  const Finding& finding = *result.finding;
  Address place = finding.address;
  place.replica = result.replica;
  const std::string address = place.kind.empty() ? "" : to_string(place);
  const std::string path = result.edit == nullptr ? "" : result.edit->path;
  const std::string what = result.edit == nullptr ? finding.message : field_text(*result.edit, 0);
  const std::string action = finding.change == nullptr ? "" : std::string(action_text(finding)) + " ";
  // A fault of the file has no address; its sentence tells it from the others.
  const std::string identity = address.empty() ? finding.message : address;
  Ordered json = {
      {"ruleId", result.rule},
      {"ruleIndex", rule_index(result.rule)},
      {"level", level(result.severity)},
      {"message", {{"text", (address.empty() ? "" : clean(address) + ": ") + action + what}}},
      {"locations", Ordered::array({location_json(plan, finding)})},
      {"partialFingerprints", {{"jada/v1", sha256_hex(std::string(result.rule) + "\n" + identity + "\n" + path)}}}};
  if (finding.suspension) {
    json["suppressions"] = Ordered::array({{{"kind", "external"}, {"justification", *finding.suspension}}});
  }
  return json;
}

// It ran to its end, whatever it found.
bool ran(int exit_code) {
  static constexpr std::array kFindings = {0, 2, 3, 4, 9};
  return std::find(kFindings.begin(), kFindings.end(), exit_code) != kFindings.end();
}

Ordered invocation_json(const Plan& plan, std::size_t results) {
  Ordered json = {{"executionSuccessful", ran(plan.exit_code)}, {"exitCode", plan.exit_code}};
  if (results > kMostResults) {
    const std::string text = counted(results - kMostResults, "result") + " of " + std::to_string(results) +
                             " left out, the least severe; the plan JSON has them all";
    json["toolExecutionNotifications"] = Ordered::array({{{"level", "warning"}, {"message", {{"text", text}}}}});
  }
  return json;
}

}  // namespace

std::string sarif_report(const Plan& plan) {
  const std::vector<Finding> found = findings(plan);
  std::vector<Entry> results;
  for (const Finding& finding : found) {
    if (finding.open()) add_results(finding, results);
  }
  std::stable_sort(results.begin(), results.end(),
                   [](const Entry& a, const Entry& b) { return a.severity > b.severity; });

  Ordered list = Ordered::array();
  for (std::size_t i = 0; i < std::min(results.size(), kMostResults); ++i)
    list.push_back(result_json(plan, results[i]));
  // Assigned, not listed: a braced list would copy the results.
  Ordered run;
  run["tool"]["driver"] = {{"name", "jada-reconcile"}, {"version", plan.tool_version}, {"rules", rules_json()}};
  run["invocations"] = Ordered::array({invocation_json(plan, results.size())});
  run["columnKind"] = "unicodeCodePoints";
  run["results"] = std::move(list);
  Ordered log = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}};
  log["runs"].push_back(std::move(run));
  return log.dump(2, ' ', false, Ordered::error_handler_t::replace) + "\n";
}

}  // namespace jada
