#include <algorithm>
#include <array>
#include <map>

#include "engine/base/text.h"
#include "engine/report/paint.h"
#include "engine/report/report.h"
#include "engine/report/wording.h"

namespace jada {
namespace {

constexpr std::size_t kOneLineFrom = 100;  // columns below which the source moves to a line of its own
constexpr std::string_view kFieldIndent = "      ";

struct Mark {
  std::string_view glyph;
  Paint paint;
};

Mark mark_of(const std::optional<Action>& action) {
  if (!action) return {"!", Paint::yellow};
  switch (*action) {
    case Action::create: return {"+", Paint::green};
    case Action::update: return {"~", Paint::yellow};
    case Action::remove: return {"-", Paint::red};
    case Action::refresh:
    case Action::copy: return {"↻", Paint::yellow};
    case Action::run: return {"»", Paint::green};
    case Action::raise: return {"!", Paint::red};
    case Action::resolve: return {"-", Paint::green};
  }
  return {"?", Paint::plain};
}

enum Column : std::size_t { kAddress, kAction, kWhat, kReplicas, kSource, kCause, kColumns };
// A longer cell pushes only its own line, or one long value would push them all.
constexpr std::array<std::size_t, kColumns> kWidest = {44, 8, 56, 16, 32, 0};

struct Row {
  std::array<std::string, kColumns> cells;
  const Finding* finding;
};

class Screen {
 public:
  Screen(const Plan& plan, const TextStyle& style) : plan_(plan), style_(style), found_(findings(plan)) {}

  std::string text() {
    add_changes();
    add_held();
    for (const Finding& finding : found_) add_note(finding);
    if (plan_.mode != "drift") add_guards();
    if (!out_.empty()) out_ += '\n';
    out_ += painted(Paint::bold, closing_line(plan_)) + "\n";
    return std::move(out_);
  }

 private:
  std::string painted(Paint paint, std::string text) const {
    return jada::painted(paint, std::move(text), style_.color);
  }

  // With the fields on lines of their own, the line of the change only counts them.
  std::string what(const Finding& finding) const {
    if (finding.change->action == Action::remove) return "";
    const std::size_t fields = finding.change->edits.size();
    return style_.verbose && fields != 0 ? counted(fields, "field") : finding.message;
  }

  Row row_of(const Finding& finding) const {
    std::string cause = cause_text(plan_, finding);
    const std::string outcome = outcome_text(finding);
    if (!outcome.empty()) cause += (cause.empty() ? "" : "  ") + outcome;
    return {{address_text(finding), std::string(action_text(finding)), what(finding), replicas_text(finding),
             source_text(plan_, finding), std::move(cause)},
            &finding};
  }

  void add_changes() {
    std::vector<Row> rows;
    for (const Finding& finding : found_) {
      if (finding.change != nullptr) rows.push_back(row_of(finding));
    }
    std::stable_partition(rows.begin(), rows.end(),
                          [](const Row& row) { return row.finding->change->action != Action::remove; });
    std::array<std::size_t, kColumns> widths{};
    for (const Row& row : rows) {
      for (std::size_t i = 0; i < kColumns; ++i)
        widths[i] = std::max(widths[i], std::min(width(row.cells[i]), kWidest[i]));
    }
    for (const Row& row : rows) add_row(row, widths);
  }

  void add_row(const Row& row, const std::array<std::size_t, kColumns>& widths) {
    const bool apart = style_.width != 0 && style_.width < kOneLineFrom;
    const Mark mark = mark_of(row.finding->change->action);
    std::string line = "  " + painted(mark.paint, std::string(mark.glyph));
    for (std::size_t i = 0; i < kColumns; ++i) {
      if ((widths[i] == 0 && row.cells[i].empty()) || (apart && i == kSource)) continue;
      const std::size_t taken = width(row.cells[i]);
      line += i == kAddress ? " " : "  ";
      line += i <= kAction ? painted(mark.paint, row.cells[i]) : row.cells[i];
      line.append(widths[i] > taken ? widths[i] - taken : 0, ' ');
    }
    line.resize(line.find_last_not_of(' ') + 1);
    out_ += line + "\n";
    if (apart && !row.cells[kSource].empty()) out_.append(kFieldIndent).append(row.cells[kSource]).append("\n");
    if (style_.verbose) add_fields(*row.finding);
  }

  void add_fields(const Finding& finding) {
    for (const Edit& edit : fields_of(finding)) {
      out_.append(kFieldIndent).append(field_text(edit, 0)).append("  ").append(word(edit.cause)).append("\n");
    }
  }

  // One line per resource, action and reason; named in full when it is about one place only.
  void add_held() {
    struct Group {
      const Finding* first;
      std::size_t count = 0;
    };
    std::map<std::string, Group> groups;
    for (const Finding& finding : found_) {
      if (finding.change == nullptr || !finding.change->action || finding.change->blocked_by.empty()) continue;
      if (finding.suspension && finding.change->blocked_by.size() == 1) continue;  // a line of its own says that
      const std::string why = clean(join(finding.change->blocked_by, "; "));
      Group& group = groups
                         .try_emplace(to_string(finding.address.resource()) + "\n" + std::string(action_text(finding)) +
                                          "\n" + why,
                                      Group{&finding})
                         .first->second;
      group.count += std::max<std::size_t>(1, finding.replicas.size());
    }
    for (const auto& [key, group] : groups) {
      const Finding& finding = *group.first;
      const std::string why = clean(join(finding.change->blocked_by, "; "));
      const std::string one = place_text(finding) + "  " + std::string(action_text(finding));
      const std::string many = clean(to_string(finding.address.resource())) + "  " + std::to_string(group.count) +
                               " to " + std::string(action_text(finding));
      add_line("held", (group.count == std::max<std::size_t>(1, finding.replicas.size()) ? one : many) + "  " + why);
    }
  }

  void add_line(std::string label, const std::string& text) {
    label.resize(std::max<std::size_t>(label.size(), 10), ' ');
    out_ += "  " + painted(Paint::yellow, label) + " " + text + "\n";
  }

  void add_note(const Finding& finding) {
    const std::string said = place_text(finding) + "  " + finding.message;
    if (finding.rule == "JADA-UNKNOWN") out_ += "  " + painted(Paint::yellow, "?") + " " + said + "\n";
    if (finding.rule == "JADA-BLOCKED") add_line("blocked", said);
    if (finding.rule == "JADA-SUSPENDED") add_line("suspended", said);
    if (finding.rule == "JADA-FAILED" && finding.change == nullptr && !is_said(finding)) add_line("failing", said);
  }

  // By the line of the change that failed just now.
  bool is_said(const Finding& finding) const {
    return std::any_of(found_.begin(), found_.end(), [&](const Finding& other) {
      return other.failed() && other.address.resource() == finding.address.resource() &&
             clean(other.applied->error).find(finding.message) != std::string::npos;
    });
  }

  void add_guards() {
    for (const GuardVerdict& guard : plan_.guards) {
      out_ += "  " + painted(Paint::yellow, "guard:") + " " + guard.name + " " + clean(to_string(guard.address)) + " " +
              guard_text(guard) + "\n";
    }
  }

  const Plan& plan_;
  const TextStyle& style_;
  std::vector<Finding> found_;
  std::string out_;
};

}  // namespace

std::string text_report(const Plan& plan, const TextStyle& style) { return Screen(plan, style).text(); }

}  // namespace jada
