#include "engine/cli/token_login.h"

#include <fmt/format.h>

#include <iostream>
#include <thread>

#include "engine/base/base64.h"
#include "engine/cli/token_output.h"
#include "engine/host/browser.h"
#include "engine/host/loopback_listener.h"
#include "engine/host/random.h"
#include "engine/host/stop_signals.h"
#include "resources/token/login.h"

namespace jada {
namespace {

constexpr Duration kPatience = std::chrono::minutes{10};

bool stopped() { return stop_signal() != 0; }

void say(const std::string& text) { std::fprintf(stderr, "%s\n", text.c_str()); }

// Taken from an address bar: the whole address, or what stands behind the question mark.
Result<Secret> pasted() {
  std::string line;
  if (!std::getline(std::cin, line)) return Error{Code::unavailable, "nothing was pasted: nothing was changed"};
  const auto question = line.find('?');
  Secret query(question == std::string::npos ? line : line.substr(question + 1));
  wipe(line);
  return query;
}

Result<Secret> by_hand(const std::string& address) {
  say("Open this address in any browser, log in, and paste the address it ends at\n"
      "(the page itself will not load; its address is what counts):\n\n  " +
      address + "\n");
  return pasted();
}

bool pause(Duration length) {
  const auto end = std::chrono::steady_clock::now() + length;
  while (!stopped() && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  return !stopped();
}

LoginDesk desk_of() {
  LoginDesk desk{.verifier = base64url(random_bytes(32)), .nonce = base64url(random_bytes(16))};
  desk.show_code = [](const std::string& address, const std::string& code) {
    say(fmt::format("Open {} on any device and type the code {}", address, code));
  };
  desk.wait = pause;
  return desk;
}

int told(const Options& options, const Token::Spec& spec, const std::optional<Setback>& setback) {
  if (setback && stopped()) return 128 + stop_signal();
  if (setback) return report_failure(options, spec, setback->diagnosis, exit_of(*setback));
  if (options.json) return print_json({{"address", to_string(spec.address)}, {"outcome", "logged_in"}});
  return print(fmt::format("{}: logged in; {} is good\n", to_string(spec.address), spec.file));
}

}  // namespace

Exit exit_of(const Setback& setback) {
  switch (setback.kind) {
    case Setback::Kind::failed: return Exit::failed_unchanged;
    case Setback::Kind::declined: return Exit::declined;
    case Setback::Kind::half_done: return Exit::failed_changed;
  }
  return Exit::bug;
}

int log_in(const Options& options, const Token::Spec& spec, Env& env) {
  if (spec.is_minted())
    return report_error(to_string(spec.address) + " needs no login: it is made from a key or a client", Exit::usage);
  if (options.no_browser && options.no_input)
    return report_error("--no-browser asks for the address the browser ends at, and --no-input forbids to ask",
                        Exit::usage);
  LoginDesk desk = desk_of();
  if (options.device) return told(options, spec, login_by_device(spec, desk, env));
  auto listener = LoopbackListener::open();
  if (!listener) return report_error(listener.error().message, Exit::failed_unchanged);
  desk.redirect = listener->address();
  desk.browse = by_hand;
  if (!options.no_browser) {
    desk.browse = [&](const std::string& address) -> Result<Secret> {
      say("Waiting for the browser. If none opens, open this address on this machine:\n\n  " + address + "\n");
      open_browser(address);
      return listener->await(desk.nonce, kPatience, stopped);
    };
  }
  return told(options, spec, login_by_browser(spec, desk, env));
}

}  // namespace jada
