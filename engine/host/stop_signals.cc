#include "engine/host/stop_signals.h"

#include <signal.h>

#include "engine/host/bell.h"

namespace jada {
namespace {

// A signal handler can reach nothing but a global.
std::atomic<int> noted = 0;
std::atomic<bool> wanted = false;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

std::atomic<bool> reload = false;
std::atomic<const Bell*> to_ring = nullptr;

void ring() {
  if (const Bell* bell = to_ring) bell->ring();
}

extern "C" void note_signal(int number) {
  noted = number;
  wanted = true;
  ring();
}

extern "C" void note_reload(int) {
  reload = true;
  ring();
}

}  // namespace

void watch_stop_signals() {
  struct sigaction action {};
  action.sa_handler = note_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
}

void watch_reload_signal(const Bell& bell) {
  to_ring = &bell;
  struct sigaction action {};
  action.sa_handler = note_reload;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGHUP, &action, nullptr);
}

void forget_bell() { to_ring = nullptr; }

bool take_reload_signal() { return reload.exchange(false); }

int stop_signal() { return noted; }

const std::atomic<bool>& stop_wanted() { return wanted; }

}  // namespace jada
