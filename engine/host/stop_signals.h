// Ctrl-C and SIGTERM as a wish to stop: the first is noted, the second ends the process.
#pragma once

#include <atomic>

namespace jada {

class Bell;

/// From now on the first SIGINT or SIGTERM is only noted; a second one has its usual effect. SIGPIPE and
/// SIGXFSZ are ignored: a reader that went and a file that may not grow are errors of the write.
void watch_stop_signals();

/// The signal that came, or 0. Any thread.
int stop_signal();

/// From now on SIGHUP is a wish to read the file anew, and `bell` rings at every signal that is noted, until
/// forget_bell().
void watch_reload_signal(const Bell& bell);
/// The bell goes: signals are noted without it.
void forget_bell();
/// Whether SIGHUP came since it was asked last. Any thread.
bool take_reload_signal();

/// True once one came: for what waits for it. Any thread.
const std::atomic<bool>& stop_wanted();

}  // namespace jada
