// The verbs, as a table: name, what it does, its flags, its examples and the function that carries it out.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/cli/options.h"
#include "engine/cli/wire.h"

namespace jada {

/// What a verb does under a word of its own: `token get`.
struct Part {
  std::string_view name;
  std::string_view words;
  std::string_view summary;
  std::string_view flags;
  std::string_view examples;
  std::string_view exits;  ///< its exit codes, in one line
};

struct Verb {
  std::string_view name;
  std::string_view words;     ///< beside the flags: `[ADDRESS…]`
  std::string_view summary;   ///< one line
  std::string_view flags;     ///< names of its own flags, by blanks
  std::string_view examples;  ///< lines, each a command and what it is for behind two blanks
  int (*run)(const Options&, Wire&);
  std::span<const Part> (*parts)() = nullptr;  ///< none: it has no words of its own
};

std::span<const Verb> verbs();

/// The verb of that name, or none.
const Verb* find_verb_row(std::string_view name);

/// None: the verb has no such word.
const Part* find_part(const Verb&, std::string_view name);
/// `get, list, refresh`
std::string names_of_parts(const Verb&);
std::span<const Part> token_parts();
std::span<const Part> sync_parts();
std::span<const Part> alert_parts();

int run_init(const Options&, Wire&);
int run_validate(const Options&, Wire&);
int run_plan(const Options&, Wire&);
int run_drift(const Options&, Wire&);
int run_apply(const Options&, Wire&);
int run_run(const Options&, Wire&);
int run_status(const Options&, Wire&);
int run_explain(const Options&, Wire&);
int run_suspend(const Options&, Wire&);
int run_resume(const Options&, Wire&);
int run_state(const Options&, Wire&);
int run_sql(const Options&, Wire&);
int run_lock(const Options&, Wire&);
int run_token(const Options&, Wire&);
int run_sync(const Options&, Wire&);
int run_alert(const Options&, Wire&);
int run_schema(const Options&, Wire&);
int run_completion(const Options&, Wire&);

/// Everything main does but catching the last exception. `arguments` without the program's name.
int run_program(std::span<const std::string> arguments);

}  // namespace jada
