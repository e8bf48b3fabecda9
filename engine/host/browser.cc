#include "engine/host/browser.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace jada {
namespace {

// What a desktop needs to find its browser, and nothing else: ours may hold secrets.
constexpr std::string_view kPassedOn[] = {
    "BROWSER", "DBUS_", "DESKTOP_SESSION", "DISPLAY", "GNOME_",   "HOME", "KDE_",       "LANG", "LC_",
    "LOGNAME", "PATH",  "TMPDIR",          "USER",    "WAYLAND_", "WSL",  "XAUTHORITY", "XDG_"};

bool is_passed_on(std::string_view name) {
  return std::ranges::any_of(kPassedOn, [&](std::string_view known) {
    return known.ends_with('_') || known == "WSL" ? name.starts_with(known) : name == known;
  });
}

std::vector<char*> environment_of_browser() {
  std::vector<char*> kept;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    const std::string_view name = text.substr(0, text.find('='));
    if (is_passed_on(name)) kept.push_back(*variable);
  }
  kept.push_back(nullptr);
  return kept;
}

// How the program begins: nothing of our signals, our terminal and our files.
class Start {
 public:
  Start() {
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;
  ~Start() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }

  // The person is told the address too, so a machine without a desktop loses nothing. Not waited for: some xdg-open
  // end with the browser. When we end, the system takes over whatever is left of it.
  void run(std::vector<char*> arguments, std::vector<char*> variables) const {
    pid_t child = 0;
    (void)posix_spawnp(&child, arguments.front(), &files_, &attributes_, arguments.data(), variables.data());
  }

 private:
  posix_spawnattr_t attributes_{};
  posix_spawn_file_actions_t files_{};
};

}  // namespace

void open_browser(const std::string& address) {
  char program[] = "xdg-open";
  std::string text = address;
  Start().run({program, text.data(), nullptr}, environment_of_browser());
}

}  // namespace jada
