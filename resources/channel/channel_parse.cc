// The keys of a [channel.NAME], and which of them a type has.
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"
#include "engine/base/web_address.h"
#include "resources/apis/email.h"
#include "resources/apis/pagerduty.h"
#include "resources/channel/channel.h"

namespace jada {
namespace {

using Type = Channel::Type;

constexpr Type kTypes[] = {Type::log,       Type::command,      Type::webhook, Type::slack,
                           Type::pagerduty, Type::alertmanager, Type::email,   Type::ntfy};

struct KeyUse {
  const char* key;
  std::vector<Type> needed{};
  std::vector<Type> allowed{};
  const char* example;
};

const std::vector<KeyUse>& uses() {
  using enum Type;
  static const std::vector<KeyUse> kUses{
      {"url", {webhook, slack}, {}, "url = { env = \"SLACK_WEBHOOK_URL\" }"},
      {"key", {webhook, pagerduty}, {alertmanager, ntfy}, "key = { file = \"~/.secrets/key\" }"},
      {"topic", {ntfy}, {}, "topic = { env = \"NTFY_TOPIC\" }"},
      {"server", {email}, {pagerduty, alertmanager, ntfy}, "server = \"smtps://mail.example.com\""},
      {"servers", {}, {alertmanager}, ""},
      {"user", {}, {email}, ""},
      {"password", {}, {email}, ""},
      {"from", {email}, {}, "from = \"jada@example.com\""},
      {"to", {email}, {}, "to = [\"ops@example.com\"]"},
      {"run", {command}, {}, "run = [\"./tell.sh\"]"},
      {"labels", {}, {alertmanager}, ""},
      {"timeout", {}, {command, webhook, slack, pagerduty, alertmanager, email, ntfy}, ""}};
  return kUses;
}

bool has(const std::vector<Type>& types, Type type) { return std::ranges::find(types, type) != types.end(); }

// What is missing, and what would be read and never used: whoever wrote it believes otherwise.
void check_keys(Reader& in, Type type) {
  for (const auto& [key, needed, allowed, example] : uses()) {
    if (has(needed, type) && !in.has(key))
      in.fault(key, fmt::format("type = \"{}\" needs `{}`", word(type), key), example);
    if (!in.has(key) || has(needed, type) || has(allowed, type)) continue;
    std::vector<std::string> names;
    for (const Type one : kTypes) {
      if (has(needed, one) || has(allowed, one)) names.push_back(std::string(word(one)));
    }
    in.fault(key, fmt::format("`{}` means nothing here: it is for {}", key, join(names, ", ")), "take it out");
  }
}

void check_servers(Reader& in, const Channel::Spec& spec) {
  if (spec.type == Type::alertmanager && spec.servers.empty())
    in.fault("server", "type = \"alertmanager\" needs `server` or `servers`", "server = \"http://127.0.0.1:9093\"");
  const char* key = in.has("server") ? "server" : "servers";
  if (spec.type == Type::email) {
    if (in.has("server") && !std::ranges::all_of(spec.servers, is_mail_server))
      in.fault(key, "`server` is no mail server", "smtps://HOST, or smtp://HOST:587");
  } else if (!std::ranges::all_of(spec.servers, is_trustworthy)) {
    in.fault(key, fmt::format("`{}` holds no https address", key), "http is for this machine only (127.0.0.1)");
  }
}

void read_servers(Reader& in, Channel::Spec& spec) {
  std::string server = in.expanded("server", "the service's address, or the mail server's: smtps://HOST", "");
  auto more = in.texts("servers", "alertmanager: the addresses of its peers; each is told everything");
  while (server.ends_with('/')) server.pop_back();
  if (spec.type == Type::ntfy && server.empty()) server = "https://ntfy.sh";
  if (spec.type == Type::pagerduty) server = server.empty() ? kPagerDutyAddress : server + "/v2/enqueue";
  if (!server.empty()) spec.servers.push_back(std::move(server));
  std::ranges::move(more, std::back_inserter(spec.servers));
}

void read_mail(Reader& in, Channel::Spec& spec) {
  spec.from = in.text("from", "email: who it is from, a bare address", "");
  spec.to = in.texts("to", "email: whom it is to, bare addresses");
  spec.user = in.expanded("user", "email: who logs in at the server", "");
  spec.password = in.maybe_secret("password", "email: the password of `user`");
  if (!spec.from.empty() && !is_mail_address(spec.from))
    in.fault("from", "`from` is no bare mail address", "from = \"jada@example.com\"");
  if (!std::ranges::all_of(spec.to, is_mail_address))
    in.fault("to", "`to` holds what is no bare mail address", "to = [\"ops@example.com\"]");
  if (in.has("to") && spec.to.empty()) in.fault("to", "`to` is empty: nobody would get the mail");
  if (in.has("user") != in.has("password"))
    in.fault(in.has("user") ? "user" : "password", "`user` and `password` go together");
}

void read_labels(Reader& in, Channel::Spec& spec) {
  for (const std::string& label : in.texts("labels", "alertmanager: labels of every alert, `team=ops`")) {
    const auto equals = label.find('=');
    const std::string name = label.substr(0, equals);
    if (equals == label.npos || !is_label_name(name)) {
      in.fault("labels", fmt::format("`{}` is no label", printable(label)), "name=value, as in \"team=ops\"");
    } else {
      spec.labels[name] = label.substr(equals + 1);
    }
  }
}

// The fallbacks of fallbacks: one that comes back would hand the same notice round for ever.
void read_fallback(Reader& in, Channel::Spec& spec) {
  constexpr const char* kDoc = "who is told instead when nothing arrives here for 5 minutes";
  spec.fallback = in.maybe_address("fallback", kDoc, {"channel"});
  std::vector<Address> met{spec.address};
  for (auto next = spec.fallback; next;) {
    if (*next == spec.address) return in.fault("fallback", "`fallback` leads back to this channel");
    if (std::ranges::find(met, *next) != met.end()) return;  // their own fault
    met.push_back(*next);
    Reader other = in.block(*next);
    next = other.maybe_address("fallback", kDoc, {"channel"});
  }
}

}  // namespace

Channel::Spec Channel::parse(Reader& in) {
  Spec spec{.address = in.address()};
  const auto type = in.choice("type", "how it is told",
                              {"log", "command", "webhook", "slack", "pagerduty", "alertmanager", "email", "ntfy"}, 0);
  spec.type = kTypes[type];
  if (!in.has("type")) in.fault("type", "a channel needs `type`", "type = \"slack\"");
  spec.url = in.maybe_secret("url", "webhook, slack: the address to post to");
  spec.key = in.maybe_secret(
      "key", "pagerduty: the routing key; webhook: what signs, `whsec_…`; alertmanager, ntfy: an access token");
  spec.topic = in.maybe_secret("topic", "ntfy: the topic, which is the key where reading is open");
  read_servers(in, spec);
  read_mail(in, spec);
  spec.run = in.texts("run", "command: the program and its arguments, no shell; the alert stands in JADA_ALERT_…");
  if (in.has("run") && spec.run.empty()) in.fault("run", "`run` names no program");
  read_labels(in, spec);
  spec.timeout = in.duration("timeout", "how long an answer may take", spec.timeout);
  if (spec.timeout < std::chrono::seconds{1} || spec.timeout > std::chrono::minutes{10})
    in.fault("timeout", "`timeout` is a second at least and 10 minutes at most");
  spec.per_minute = static_cast<int>(
      in.integer("per_minute", "no more messages than that in any minute; 0: what the service takes", 0, 0, 6000));
  read_fallback(in, spec);
  // What a mistyped type needs, nobody knows.
  if (!in.says("type", word(spec.type))) return spec;
  check_keys(in, spec.type);
  check_servers(in, spec);
  return spec;
}

}  // namespace jada
