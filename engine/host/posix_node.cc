#include "engine/host/posix_node.h"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

namespace jada {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string boot_id() { return first_line("/proc/sys/kernel/random/boot_id"); }

// Field 22 of proc(5) stat; the second field may hold blanks and parentheses, so counting begins behind its last one.
std::optional<std::int64_t> start_of(std::int64_t pid) {
  const std::string stat = first_line("/proc/" + std::to_string(pid) + "/stat");
  const auto behind_name = stat.rfind(')');
  if (behind_name == std::string::npos) return std::nullopt;
  std::istringstream fields(stat.substr(behind_name + 1));
  std::string field;
  for (int number = 3; number <= 22; ++number) fields >> field;
  std::int64_t ticks = 0;
  const auto [end, fault] = std::from_chars(field.data(), field.data() + field.size(), ticks);
  return fault == std::errc{} && end == field.data() + field.size() ? std::optional(ticks) : std::nullopt;
}

// Straight from the file where most users stand: the C library asks a daemon first, and loads what nsswitch.conf names.
std::optional<std::string> name_in_file(uid_t user) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/etc/passwd", "re"), std::fclose);
  passwd entry{};
  passwd* found = nullptr;
  char buffer[4096];
  while (file && fgetpwent_r(file.get(), &entry, buffer, sizeof buffer, &found) == 0) {
    if (entry.pw_uid == user) return entry.pw_name;
  }
  return std::nullopt;
}

}  // namespace

std::string PosixNode::host() const {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "localhost";
}

ProcessIdentity PosixNode::self() const {
  const std::int64_t pid = getpid();
  return {.host = host(), .boot_id = boot_id(), .pid = pid, .started = start_of(pid).value_or(0)};
}

std::string PosixNode::actor() const {
  const uid_t user = geteuid();
  if (auto name = name_in_file(user)) return std::move(*name);
  passwd entry{};
  passwd* found = nullptr;
  char buffer[4096];
  if (getpwuid_r(user, &entry, buffer, sizeof buffer, &found) == 0 && found != nullptr) return found->pw_name;
  return std::to_string(user);
}

bool PosixNode::surely_dead(const ProcessIdentity& process) const {
  if (process.host != host()) return false;
  const std::string boot = boot_id();
  if (boot.empty() || process.boot_id.empty()) return false;
  if (process.boot_id != boot) return true;
  if (kill(static_cast<pid_t>(process.pid), 0) != 0 && errno == ESRCH) return true;
  const auto started = start_of(process.pid);
  return started && process.started != 0 && *started != process.started;
}

bool PosixNode::surely_alive(const ProcessIdentity& process) const {
  if (process.host != host() || process.boot_id.empty() || process.boot_id != boot_id()) return false;
  const auto started = start_of(process.pid);
  return started && *started == process.started;
}

}  // namespace jada
