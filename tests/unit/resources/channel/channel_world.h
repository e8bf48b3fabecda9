// A channel, its outbox and the services it tells, on a clock that only moves when a test moves it.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "resources/apis/notice_json.h"
#include "resources/channel/channel.h"
#include "state/open.h"
#include "tests/support/fake_outside.h"
#include "tests/support/fake_regions.h"

namespace jada {

class ChannelWorld : public testing::Test {
 protected:
  using Type = Channel::Type;
  static inline const Address kOps{"channel", "ops"};
  static inline const Address kPager{"channel", "pager"};

  ChannelWorld() {
    outside.memory.store = store.get();
    outside.secrets.variables["URL"] = "https://hooks.example.com/services/canary";
    outside.secrets.variables["KEY"] = "canary-key";
    outside.secrets.variables["SIGNING"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    outside.secrets.variables["TOPIC"] = "canary-topic";
    answer(200, "ok");
  }

  static std::optional<SecretRef> env(const char* name) { return SecretRef{.name = name}; }

  static Channel::Spec spec_of(Type type) {
    Channel::Spec spec{.address = kOps, .type = type};
    switch (type) {
      case Type::log: break;
      case Type::command: spec.run = {"/bin/tell", "ops"}; break;
      case Type::slack: spec.url = env("URL"); break;
      case Type::webhook: spec.url = env("URL"), spec.key = env("SIGNING"); break;
      case Type::pagerduty: spec.servers = {"https://events.example.com/v2/enqueue"}, spec.key = env("KEY"); break;
      case Type::alertmanager: spec.servers = {"http://127.0.0.1:9093"}; break;
      case Type::email:
        spec.servers = {"smtps://mail.example.com"}, spec.from = "jada@example.com", spec.to = {"ops@example.com"};
        break;
      case Type::ntfy: spec.servers = {"https://ntfy.example.com"}, spec.topic = env("TOPIC"); break;
    }
    return spec;
  }

  Notice notice(const std::string& alert, Notice::Transition transition = Notice::Transition::fired) const {
    Notice told{.transition = transition, .severity = Notice::Severity::critical, .title = alert + " fails"};
    told.body = {"since 12:00", "run this"};
    told.subject = "token." + alert;
    told.rule = "oauth";
    told.instance = "here";
    told.fingerprint = "f-" + alert;
    told.opened_at = told.fired_at = began;
    if (transition == Notice::Transition::resolved) told.resolved_at = clock.now();
    return told;
  }

  /// Puts it into the outbox, and the alert into the book.
  void wait(const std::string& alert, Notice::Transition transition = Notice::Transition::fired,
            const Address& channel = kOps) {
    const Notice told = notice(alert, transition);
    AlertRecord record{.id = "f-" + alert, .rule = "alert.oauth", .subject = told.subject, .life = "{}"};
    const auto known = find_alert(record.id);
    if (known) record = *known;
    record.state = transition == Notice::Transition::resolved ? "resolved" : "firing";
    const NoticeRecord waiting{.id = alert + "." + std::string(word(transition)),
                               .alert_id = record.id,
                               .channel = channel,
                               .transition = std::string(word(transition)),
                               .notice = to_json(told),
                               .created_at = clock.now()};
    ASSERT_TRUE(store->commit({.alerts = {record}, .notices = {waiting}}).has_value());
  }

  std::optional<AlertRecord> find_alert(const std::string& id) const {
    const auto alerts = store->alerts("");
    for (const AlertRecord& alert : *alerts) {
      if (alert.id == id) return alert;
    }
    return std::nullopt;
  }

  NoticeRecord kept(const std::string& id) const {
    const auto found = store->find_notice(id);
    return found && *found ? **found : NoticeRecord{.channel = {}, .status = "absent"};
  }

  void answer(int status, const std::string& body = "", const std::string& retry_after = "") {
    outside.http.answer = [=](const HttpRequest&) {
      HttpAnswer reply = test::FakeHttp::json(status, body);
      if (!retry_after.empty()) reply.headers = {{"retry-after", retry_after}};
      return reply;
    };
  }

  Env env_over(const StateView& state) { return {outside.with(regions), state}; }

  Channel::Observed look(const Channel::Spec& one) {
    Env env = env_over(*store);
    auto seen = Channel::observe(one, {.address = one.address}, env);
    EXPECT_TRUE(seen.has_value());
    return seen ? std::move(*seen) : Channel::Observed{};
  }
  Verdict verdict(const Channel::Spec& one) {
    std::vector<ReplicaSight<Channel::Observed>> sights;
    sights.push_back({"", look(one)});
    return Channel::diff(one, sights, clock.now());
  }
  Verdict verdict() { return verdict(spec); }

  Outcome apply(const Channel::Spec& one, const StateView& state) {
    Env env = env_over(state);
    const Change change{.address = one.address, .action = Action::run};
    const Change* batch[] = {&change};
    return Channel::apply(one, batch, env).front();
  }
  Outcome apply() { return apply(spec, *store); }

  /// A pass as the loop makes it: nothing is carried out that the look did not find.
  bool pass(const Channel::Spec& one) {
    if (verdict(one).changes.empty()) return false;
    apply(one, *store);
    return true;
  }
  bool pass() { return pass(spec); }

  /// Passes whenever something is due, until that time.
  void live_until(Time end) {
    while (clock.time < end) {
      pass();
      const auto next = verdict().recheck_at;
      if (!next || *next > end) break;
      clock.time = std::max(*next, clock.time + Duration{1});
    }
    clock.time = std::max(clock.time, end);
  }
  void live(Duration length) { live_until(clock.time + length); }

  std::vector<std::string> events() const {
    std::vector<std::string> types;
    const auto found = store->events("", 1000);
    for (const Event& event : *found) types.push_back(event.type);
    return types;
  }

  std::size_t sent() const { return outside.http.sent.size(); }

  test::FakeRegions regions{};
  test::FixedClock clock{};
  const Time began = clock.time;
  test::FakeOutside outside{clock};
  std::unique_ptr<Store> store = memory_store();
  Channel::Spec spec = spec_of(Type::slack);
};

}  // namespace jada
