#include <fmt/format.h>

#include "engine/base/text.h"
#include "engine/cli/alert_choice.h"
#include "engine/cli/alert_list.h"
#include "engine/cli/commands.h"
#include "engine/cli/token_output.h"
#include "resources/alert/by_hand.h"

namespace jada {
namespace {

// What is done to one alert.
using Act = Result<Batch> (*)(const AlertRecord&, const Options&, const Hand&);

Result<Batch> ack(const AlertRecord& alert, const Options&, const Hand& hand) { return acknowledge(alert, hand); }

Result<Batch> silence_it(const AlertRecord& alert, const Options& options, const Hand& hand) {
  const auto length = parse_duration(options.suspend_for);
  if (!length) return length.error();
  return silence(alert, hand.now + *length, hand);
}

Result<Batch> resolve(const AlertRecord& alert, const Options&, const Hand& hand) { return close(alert, hand); }

struct Deed {
  std::string_view word;
  Act act;
  std::string_view done;
};
constexpr Deed kDeeds[] = {{"ack", ack, "acknowledged: no reminder until it is over"},
                           {"silence", silence_it, "silenced"},
                           {"resolve", resolve, "resolved; it fires again when it is found true"}};

// A channel that is declared no more would let its notice wait for ever.
Result<Done> leave_out_gone_channels(const StateView& state, Batch& batch) {
  const auto channels = state.list("channel");
  if (!channels) return channels.error();
  std::erase_if(batch.notices, [&](const NoticeRecord& notice) {
    return std::none_of(channels->begin(), channels->end(),
                        [&](const Record& one) { return one.address == notice.channel; });
  });
  return Done{};
}

// Of several, those count that it can be done to.
Result<Batch> batch_for(const std::vector<AlertRecord>& chosen, const Deed& deed, const Options& options,
                        const Hand& hand, const StateView& state) {
  Batch all;
  std::optional<Error> objection;
  const auto add = [](auto& to, const auto& more) { to.insert(to.end(), more.begin(), more.end()); };
  for (const AlertRecord& alert : chosen) {
    const auto one = deed.act(alert, options, hand);
    if (!one) objection = one.error();
    if (!one) continue;
    add(all.alerts, one->alerts);
    add(all.notices, one->notices);
    add(all.events, one->events);
  }
  if (objection && all.alerts.empty()) return *objection;
  if (auto done = leave_out_gone_channels(state, all); !done) return done.error();
  return all;
}

int tell_done(const Options& options, const Deed& deed, const Batch& batch) {
  Json list = Json::array();
  std::string text;
  for (const AlertRecord& alert : batch.alerts) {
    list.push_back(to_json(alert));
    text += fmt::format("{} {}: {}\n", alert.id, printable(alert.subject), deed.done);
  }
  if (options.json) return print_json(list);
  return print(text.empty() ? "Nothing to do: it was done before.\n" : text);
}

// A pass of `run` may write the book at the same time: then it is read again.
int act_on(const Options& options, Wire& wire, Store& store, const Deed& deed) {
  constexpr int kTries = 5;
  const Hand hand{.who = wire.node().actor(), .why = options.message, .now = wire.clock().now()};
  for (int tries = 1;; ++tries) {
    const auto book = store.alerts("");
    if (!book) return failed(book.error());
    const auto chosen = choose(*book, options.words[1]);
    if (!chosen) return report_error(chosen.error().message, Exit::usage);
    if (chosen->empty()) return report_error("nothing fires at " + options.words[1], Exit::failed_unchanged);
    const auto batch = batch_for(*chosen, deed, options, hand, store);
    if (!batch) return failed(batch.error());
    const auto done = store.commit(*batch);
    if (done) return tell_done(options, deed, *batch);
    if (done.error().code != Code::conflict || tries == kTries) return failed(done.error());
  }
}

int list(const Options& options, Wire& wire) {
  if (options.words.size() != 1) return report_error("alert list takes no name", Exit::usage);
  const auto store = wire.open_state(false);
  if (!store && store.error().code != Code::missing) return failed(store.error());
  auto book = store ? (*store)->alerts("") : std::vector<AlertRecord>{};
  return book ? list_alerts(options, std::move(*book), wire.clock().now()) : failed(book.error());
}

// None: the words can be carried out.
std::optional<std::string> misuse(const Options& options, const Deed& deed) {
  if (options.words.size() != 2) return fmt::format("alert {} needs the ID of one alert, or an ADDRESS", deed.word);
  if (deed.word != "silence") return std::nullopt;
  const auto length = parse_duration(options.suspend_for);
  if (options.suspend_for.empty() || options.message.empty()) return "alert silence needs --for TIME and -m WHY";
  if (!length) return "--for: " + length.error().message;
  return std::nullopt;
}

}  // namespace

int run_alert(const Options& options, Wire& wire) {
  const std::string what = options.words.empty() ? "" : options.words.front();
  if (what == "list") return list(options, wire);
  const auto deed =
      std::find_if(std::begin(kDeeds), std::end(kDeeds), [&](const Deed& one) { return one.word == what; });
  if (deed == std::end(kDeeds))
    return report_error("alert needs one of: " + names_of_parts(*find_verb_row("alert")), Exit::usage);
  if (const auto wrong = misuse(options, *deed)) return report_error(*wrong, Exit::usage);
  const auto store = wire.open_state(true);
  return store ? act_on(options, wire, **store, *deed) : failed(store.error());
}

}  // namespace jada
