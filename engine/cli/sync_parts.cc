// What `sync` does under a word of its own.
#include "engine/cli/commands.h"

namespace jada {
namespace {

constexpr Part kParts[] = {
    {"run", "NAME", "run it now, whatever its schedule says; recorded like any other run", "",
     "jada-reconcile sync run port_sheet  a slot of its own, trigger `asked`\n",
     "0 it went well · 1 it failed, or what it needs cannot be used · 5 it runs already · 64 · 65"},
    {"next", "NAME [N]", "its next slots (10), in UTC and on the clock of its zone; asks nobody", "",
     "jada-reconcile sync next port_sheet 3  when it is due\n", "0 · 64 · 65"},
    {"history", "NAME [N]", "what became of its newest slots (20)", "",
     "jada-reconcile sync history port_sheet  newest first, with the end of what the last one said\n",
     "0 · 1 · 64 · 65"},
    {"list", "", "every declared sync: its last success, its next slot and what ails it", "",
     "jada-reconcile sync list  a line each\n", "0 · 1 · 64 · 65"},
};

}  // namespace

std::span<const Part> sync_parts() { return kParts; }

}  // namespace jada
