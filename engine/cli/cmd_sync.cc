#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "engine/base/json_or_null.h"
#include "engine/base/text.h"
#include "engine/cli/commands.h"
#include "engine/cli/standing_view.h"
#include "engine/cli/table.h"
#include "engine/host/stop_signals.h"
#include "resources/sync/sync.h"

namespace jada {
namespace {

constexpr std::size_t kMostRows = 10'000;

Json to_json(const Slot& slot) {
  return Json{{"slot_at", to_string(slot.slot_at)},
              {"trigger", slot.trigger},
              {"outcome", or_null(slot.outcome)},
              {"reason", or_null(slot.reason)},
              {"detail", or_null(slot.detail)},
              {"started_at", or_null(slot.started_at)},
              {"finished_at", or_null(slot.finished_at)},
              {"exit_code", slot.exit_code ? Json(*slot.exit_code) : Json()},
              {"attempts", slot.attempts},
              {"duration_ms", slot.duration ? Json(slot.duration->count()) : Json()},
              {"output_tail", or_null(slot.output_tail)}};
}

std::string outcome_text(const Slot& slot) {
  if (!slot.is_open()) return slot.outcome;
  return slot.retry_at ? "retries at " + to_string(*slot.retry_at) : "running";
}

std::vector<std::string> row_of(const Slot& slot) {
  return {to_string(slot.slot_at),
          slot.trigger,
          outcome_text(slot),
          slot.attempts == 0 ? "" : std::to_string(slot.attempts),
          slot.duration ? about(*slot.duration) : "",
          slot.detail.empty() ? slot.reason : slot.detail};
}

// One declared sync and what is done with it.
class OneSync {
 public:
  OneSync(const Options& options, Wire& wire, World& world, const Sync::Spec& spec)
      : options_(options), wire_(wire), world_(world), spec_(spec) {}

  int run() {
    Env env{wire_.outside(world_.desired.controller), *world_.store};
    const auto done = run_now(spec_, env);
    if (!done && done.error().code == Code::conflict) return report_error(done.error().message, Exit::locked);
    if (!done) return failed(done.error());
    const bool is_good = done->trouble.message.empty() && done->slot.outcome == "ok";
    if (done->slot.reason == "stopped" && stop_signal() != 0) return 128 + stop_signal();
    if (options_.json) {
      print(to_json(done->slot).dump(2) + "\n");
      return is_good ? 0 : 1;
    }
    if (!done->slot.output_tail.empty()) print(printable_lines(done->slot.output_tail));
    if (!done->trouble.message.empty()) return failed(done->trouble);
    fmt::print(stderr, "{}: {}{}{}\n", to_string(spec_.address), done->slot.outcome,
               done->slot.detail.empty() ? "" : ": " + done->slot.detail,
               done->slot.duration ? ", in " + about(*done->slot.duration) : "");
    return is_good ? 0 : 1;
  }

  int next(std::size_t most) const {
    const auto slots = spec_.schedule->slots(wire_.clock().now(), Time::max(), most);
    if (options_.json) {
      Json times = Json::array();
      for (const Time slot : slots) times.push_back(to_string(slot));
      return print(Json{{"address", to_string(spec_.address)}, {"next", std::move(times)}}.dump(2) + "\n");
    }
    std::string text;
    for (const Time slot : slots) text += to_string(slot) + "  in " + about(slot - wire_.clock().now()) + "\n";
    return print(text);
  }

  int history(std::size_t most) const {
    const auto slots = world_.store->slots(spec_.address, {.limit = most});
    if (!slots) return failed(slots.error());
    if (options_.json) {
      Json all = Json::array();
      for (const Slot& slot : *slots) all.push_back(to_json(slot));
      return print(Json{{"address", to_string(spec_.address)}, {"slots", std::move(all)}}.dump(2) + "\n");
    }
    if (slots->empty()) return print("No slot of " + to_string(spec_.address) + " yet.\n");
    std::vector<std::vector<std::string>> rows{{"SLOT", "TRIGGER", "OUTCOME", "RUNS", "TOOK", "WHY"}};
    for (const Slot& slot : *slots) rows.push_back(row_of(slot));
    std::string text = aligned(rows, terminal_width());
    const auto said =
        std::find_if(slots->begin(), slots->end(), [](const Slot& slot) { return !slot.output_tail.empty(); });
    if (said != slots->end())
      text +=
          "\nThe end of what the run of " + to_string(said->slot_at) + " said:\n" + printable_lines(said->output_tail);
    return print(text);
  }

