#include "engine/host/home.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

namespace jada {

std::string home_folder() {
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home != '\0') return home;
  std::vector<char> text(16 * 1024);
  passwd entry{};
  passwd* found = nullptr;
  const bool is_known = getpwuid_r(geteuid(), &entry, text.data(), text.size(), &found) == 0 && found != nullptr;
  return is_known && found->pw_dir != nullptr ? found->pw_dir : "";
}

}  // namespace jada
