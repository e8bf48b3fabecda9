#include "engine/report/metrics.h"

#include <fmt/format.h>

#include <tuple>
#include <vector>

#include "engine/base/json_lenient.h"
#include "engine/base/text.h"
#include "engine/base/utf8.h"

namespace jada {
namespace {

// `\` and `"` as the format wants them; what else would break a line or a terminal is made printable.
std::string escaped(std::string_view value) {
  std::string text;
  for (const char c : printable(as_utf8(value))) {
    if (c == '\\' || c == '"') text += '\\';
    text += c;
  }
  return text;
}

double in_seconds(Duration length) { return static_cast<double>(length.count()) / 1000; }
double in_seconds(Time time) { return in_seconds(time.time_since_epoch()); }

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// One metric after the other: all samples of one stand together.
class Page {
 public:
  void begin(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    fmt::format_to(std::back_inserter(text_), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
  }
  void add(const Labels& labels, double value, std::string_view suffix = "") {
    fmt::format_to(std::back_inserter(text_), "{}{}", name_, suffix);
    char before = '{';
    for (const auto& [name, value_of] : labels) {
      fmt::format_to(std::back_inserter(text_), "{}{}=\"{}\"", before, name, escaped(value_of));
      before = ',';
    }
    fmt::format_to(std::back_inserter(text_), "{}{}\n", labels.size() == 0 ? " " : "} ", value);
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
  std::string_view name_;
};

// What is told of one record.
struct Facts {
  const Record* record;
  std::string address;
  std::string condition{};
  std::optional<Time> drifted_since{};
  std::optional<Time> usable_until{};
};

Facts facts_of(const Record& record) {
  Facts facts{.record = &record, .address = to_string(record.address)};
  const auto standing = parse_json(record.standing);
  if (!standing || !standing->is_object()) return facts;
  facts.condition = text_in(*standing, "condition");
  facts.drifted_since = time_in(*standing, "drifted_since");
  if (const auto use = standing->find("use"); use != standing->end()) facts.usable_until = time_in(*use, "until");
  return facts;
}

void add_tokens(Page& page, const std::vector<Facts>& all, Time now) {
  page.begin("jada_token_expires_at_seconds", "gauge", "When the access token ends, in seconds since 1970.");
  for (const Facts& it : all) {
    if (it.record->address.kind == "token" && it.usable_until)
      page.add({{"address", it.address}}, in_seconds(*it.usable_until));
  }
  page.begin("jada_token_headroom_seconds", "gauge", "How long the access token still lives; negative: it has ended.");
  for (const Facts& it : all) {
    if (it.record->address.kind == "token" && it.usable_until)
      page.add({{"address", it.address}}, in_seconds(*it.usable_until - now));
  }
}

void add_looks(Page& page, const std::vector<Facts>& all, Time now) {
  page.begin("jada_observation_age_seconds", "gauge", "How long ago a resource or replica was last seen.");
  for (const Facts& it : all) {
    if (it.record->observed_at) page.add({{"address", it.address}}, in_seconds(now - *it.record->observed_at));
  }
  page.begin("jada_time_in_drift_seconds", "gauge", "How long a resource has been apart from what is declared.");
  for (const Facts& it : all) {
    if (it.drifted_since) page.add({{"address", it.address}}, in_seconds(now - *it.drifted_since));
  }
}

void add_standings(Page& page, const std::vector<Facts>& all) {
  page.begin("jada_resource_condition", "gauge", "1 for the one condition that a resource is in.");
  for (const Facts& it : all) {
    if (!it.condition.empty()) page.add({{"address", it.address}, {"condition", it.condition}}, 1);
  }
  page.begin("jada_consecutive_failures", "gauge", "How often in a row a resource has failed.");
  for (const Facts& it : all) {
    if (!it.condition.empty()) page.add({{"address", it.address}}, it.record->failures);
  }
  page.begin("jada_last_success_timestamp_seconds", "gauge", "When a resource last succeeded, in seconds since 1970.");
  for (const Facts& it : all) {
    if (it.record->succeeded_at) page.add({{"address", it.address}}, in_seconds(*it.record->succeeded_at));
  }
}

void add_alerts(Page& page, const Measured& measured) {
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> counts;
  for (const AlertRecord& alert : measured.alerts) ++counts[{alert.rule, alert.severity, alert.state}];
  page.begin("jada_alerts", "gauge", "Alerts in the book.");
  for (const auto& [kind, count] : counts) {
    const auto& [rule, severity, state] = kind;
    page.add({{"rule", rule}, {"severity", severity}, {"state", state}}, static_cast<double>(count));
  }
  page.begin("jada_notices_waiting", "gauge", "Notices that a channel has not been told yet.");
  for (const auto& [channel, count] : measured.waiting)
    page.add({{"channel", to_string(channel)}}, static_cast<double>(count));
}

void add_passes(Page& page, const PassCounters& passes) {
  page.begin("jada_passes_total", "counter", "Passes of the controller since it started.");
  page.add({{"result", "ok"}}, static_cast<double>(passes.ok));
  page.add({{"result", "failed"}}, static_cast<double>(passes.failed));
  page.begin("jada_pass_duration_seconds", "summary", "How long passes took.");
  page.add({}, in_seconds(passes.total_duration), "_sum");
  page.add({}, static_cast<double>(passes.ok + passes.failed), "_count");
  page.begin("jada_last_pass_timestamp_seconds", "gauge", "When the last pass ended, in seconds since 1970.");
  if (passes.last_ended_at) page.add({}, in_seconds(*passes.last_ended_at));
}

}  // namespace

std::string metrics_page(const Measured& measured) {
  std::vector<Facts> all;
  all.reserve(measured.records.size());
  for (const Record& record : measured.records) all.push_back(facts_of(record));
  Page page;
  page.begin("jada_build_info", "gauge", "1, with the version of the program.");
  page.add({{"version", measured.version}}, 1);
  add_passes(page, measured.passes);
  add_standings(page, all);
  add_looks(page, all, measured.now);
  add_tokens(page, all, measured.now);
  add_alerts(page, measured);
  return std::move(page).text();
}

}  // namespace jada
