#include <gmock/gmock.h>

#include "resources/channel/channel.h"
#include "tests/unit/resources/block_text.h"

namespace jada {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Address kOps{"channel", "ops"};

auto read(const std::string& keys) { return test::parsed<Channel>(kOps, "[channel.ops]\n" + keys); }

TEST(ChannelParse, ReadsTheExampleOfTheContract) {
  const auto [spec, faults] = read("type = \"slack\"\nurl = { env = \"SLACK_WEBHOOK_URL\" }\n");
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(spec.type, Channel::Type::slack);
  EXPECT_EQ(spec.url->name, "SLACK_WEBHOOK_URL");
}

TEST(ChannelParse, ReadsEveryType) {
  const std::pair<const char*, const char*> cases[] = {
      {"log", ""},
      {"command", "run = ['./tell', '-v']\ntimeout = '10s'"},
      {"webhook", "url = { env = 'U' }\nkey = { file = 'k' }"},
      {"slack", "url = { env = 'U' }\nper_minute = 10"},
      {"pagerduty", "key = { env = 'K' }\nserver = 'https://events.eu.pagerduty.com/'"},
      {"alertmanager", "servers = ['http://127.0.0.1:9093', 'https://am.example.com']\nlabels = ['team=ops']"},
      {"email",
       "server = 'smtp://mail.example.com:587'\nfrom = 'jada@example.com'\nto = ['ops@example.com']\n"
       "user = 'jada'\npassword = { env = 'P' }"},
      {"ntfy", "topic = { env = 'T' }\nkey = { env = 'K' }"}};
  for (const auto& [type, keys] : cases) {
    const auto [spec, faults] = read(std::string("type = '") + type + "'\n" + keys + "\n");
    EXPECT_THAT(faults, IsEmpty()) << type;
    EXPECT_EQ(word(spec.type), type);
  }
}

TEST(ChannelParse, KnowsWhereServicesAre) {
  const auto servers = [](const std::string& keys) { return read(keys).first.servers; };
  EXPECT_THAT(servers("type = 'ntfy'\ntopic = { env = 'T' }\n"), ElementsAre("https://ntfy.sh"));
  EXPECT_THAT(servers("type = 'pagerduty'\nkey = { env = 'K' }\n"),
              ElementsAre("https://events.pagerduty.com/v2/enqueue"));
  EXPECT_THAT(servers("type = 'pagerduty'\nkey = { env = 'K' }\nserver = 'https://events.eu.pagerduty.com/'\n"),
              ElementsAre("https://events.eu.pagerduty.com/v2/enqueue"));
  EXPECT_THAT(servers("type = 'alertmanager'\nserver = 'https://a.example.com'\nservers = ['https://b.example.com']\n"),
              ElementsAre("https://a.example.com", "https://b.example.com"));
}

TEST(ChannelParse, SaysWhatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "a channel needs `type`"},
      {"type = 'slak'", "slak"},
      {"type = 'slack'", "type = \"slack\" needs `url`"},
      {"type = 'slack'\nurl = 'https://hooks.example.com/x'", "holds a secret in plain text"},
      {"type = 'slack'\nurl = { env = 'U' }\ntopic = { env = 'T' }", "`topic` means nothing here: it is for ntfy"},
      {"type = 'log'\ntimeout = '5s'", "`timeout` means nothing here"},
      {"type = 'webhook'\nurl = { env = 'U' }", "needs `key`"},
      {"type = 'command'\nrun = []", "`run` names no program"},
      {"type = 'alertmanager'", "needs `server` or `servers`"},
      {"type = 'alertmanager'\nserver = 'http://am.example.com:9093'", "`server` holds no https address"},
      {"type = 'alertmanager'\nserver = 'http://127.0.0.1:9093'\nlabels = ['bad-label=1']",
       "`bad-label=1` is no label"},
      {"type = 'ntfy'\ntopic = { env = 'T' }\nserver = 'ntfy.example.com'", "`server` holds no https address"},
      {"type = 'email'\nserver = 'mail.example.com'\nfrom = 'a@example.com'\nto = ['b@example.com']",
       "`server` is no mail server"},
      {"type = 'email'\nserver = 'smtps://m.example.com'\nfrom = 'Jada <a@example.com>'\nto = ['b@example.com']",
       "`from` is no bare mail address"},
      {"type = 'email'\nserver = 'smtps://m.example.com'\nfrom = 'a@example.com'\nto = []", "`to` is empty"},
      {"type = 'email'\nserver = 'smtps://m.example.com'\nfrom = 'a@example.com'\nto = ['b@example.com']\nuser = 'x'",
       "`user` and `password` go together"},
      {"type = 'slack'\nurl = { env = 'U' }\ntimeout = '0s'", "`timeout` is a second at least"},
      {"type = 'slack'\nurl = { env = 'U' }\nfallback = 'channel.ops'", "leads back to this channel"},
      {"type = 'log'\nfallback = 'channel.b'\n[channel.b]\ntype = 'log'\nfallback = 'channel.ops'",
       "leads back to this channel"},
      {"type = 'log'\nfallback = 'channel.c'", "which is not declared"}};
  for (const auto& [keys, fault] : cases) EXPECT_THAT(read(keys).second, Contains(HasSubstr(fault))) << keys;
}

TEST(ChannelParse, AFallbackOfAFallbackIsNoFault) {
  const auto [spec, faults] = read(
      "type = 'log'\nfallback = 'channel.b'\n[channel.b]\ntype = 'log'\nfallback = 'channel.c'\n[channel.c]\n"
      "type = 'log'\n");
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(spec.fallback, (Address{"channel", "b"}));
}

}  // namespace
}  // namespace jada
