// The flags of all verbs, declared once: parsing, help, completion and environment names come from one table.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/result.h"

namespace jada {

/// Every flag's value; a verb reads those its row in the table of commands names.
struct Options {
  std::string file = "desired.toml";
  std::string state{};
  bool json = false;
  std::string color = "auto";
  bool quiet = false;
  bool verbose = false;
  bool no_input = false;

  std::vector<std::string> select{};
  std::vector<std::string> exclude{};
  bool detailed_exitcode = false;
  bool exit_zero = false;
  std::string exit_profile = "jada";
  std::vector<std::string> reports{};
  std::size_t parallelism = 0;  ///< 0: [controller] max_concurrent
  std::string lock_timeout = "60s";
  bool no_observe = false;
  std::string max_age{};
  std::vector<std::string> allow{};
  std::string message{};
  std::string out{};
  bool yes = false;
  std::string suspend_for{};
  bool csv = false;
  bool if_stale = false;
  bool after_401 = false;
  bool no_browser = false;
  bool device = false;
  bool check = false;
  bool once = false;

  std::vector<std::string> words{};  ///< what stands beside the flags: ADDRESS, NAME, QUERY …
};

using Target =
    std::variant<bool Options::*, std::string Options::*, std::size_t Options::*, std::vector<std::string> Options::*>;

/// One flag. `value` is the word for its value in help; empty for a switch.
struct Flag {
  std::string_view name;    ///< `--file`
  std::string_view letter;  ///< `-f` or empty
  std::string_view value;
  std::string_view environment;  ///< `JADA_FILE`
  Target target;
  std::string_view help;
  bool global = false;
};

std::span<const Flag> flags();

/// What stands beside the flags and their values, the verb first.
std::vector<std::string> plain_words(std::span<const std::string> arguments);

/// Reads the arguments of one verb: global flags and those named. The verb itself is left out of `words`. invalid: an
/// unknown flag (with the nearest one) or a bad value.
Result<Options> parse_options(std::span<const std::string> arguments, const std::string& verb,
                              std::span<const std::string_view> verb_flags);

}  // namespace jada
