// What `alert` does under a word of its own.
#include "engine/cli/commands.h"

namespace jada {
namespace {

constexpr Part kParts[] = {
    {"list", "", "the book: what fires, since when, what to do, who was told; then what is over", "",
     "jada-reconcile alert list  open ones first\n"
     "jada-reconcile alert list --json  all there is of them\n",
     "0 · 64"},
    {"ack", "ID|ADDRESS", "somebody looks after it: no reminder and no escalation until it is over", "--message",
     "jada-reconcile alert ack 1f0c -m 'new client secret on its way'  the beginning of an id is enough\n"
     "jada-reconcile alert ack token.google  all that fires there\n",
     "0 done · 1 nothing fires there · 64"},
    {"silence", "ID|ADDRESS", "nobody is told of it for a while; it ends by itself", "--for --message",
     "jada-reconcile alert silence sync.port_sheet --for 2h -m 'the sheet is being rebuilt'  needs both\n",
     "0 done · 1 nothing fires there · 64"},
    {"resolve", "ID|ADDRESS", "say that it is over; it fires again when the next look finds it true", "--message",
     "jada-reconcile alert resolve 1f0c  whoever was told is told\n", "0 done · 1 it is over already · 64"},
};

}  // namespace

std::span<const Part> alert_parts() { return kParts; }

}  // namespace jada
