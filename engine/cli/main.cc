#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "engine/cli/commands.h"
#include "engine/host/no_core.h"
#include "engine/host/small_heap.h"

int main(int count, char** values) {
  jada::forbid_core_dumps();
  jada::keep_heap_small();
  try {
    const std::vector<std::string> arguments(values + 1, values + count);
    return jada::run_program(arguments);
  } catch (const std::exception& fault) {
    std::fprintf(stderr,
                 "error: internal: %s\nThis is a bug in jada-reconcile; the state is as its last commit left it.\n",
                 fault.what());
    return 70;
  }
}
