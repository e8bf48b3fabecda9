#include <algorithm>

#include "engine/base/text.h"
#include "engine/report/report.h"
#include "engine/report/wording.h"

namespace jada {
namespace {

constexpr std::size_t kMostBytes = 60'000;  // bytes are never fewer than characters
constexpr std::size_t kClosing = 400;       // kept free for table heads, closing tags and what was left out
constexpr std::size_t kUnfolded = 12;

// Anything a renderer could read as more than text, as its HTML entity.
std::string entities(std::string_view text) {
  static constexpr std::string_view kSpecial = "&<>|`*_~[]\\@#";
  std::string escaped;
  for (const char c : text) {
    if (kSpecial.find(c) == std::string_view::npos) {
      escaped += c;
    } else {
      escaped += "&#" + std::to_string(static_cast<int>(c)) + ";";
    }
  }
  return escaped;
}

// A code span where the text allows one, because it reads well in the raw; else the same in HTML.
std::string code(const std::string& text) {
  if (text.empty()) return {};
  if (text.find_first_of("`|<&") == std::string::npos && text.front() != ' ' && text.back() != ' ')
    return "`" + text + "`";
  return "<code>" + entities(text) + "</code>";
}

std::string what_cell(const Finding& finding) {
  const std::string what(action_text(finding));
  const bool bare = finding.change->action == Action::remove || finding.message.empty();
  return bare ? what : what + " " + code(finding.message);
}

std::string row(const Plan& plan, const Finding& finding) {
  std::string cause = entities(cause_text(plan, finding));
  const std::string outcome = outcome_text(finding);
  if (!outcome.empty()) cause += (cause.empty() ? "" : ", ") + entities(outcome);
  const std::string why = join(finding.change->blocked_by, "; ");
  if (!why.empty()) cause += ": " + entities(clean(why));
  return "| " + code(address_text(finding)) + " | " + what_cell(finding) + " | " + entities(replicas_text(finding)) +
         " | " + code(source_text(plan, finding)) + " | " + cause + " |\n";
}

std::string note(const Finding& finding) {
  const std::string place = finding.address.kind.empty() ? "" : code(place_text(finding)) + " ";
  return "- " + std::string(finding.rule) + ": " + place + entities(finding.message) + "\n";
}

constexpr std::string_view kTableHead = "| Address | What | Where | Source | Cause |\n|---|---|---|---|---|\n";
constexpr std::string_view kDetailsEnd = "\n</details>\n";

// Takes whole pieces as long as they fit, and counts those that did not.
class Page {
 public:
  void always(std::string_view text) { text_ += text; }
  void offer(const std::string& piece) {
    // Once one is left out the rest are: a list with holes would read as complete.
    const bool fits = left_out_ == 0 && text_.size() + piece.size() + kClosing <= kMostBytes;
    if (fits) {
      text_ += piece;
    } else {
      ++left_out_;
    }
  }
  std::size_t left_out() const { return left_out_; }
  std::string text() { return std::move(text_); }

 private:
  std::string text_;
  std::size_t left_out_ = 0;
};

void add_table(const Plan& plan, const std::vector<const Finding*>& changes, Page& page) {
  if (changes.empty()) return;
  page.always("\n");
  page.always(kTableHead);
  const std::size_t unfolded = std::min(changes.size(), kUnfolded);
  for (std::size_t i = 0; i < unfolded; ++i) page.offer(row(plan, *changes[i]));
  if (changes.size() == unfolded) return;
  page.always("\n<details><summary>" + counted(changes.size() - unfolded, "more row") + "</summary>\n\n");
  page.always(kTableHead);
  for (std::size_t i = unfolded; i < changes.size(); ++i) page.offer(row(plan, *changes[i]));
  page.always(kDetailsEnd);
}

}  // namespace

std::string markdown_report(const Plan& plan) {
  const std::vector<Finding> found = worst_first(findings(plan));
  std::vector<const Finding*> changes;
  std::vector<const Finding*> notes;
  for (const Finding& finding : found) (finding.change != nullptr ? changes : notes).push_back(&finding);
  std::stable_partition(changes.begin(), changes.end(),
                        [](const Finding* f) { return f->change->action != Action::remove; });

  Page page;
  page.always("<!-- jada-reconcile -->\n**" + entities(closing_line(plan)) + "**\n");
  // Before the table: few, and what a reader must not miss when the page is full.
  if (!notes.empty()) page.always("\n");
  for (const Finding* finding : notes) page.offer(note(*finding));
  add_table(plan, changes, page);
  if (page.left_out() > 0)
    page.always("\n" + std::to_string(page.left_out()) + " more left out here; the plan JSON has them all.\n");
  return page.text();
}

}  // namespace jada
