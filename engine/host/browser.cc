#include "engine/host/browser.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <string_view>
#include <vector>

#include "engine/host/variables.h"

namespace jada {
namespace {

// What a desktop needs to find its browser, and nothing else: ours may hold secrets.
constexpr std::string_view kPassedOn[] = {
    "BROWSER", "DBUS_*", "DESKTOP_SESSION", "DISPLAY", "GNOME_*",   "HOME", "KDE_*",      "LANG", "LC_*",
    "LOGNAME", "PATH",   "TMPDIR",          "USER",    "WAYLAND_*", "WSL*", "XAUTHORITY", "XDG_*"};

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
  void run(std::vector<std::string> arguments, std::vector<std::string> variables) const {
    pid_t child = 0;
    (void)posix_spawnp(&child, arguments.front().c_str(), &files_, &attributes_, pointers_to(arguments).data(),
                       pointers_to(variables).data());
  }

 private:
  posix_spawnattr_t attributes_{};
  posix_spawn_file_actions_t files_{};
};

}  // namespace

void open_browser(const std::string& address) { Start().run({"xdg-open", address}, variables_of_ours(kPassedOn)); }

}  // namespace jada
