#include "engine/host/browser.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <thread>
#include <vector>

namespace jada {
namespace {

// What a desktop needs to find its browser, and nothing else: ours may hold secrets.
constexpr std::string_view kPassedOn[] = {
    "BROWSER=", "DBUS_", "DESKTOP_SESSION=", "DISPLAY=", "GNOME_",   "HOME=", "KDE_",        "LANG=", "LC_",
    "LOGNAME=", "PATH=", "TMPDIR=",          "USER=",    "WAYLAND_", "WSL",   "XAUTHORITY=", "XDG_"};

std::vector<char*> environment_of_browser() {
  std::vector<char*> kept;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (std::ranges::any_of(kPassedOn, [&](std::string_view start) { return text.starts_with(start); }))
      kept.push_back(*variable);
  }
  kept.push_back(nullptr);
  return kept;
}

}  // namespace

void open_browser(const std::string& address) {
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  char program[] = "xdg-open";
  std::string text = address;
  char* arguments[] = {program, text.data(), nullptr};
  pid_t child = 0;
  const int failed = posix_spawnp(&child, program, &quiet, nullptr, arguments, environment_of_browser().data());
  posix_spawn_file_actions_destroy(&quiet);
  // Not waited for here: a browser that was not running yet stays until the person closes it. The person is told the
  // address too, so a machine without a desktop loses nothing.
  if (failed == 0) std::thread([child] { waitpid(child, nullptr, 0); }).detach();
}

}  // namespace jada
