// Rules over a state that a test writes by hand: each look is observed, decided and committed as the loop does it.
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

#include "engine/base/json.h"
#include "resources/alert/alert.h"
#include "resources/apis/notice_json.h"
#include "state/open.h"
#include "tests/support/fake_outside.h"
#include "tests/support/fake_regions.h"
#include "tests/unit/resources/block_text.h"

namespace jada::test {

inline const Address kRule{"alert", "rule"};

/// A rule as the file has it; two channels and a pager are declared beside it.
inline std::pair<Alert::Spec, std::vector<std::string>> rule_of(const std::string& keys,
                                                                const Address& address = kRule) {
  return parsed<Alert>(address,
                       "[channel.ops]\n[channel.mail]\n[channel.pager]\n[alert." + address.name + "]\n" + keys);
}

/// What a test says of a resource; all else is in order.
struct Stand {
  std::string condition = "Ready";
  int failures = 0;
  std::string diagnosis{};
  bool is_permanent = false;
  std::string waits_for{};
  std::string unusable{};
  std::vector<std::string> needs{};
  std::optional<Time> succeeded_at{};
  std::optional<Time> drifted_since{};
  std::optional<Time> ends_at{};
  std::string cause{};
  std::string remedy{};
  std::string note{};
};

class RuleWorld {
 public:
  explicit RuleWorld(std::unique_ptr<Store> with = memory_store()) : store(std::move(with)) {}

  void pass(Duration length) { clock.time += length; }
  Time now() const { return clock.time; }

  void put(const std::string& address, const Stand& stand) { put(std::map<std::string, Stand>{{address, stand}}); }
  void put(const std::map<std::string, Stand>& stands) {
    Batch batch;
    for (const auto& [address, stand] : stands) batch.put.push_back(record_of(address, stand));
    EXPECT_TRUE(store->commit(batch));
  }
  Record record_of(const std::string& address, const Stand& stand) const {
    const Json standing{{"condition", stand.condition},
                        {"message", "as told"},
                        {"first_seen_at", to_string(start)},
                        {"needs", stand.needs},
                        {"use", {{"unusable", stand.unusable}}},
                        {"ailment",
                         {{"diagnosis", stand.diagnosis},
                          {"cause", stand.cause},
                          {"remedy", stand.remedy},
                          {"permanent", stand.is_permanent},
                          {"waits_for", stand.waits_for}}},
                        {"drifted_since", stand.drifted_since ? Json(to_string(*stand.drifted_since)) : Json()},
                        {"ends_at", stand.ends_at ? Json(to_string(*stand.ends_at)) : Json()},
                        {"ends_of", stand.ends_at ? Json("idle_limit") : Json()}};
    Record record{.address = *parse_address(address), .observed = stand.note, .standing = canonical(standing)};
    if (const auto known = *store->find(record.address)) record.revision = known->revision;
    record.failures = stand.failures;
    record.last_error = stand.failures > 0 ? stand.cause : "";
    record.succeeded_at = stand.succeeded_at;
    return record;
  }
  void forget(const std::string& address) { EXPECT_TRUE(store->commit({.forget = {*parse_address(address)}})); }

  Verdict judge(const Alert::Spec& rule) {
    Env env{outside.with(regions), *store};
    std::vector<ReplicaSight<Alert::Observed>> sights;
    sights.push_back({"", Alert::observe(rule, {.address = rule.address, .prior = *store->find(rule.address)}, env)});
    EXPECT_TRUE(sights.front().seen) << sights.front().seen.error().message;
    return Alert::diff(rule, sights, clock.now());
  }

  /// The transitions that channels are told of now: `ops fired`.
  std::vector<std::string> look(const Alert::Spec& rule) {
    last = judge(rule);
    if (!*store->find(rule.address)) put(to_string(rule.address), {});
    const bool is_news = !last.alerts.empty() || !last.events.empty() || !last.notices.empty();
    if (!is_news) return {};
    const auto done = store->commit({.events = last.events, .alerts = last.alerts, .notices = last.notices});
    EXPECT_TRUE(done) << done.error().message;
    std::vector<std::string> told;
    for (const NoticeRecord& notice : last.notices) told.push_back(notice.channel.name + " " + notice.transition);
    return told;
  }

  /// `token.google revoked firing`, of all that are not over.
  std::vector<std::string> open() const {
    std::vector<std::string> lines;
    for (const AlertRecord& alert : book()) {
      if (alert.state != "resolved") lines.push_back(alert.subject + " " + alert.diagnosis + " " + alert.state);
    }
    std::sort(lines.begin(), lines.end());
    return lines;
  }
  std::vector<AlertRecord> book() const { return *store->alerts(""); }
  AlertRecord alert() const { return book().at(0); }
  Notice notice() const { return *read_notice(last.notices.at(0).notice); }
  std::string body() const {
    std::string text;
    for (const std::string& line : notice().body) text += line + "\n";
    return text;
  }

  std::unique_ptr<Store> store;
  FakeRegions regions{};
  FixedClock clock{};
  const Time start = clock.time;
  FakeOutside outside{clock};
  Verdict last{};
};

}  // namespace jada::test
