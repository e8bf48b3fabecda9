#include "engine/host/browser.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace jada {

void open_browser(const std::string& address) {
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  char program[] = "xdg-open";
  std::string text = address;
  char* arguments[] = {program, text.data(), nullptr};
  pid_t child = 0;
  const int failed = posix_spawnp(&child, program, &quiet, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&quiet);
  // The person is told the address too, so a machine without a desktop loses nothing.
  if (failed == 0) waitpid(child, nullptr, 0);
}

}  // namespace jada