 private:
  // What a program said, with what could move the cursor made visible.
  static std::string printable_lines(const std::string& said) {
    std::string text;
    std::size_t from = 0;
    while (from < said.size()) {
      const auto end = std::min(said.find('\n', from), said.size());
      text += printable(said.substr(from, end - from)) + "\n";
      from = end + 1;
    }
    return text;
  }

  const Options& options_;
  Wire& wire_;
  World& world_;
  const Sync::Spec& spec_;
};

int run_list(const Options& options, Wire& wire, World& world) {
  const auto all = remembered(*world.store, wire.clock().now());
  if (!all) return failed(all.error());
  Json items = Json::array();
  std::vector<std::vector<std::string>> rows{{"SYNC", "CONDITION", "LAST SUCCESS", "NEXT", "MESSAGE"}};
  for (const Remembered& one : *all) {
    if (one.record.address.kind != Sync::name) continue;
    items.push_back(to_json(one));
    rows.push_back({to_string(one.record.address), one.condition, ago(one.record.succeeded_at, wire.clock().now()),
                    one.due_at ? to_string(*one.due_at) : "", one.message});
  }
  if (options.json) return print(items.dump(2) + "\n");
  return print(rows.size() == 1 ? "No sync was looked at yet: `jada-reconcile plan` looks.\n"
                                : aligned(rows, terminal_width()));
}

std::string unknown_name(const std::string& name, const Desired& desired) {
  std::vector<std::string_view> known;
  for (const Declared& declared : desired.resources) {
    if (declared.address.kind == Sync::name) known.push_back(declared.address.name);
  }
  std::string message = fmt::format("no sync `{}` is declared", printable(name));
  if (const auto meant = nearest(name, known)) message += fmt::format(": did you mean `{}`?", *meant);
  return message;
}

// `port_sheet`, or its address.
std::string bare_name(const std::string& word) { return word.starts_with("sync.") ? word.substr(5) : word; }

Result<std::size_t> read_count(const Options& options, std::size_t fallback) {
  if (options.words.size() < 3) return fallback;
  const std::string& text = options.words[2];
  std::size_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec == std::errc{} && read.ptr == text.data() + text.size() && count > 0 && count <= kMostRows) return count;
  return Error{Code::invalid, fmt::format("`{}` is no number from 1 to {}", printable(text), kMostRows)};
}

int run_named(const Options& options, Wire& wire, World& world, const std::string& what) {
  const std::string name = bare_name(options.words[1]);
  const Declared* declared = world.desired.find({.kind = std::string(Sync::name), .name = name});
  if (declared == nullptr) return report_error(unknown_name(name, world.desired), Exit::usage);
  const auto count = read_count(options, what == "next" ? 10 : 20);
  if (!count) return report_error(count.error().message, Exit::usage);
  OneSync sync(options, wire, world, *spec_of<Sync>(*declared->resource));
  if (what == "run") return sync.run();
  return what == "next" ? sync.next(*count) : sync.history(*count);
}

}  // namespace

int run_sync(const Options& options, Wire& wire) {
  const std::string what = options.words.empty() ? "" : options.words.front();
  const Verb& verb = *find_verb_row("sync");
  if (find_part(verb, what) == nullptr) return report_error("sync needs one of: " + names_of_parts(verb), Exit::usage);
  const bool takes_count = what == "next" || what == "history";
  const bool fits = what == "list" ? options.words.size() == 1
                                   : options.words.size() == 2 || (takes_count && options.words.size() == 3);
  if (!fits) return report_error(fmt::format("sync {}: {}", what, find_part(verb, what)->words), Exit::usage);
  auto world = what == "run" ? wire.open_to_act() : wire.open_to_look();
  if (!world) return failed(world.error());
  if (!world->desired.valid()) {
    show(world->desired.faults);
    return static_cast<int>(Exit::invalid);
  }
  return what == "list" ? run_list(options, wire, *world) : run_named(options, wire, *world, what);
}

}  // namespace jada
