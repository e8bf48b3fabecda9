#include <algorithm>

#include "engine/report/report.h"
#include "engine/report/wording.h"

namespace jada {
namespace {

// XML 1.0 has no way to write most control characters nor U+FFFE and U+FFFF.
std::string xml(std::string_view text) {
  const std::string mended = clean(text);
  std::string escaped;
  escaped.reserve(mended.size());
  for (std::size_t i = 0; i < mended.size(); ++i) {
    const char c = mended[i];
    const bool noncharacter = mended.compare(i, 2, "\xef\xbf") == 0 && i + 2 < mended.size() &&
                              static_cast<unsigned char>(mended[i + 2]) >= 0xbe;
    if (noncharacter) {
      escaped += "\xef\xbf\xbd";
      i += 2;
    } else if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else if (c == '"') {
      escaped += "&quot;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

struct Case {
  enum class Result { passed, failed, error, skipped };
  std::string classname;
  std::string name;
  Result result = Result::passed;
  std::string type{};
  std::string message{};
  std::vector<std::string> body{};
};

struct Suite {
  std::string name;
  std::vector<Case> cases{};

  std::size_t count(Case::Result result) const {
    return static_cast<std::size_t>(
        std::count_if(cases.begin(), cases.end(), [&](const Case& c) { return c.result == result; }));
  }
};

std::string failure_type(const Finding& finding) {
  if (finding.rule == "JADA-FAILED") return "apply";
  if (finding.rule == "JADA-BLOCKED") return "blocked";
  if (finding.rule == "JADA-GUARD") return "guard";
  return finding.change != nullptr && finding.change->cause ? std::string(word(*finding.change->cause)) : "edit";
}

// Failing is what does not agree; a slot that is due does, and so does a guard that lets pass.
bool fails(const Finding& finding) {
  return finding.open() && finding.severity != Severity::note && finding.rule != "JADA-UNKNOWN";
}

std::string one_line(const Finding& finding) {
  const std::string action = finding.change == nullptr ? "" : std::string(action_text(finding)) + " ";
  return place_text(finding) + ": " + action + finding.message;
}

void describe(const Plan& plan, const Finding& finding, std::vector<std::string>& body) {
  std::string line = one_line(finding);
  if (finding.change != nullptr) line += "  " + cause_text(plan, finding);
  const std::string where = source_text(plan, finding);
  if (!where.empty()) line += "  " + where;
  body.push_back(std::move(line));
  for (const Edit& edit : fields_of(finding)) {
    body.push_back("  " + field_text(edit, 0) + "  " + std::string(word(edit.cause)));
  }
}

// The one to speak for a resource: what apply failed at, then the worst by rule (the table of rules goes by that).
const Finding* worst(const std::vector<const Finding*>& found, bool (*wanted)(const Finding&)) {
  const Finding* best = nullptr;
  const auto rank = [](const Finding& finding) {
    const auto all = rules();
    return std::find_if(all.begin(), all.end(), [&](const Rule& rule) { return rule.id == finding.rule; }) -
           all.begin();
  };
  const auto above = [&](const Finding& a, const Finding& b) {
    const bool a_failed = a.rule == "JADA-FAILED";
    const bool b_failed = b.rule == "JADA-FAILED";
    return a_failed != b_failed ? a_failed : rank(a) < rank(b);
  };
  for (const Finding* finding : found) {
    if (wanted(*finding) && (best == nullptr || above(*finding, *best))) best = finding;
  }
  return best;
}

Case case_of(const Plan& plan, const Standing& standing, const std::vector<const Finding*>& found) {
  Case made{.classname = "jada." + standing.address.kind, .name = to_string(standing.address)};
  const Finding* failure = worst(found, fails);
  const Finding* unknown = worst(found, [](const Finding& finding) { return finding.rule == "JADA-UNKNOWN"; });
  const bool suspended = !found.empty() && found.front()->suspension.has_value();
  if (suspended) {
    made.result = Case::Result::skipped;
    made.message = *found.front()->suspension;
  } else if (failure != nullptr) {
    made.result = Case::Result::failed;
    made.type = failure_type(*failure);
    made.message = one_line(*failure);
  } else if (unknown != nullptr || standing.condition == Condition::unknown) {
    made.result = Case::Result::error;
    made.type = "unknown";
    made.message = unknown != nullptr ? one_line(*unknown) : standing.message;
  }
  if (made.result == Case::Result::passed) return made;
  for (const Finding* finding : found) {
    if (finding->open()) describe(plan, *finding, made.body);
  }
  return made;
}

std::optional<Suite> suite_of_faults(const Plan& plan) {
  const std::string file = plan.desired_path.empty() ? "desired.toml" : plan.desired_path;
  Case made{.classname = "jada.config", .name = file, .result = Case::Result::failed, .type = "config"};
  for (const Diagnostic& it : plan.diagnostics) {
    if (it.severity != Diagnostic::Severity::error) continue;
    const std::string line = to_string(it.at) + ": " + it.message + (it.hint.empty() ? "" : " (" + it.hint + ")");
    if (made.message.empty()) made.message = line;
    made.body.push_back(line);
  }
  if (made.body.empty()) return std::nullopt;
  return Suite{"config", {std::move(made)}};
}

std::vector<Suite> suites_of(const Plan& plan) {
  const std::vector<Finding> found = findings(plan);
  const auto grouped = by_resource(found);
  std::vector<Suite> suites;
  if (auto faults = suite_of_faults(plan)) suites.push_back(std::move(*faults));
  for (const Standing& standing : plan.standings) {
    if (suites.empty() || suites.back().name != standing.address.kind) suites.push_back({standing.address.kind});
    const auto own = grouped.find(standing.address);
    suites.back().cases.push_back(
        case_of(plan, standing, own == grouped.end() ? std::vector<const Finding*>{} : own->second));
  }
  return suites;
}

void write(const Case& it, std::string& out) {
  out += "    <testcase classname=\"" + xml(it.classname) + "\" name=\"" + xml(it.name) + "\" time=\"0\"";
  if (it.result == Case::Result::passed) {
    out += "/>\n";
    return;
  }
  const bool skipped = it.result == Case::Result::skipped;
  const std::string tag = skipped ? "skipped" : it.result == Case::Result::failed ? "failure" : "error";
  out += ">\n      <" + tag;
  // The schema gives <skipped> no attributes: why stands inside.
  out += skipped ? ">" + xml(it.message) : " type=\"" + xml(it.type) + "\" message=\"" + xml(it.message) + "\">";
  if (skipped && !it.body.empty()) out += "\n";
  for (std::size_t i = 0; i < it.body.size(); ++i) out += (i == 0 ? "" : "\n") + xml(it.body[i]);
  out += "</" + tag + ">\n    </testcase>\n";
}

// `tests` and the rest, as the suite and the whole file carry them.
std::string totals(std::span<const Suite> suites) {
  const auto sum = [&](auto count) {
    std::size_t total = 0;
    for (const Suite& suite : suites) total += count(suite);
    return std::to_string(total);
  };
  return " tests=\"" + sum([](const Suite& s) { return s.cases.size(); }) + "\" failures=\"" +
         sum([](const Suite& s) { return s.count(Case::Result::failed); }) + "\" errors=\"" +
         sum([](const Suite& s) { return s.count(Case::Result::error); }) + "\" time=\"0\"";
}

}  // namespace

std::string junit_report(const Plan& plan) {
  const std::vector<Suite> suites = suites_of(plan);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"jada-reconcile " + xml(plan.mode) +
                    "\"" + totals(suites) + ">\n";
  for (const Suite& suite : suites) {
    out += "  <testsuite name=\"" + xml(suite.name) + "\"" + totals({&suite, 1}) + " skipped=\"" +
           std::to_string(suite.count(Case::Result::skipped)) + "\" timestamp=\"" +
           to_string(plan.created_at).substr(0, 19) + "\">\n";
    for (const Case& it : suite.cases) write(it, out);
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

}  // namespace jada
