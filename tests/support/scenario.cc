#include "tests/support/scenario.h"

#include <sstream>
#include <stdexcept>

#include "engine/loop/suspend.h"

namespace jada::test {
namespace {

std::vector<std::string> split(const std::string& line, std::size_t most) {
  std::vector<std::string> words;
  std::istringstream in(line);
  std::string word;
  while (words.size() + 1 < most && in >> word) words.push_back(word);
  std::getline(in >> std::ws, word);
  if (!word.empty() && in) words.push_back(word);
  return words;
}

Flags flags_of(const std::vector<std::string>& words, const Approval& saved) {
  Flags flags;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--detailed") flags.detailed = true;
    if (word == "--stored") flags.stored_only = true;
    if (word == "--saved") flags.approved = saved;
    if (word.starts_with("--allow=")) flags.allow.push_back(word.substr(8));
    if (word.starts_with("--select=")) flags.select.push_back(word.substr(9));
  }
  return flags;
}

Faults::Shape shape_of(const std::string& word) {
  if (word == "blip") return Faults::Shape::blip;
  if (word == "outage") return Faults::Shape::outage;
  if (word == "lost") return Faults::Shape::lost_answer;
  throw std::runtime_error("no such fault: " + word);
}

}  // namespace

std::vector<Stretch> parse_scenario(const std::string& text) {
  std::vector<Stretch> stretches;
  std::istringstream in(text);
  Stretch stretch;
  bool expecting = false;
  bool declaring = false;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (declaring) {
      stretch.statements.back() += "\n" + line;
      declaring = line != ".";
    } else if (line == "----") {
      expecting = true;
    } else if (expecting && !line.empty()) {
      stretch.expected.push_back(line);
    } else if (expecting) {
      stretches.push_back(std::exchange(stretch, {}));
      expecting = false;
    } else if (!line.empty() && !line.starts_with('#')) {
      if (stretch.statements.empty()) stretch.line = number;
      stretch.statements.push_back(line);
      declaring = line == "declare";
    }
  }
  if (expecting) stretches.push_back(std::move(stretch));
  return stretches;
}

std::vector<std::string> Story::tell(const Stretch& stretch) {
  std::vector<std::string> told;
  for (const std::string& statement : stretch.statements) say(statement, told);
  return told;
}

void Story::say(const std::string& statement, std::vector<std::string>& told) {
  if (statement.starts_with("declare\n")) {
    world_.declare(statement.substr(8, statement.size() - 10));
    for (std::string& fault : world_.faults_of_file()) told.push_back(std::move(fault));
    return;
  }
  const auto words = split(statement, 5);
  if (words[0] == "plan" || words[0] == "drift" || words[0] == "apply" || words[0] == "save") {
    act(split(statement, 20), told);
  } else {
    touch(words, told);
  }
}

void Story::act(const std::vector<std::string>& words, std::vector<std::string>& told) {
  const Flags flags = flags_of(words, saved_);
  if (words[0] == "save") {
    saved_ = approval_of(world_.plan(flags).plan);
    return;
  }
  const Told result = words[0] == "plan"    ? world_.plan(flags)
                      : words[0] == "drift" ? world_.drift(flags)
                                            : world_.apply(flags);
  told.insert(told.end(), result.lines.begin(), result.lines.end());
  for (const GuardVerdict& verdict : result.plan.guards) {
    if (verdict.refused) told.push_back("guard " + verdict.name + ": allow with " + verdict.allow);
  }
  if (!result.error.empty()) told.push_back("error: " + result.error);
  told.push_back("exit " + std::to_string(result.exit_code));
}

void Story::touch(const std::vector<std::string>& words, std::vector<std::string>& told) {
  const std::string& verb = words[0];
  if (verb == "put") {
    world_.put(words.at(1), words.at(2), words.at(3), words.at(4));
  } else if (verb == "drop") {
    world_.regions[words.at(1)].tables[words.at(2)].erase(words.at(3));
    ++world_.regions[words.at(1)].version;
  } else if (verb == "item") {
    told.push_back(world_.item(words.at(1), words.at(2), words.at(3)));
  } else if (verb == "down" || verb == "up") {
    world_.regions[words.at(1)].down = verb == "down";
  } else if (verb == "advance") {
    world_.clock.time += *parse_duration(words.at(1));
  } else if (verb == "fail") {
    world_.faults.arm(std::stoi(words.at(1)), shape_of(words.at(2)));
  } else if (verb == "mend") {
    world_.faults.disarm();
  } else if (verb == "suspend") {
    suspend(words.at(1), words.at(2));
  } else if (verb == "resume") {
    (void)world_.store->commit({.forget = {suspension_address(*parse_address(words.at(1)))}});
  } else if (verb == "rows") {
    tell_rows(told);
  } else {
    throw std::runtime_error("no such statement: " + verb);
  }
}

void Story::suspend(const std::string& address, const std::string& length) {
  const Time until = world_.clock.now() + *parse_duration(length);
  auto record = suspension_record(*world_.store, *parse_address(address), {.until = until, .reason = "engine swap"},
                                  "ann", world_.clock.now());
  const auto done = world_.store->commit({.put = {*record}});
  if (!done) throw std::runtime_error(done.error().message);
}

void Story::tell_rows(std::vector<std::string>& told) {
  const auto records = world_.store->list("");
  for (const Record& record : *records) {
    if (!record.address.replica.empty()) continue;
    const auto standing = parse_json(record.standing);
    if (standing->value("implied", false)) continue;  // rules that nobody declared
    told.push_back(to_string(record.address) + " " + standing->value("condition", "") + " " +
                   standing->value("reason", ""));
    const auto rows = world_.store->drift(record.address);
    for (const DriftRow& row : *rows) {
      told.push_back("  " + row.item + "@" + row.replica + " ." + row.path + " " + row.cause + " since " +
                     to_string(row.first_seen_at));
    }
  }
}

}  // namespace jada::test
