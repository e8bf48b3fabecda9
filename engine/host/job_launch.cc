#include "engine/host/job_launch.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "engine/host/no_core.h"
#include "engine/host/system_error.h"
#include "engine/host/variables.h"

namespace jada {
namespace {

constexpr std::string_view kPassedOn[] = {"PATH", "LANG", "LC_*", "TZ", "HOME"};

bool is_whole(std::string_view text) { return text.find('\0') == text.npos; }

bool is_variable(const std::pair<std::string, std::string>& variable) {
  const auto& [name, value] = variable;
  return !name.empty() && name.find('=') == name.npos && is_whole(name) && is_whole(value);
}

bool is_possible(const JobRequest& request) {
  return !request.argv.empty() && !request.argv.front().empty() && std::ranges::all_of(request.argv, is_whole) &&
         is_whole(request.folder) && std::ranges::all_of(request.variables, is_variable);
}

std::vector<std::string> variables_of(const JobRequest& request) {
  std::vector<std::string> variables = variables_of_ours(kPassedOn);
  for (const auto& [name, value] : request.variables) {
    const std::string begin = name + "=";
    std::erase_if(variables, [&](const std::string& one) { return one.starts_with(begin); });
    variables.push_back(begin + value);
  }
  return variables;
}

std::string path_among(const std::vector<std::string>& variables) {
  const auto found = std::ranges::find_if(variables, [](const auto& one) { return one.starts_with("PATH="); });
  return found == variables.end() ? "/bin:/usr/bin" : found->substr(5);
}

// As execvp(3) looks: a name with a slash is a path, and an empty folder of PATH is where the program runs.
std::vector<std::string> places_of(const std::string& program, const std::string& path) {
  if (program.find('/') != program.npos) return {program};
  std::vector<std::string> places;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find(':', at), path.size());
    places.push_back(end == at ? "./" + program : path.substr(at, end - at) + "/" + program);
    at = end + 1;
  }
  return places;
}

void begin_with_default_signals() {
  struct sigaction usual {};
  usual.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) sigaction(number, &usual, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// The next place may have it; what was found and refused counts for more than what was not found.
bool goes_on_looking() { return errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == ESTALE; }

}  // namespace

Result<JobLaunch> JobLaunch::of(const JobRequest& request) {
  if (!is_possible(request))
    return Error{Code::invalid, "no program can be started with these arguments and variables"};
  JobLaunch launch;
  launch.folder_ = request.folder;
  launch.arguments_ = request.argv;
  launch.variables_ = variables_of(request);
  launch.places_ = places_of(request.argv.front(), path_among(launch.variables_));
  launch.argv_ = pointers_to(launch.arguments_);
  launch.envp_ = pointers_to(launch.variables_);
  return launch;
}

void JobLaunch::enter(pid_t parent, int output, int reports) const {
  const auto give_up = [&](JobReport::What what, int number) {
    send_report(reports, {what, number});
    _exit(127);
  };
  // Had the parent died before it was asked for, the signal would never come.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) give_up(JobReport::What::no_process, ESRCH);
  if (setsid() < 0 || dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0)
    give_up(JobReport::What::no_process, errno);
  if (!folder_.empty() && chdir(folder_.c_str()) != 0) give_up(JobReport::What::no_folder, errno);
  umask(077);
  forbid_core_dumps();
  begin_with_default_signals();
  int why = ENOENT;
  for (const std::string& place : places_) {
    execve(place.c_str(), argv_.data(), envp_.data());
    if (!goes_on_looking()) give_up(JobReport::What::no_program, errno);
    if (why != EACCES) why = errno;
  }
  give_up(JobReport::What::no_program, why);
  __builtin_unreachable();
}

Error JobLaunch::trouble(JobReport report) const {
  if (report.what == JobReport::What::no_folder) return system_error(folder_, report.number);
  if (report.what == JobReport::What::no_program) return system_error(arguments_.front(), report.number);
  return system_error("no process for " + arguments_.front(), report.number);
}

}  // namespace jada
