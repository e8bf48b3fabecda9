#include <fmt/format.h>

#include "engine/base/text.h"
#include "engine/cli/commands.h"
#include "engine/cli/item_memory.h"
#include "engine/cli/standing_view.h"
#include "engine/cli/table.h"
#include "engine/loop/suspend.h"

namespace jada {
namespace {

int usage(const std::string& message) {
  return report_error(message + "\n`jada-reconcile state --help` shows examples", Exit::usage);
}

int list(const Options& options, const StateView& state, Time now) {
  const auto all = remembered(state, now);
  if (!all) return failed(all.error());
  if (options.json) {
    Json resources = Json::array();
    for (const Remembered& one : *all) resources.push_back(to_json(one));
    return print(resources.dump(2) + "\n");
  }
  std::vector<std::vector<std::string>> rows;
  if (!options.quiet) rows.push_back({"ADDRESS", "CONDITION", "ITEMS OURS", "OBSERVED"});
  for (const Remembered& one : *all) {
    const auto ours = state.count_applied(one.record.address);
    if (!ours) return failed(ours.error());
    const std::string address = to_string(one.record.address);
    if (options.quiet) {
      rows.push_back({address});
    } else {
      rows.push_back({address, one.condition, std::to_string(*ours), ago(one.record.observed_at, now)});
    }
  }
  return print(aligned(rows));
}

Result<Json> show_item(const StateView& state, const Remembered& resource, const Address& address) {
  std::vector<std::string> replicas;
  for (const Record& replica : resource.replicas) replicas.push_back(replica.address.replica);
  const auto known = recall_item(state, address, replicas);
  if (!known) return known.error();
  if (known->empty()) return Error{Code::missing, to_string(address) + " is not in the state"};
  Json told = Json::array();
  for (const ItemMemory& one : *known) told.push_back(to_json(one));
  return Json{{"address", to_string(address)}, {"replicas", std::move(told)}};
}

int show_address(const StateView& state, const std::string& text, Time now) {
  const auto address = parse_address(text);
  if (!address) return usage(address.error().message);
  const auto all = remembered(state, now);
  if (!all) return failed(all.error());
  for (const Remembered& one : *all) {
    if (one.record.address != address->resource()) continue;
    if (address->item.empty()) return print(to_json(one).dump(2) + "\n");
    const auto item = show_item(state, one, *address);
    return item ? print(item->dump(2) + "\n") : failed(item.error());
  }
  return failed({Code::missing, "`" + text + "` is not in the state: `jada-reconcile state list` shows what is"});
}

int forget(const Options& options, Wire& wire, const std::string& text) {
  const auto address = parse_address(text);
  if (!address || !address->item.empty() || !address->replica.empty())
    return usage("state forget takes the address of a resource, not `" + text + "`");
  auto store = wire.open_state(true);
  if (!store) return failed(store.error());
  const auto known = (*store)->find(*address);
  if (!known) return failed(known.error());
  if (!*known) return failed({Code::missing, "`" + text + "` is not in the state"});
  auto lease = Lease::acquire(**store, wire.clock(), wire.node(),
                              {.run_id = "forget", .verb = "state forget", .version = std::string(Wire::version())});
  if (!lease) return report_error(lease.error().message, Exit::locked);
  const Time now = wire.clock().now();
  Batch batch{.forget = {suspension_address(*address), *address}, .fence = lease->fence(), .advances = true};
  batch.events.push_back({.at = now,
                          .address = text,
                          .type = "resource.forgotten",
                          .message = "by hand" + (options.message.empty() ? "" : ": " + options.message)});
  const auto done = (*store)->commit(batch);
  if (!done) return failed(done.error());
  return print("Forgotten: " + text + ". The world was not touched; a block still in the file is met as new.\n");
}

int backup(Wire& wire, const std::string& path) {
  const auto store = wire.open_state(false);
  if (!store) return failed(store.error());
  const auto done = (*store)->backup(path);
  return done ? print("Saved: " + path + "\n") : failed(done.error());
}

int check(const Options& options, const Store& store) {
  const auto problems = store.check();
  if (!problems) return failed(problems.error());
  const int code = problems->empty() ? 0 : static_cast<int>(Exit::failed_unchanged);
  if (options.json) {
    print(Json{{"sound", problems->empty()}, {"problems", *problems}, {"exit_code", code}}.dump(2) + "\n");
    return code;
  }
  for (const std::string& problem : *problems) report_error(problem, Exit::failed_unchanged);
  if (problems->empty()) return print("The state is sound.\n");
  return report_error("the state is damaged: keep a copy, then restore the newest backup beside it",
                      Exit::failed_unchanged);
}

}  // namespace

int run_state(const Options& options, Wire& wire) {
  if (options.words.empty()) return usage("state needs a word: list, show, forget, backup, check or path");
  const std::string& word = options.words.front();
  const bool has_argument = options.words.size() == 2;
  if (word == "path") return print(wire.state_path() + "\n");
  if (word == "forget")
    return has_argument ? forget(options, wire, options.words[1]) : usage("state forget needs one ADDRESS");
  if (word == "backup") return has_argument ? backup(wire, options.words[1]) : usage("state backup needs one PATH");
  static constexpr std::string_view kWords[] = {"list", "show", "forget", "backup", "check", "path"};
  if (word != "list" && word != "show" && word != "check") {
    const auto meant = nearest(word, kWords);
    return usage("unknown word `" + word + "`" + (meant ? ": did you mean `" + *meant + "`?" : ""));
  }
  const auto store = wire.open_state(false);
  if (!store) return failed(store.error());
  if (word == "list") return list(options, **store, wire.clock().now());
  if (word == "check") return check(options, **store);
  return has_argument ? show_address(**store, options.words[1], wire.clock().now())
                      : usage("state show needs one ADDRESS");
}

}  // namespace jada
