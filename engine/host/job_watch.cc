#include "engine/host/job_watch.h"

#include <signal.h>

#include <algorithm>

namespace jada {
namespace {

constexpr Duration kLook = std::chrono::milliseconds{100};  // how often `stop` is looked at
constexpr Duration kDrain = std::chrono::seconds{1};
constexpr Duration kKeeper = std::chrono::seconds{10};  // longer than a keeper's own patience
constexpr int kMostReads = 16;                          // of what a pipe holds at most

}  // namespace

JobResult JobWatch::run() {
  while (!process_.is_over()) {
    process_.await(patience());
    output_.append(process_.read());
    while (const auto report = process_.report()) hear(*report);
    act(std::chrono::steady_clock::now());
  }
  while (const auto report = process_.report()) hear(*report);
  if (!is_heard_) lose();
  for (int reads = 0; reads < kMostReads && !process_.is_silent(); ++reads) output_.append(process_.read());
  result_.output = output_.take();
  return std::move(result_);
}

Duration JobWatch::patience() const {
  const auto left = std::chrono::ceil<Duration>(due_ - std::chrono::steady_clock::now());
  const Duration most = stage_ == Stage::running ? kLook : kKeeper;
  return std::clamp(left, Duration{0}, most);
}

void JobWatch::hear(JobReport report) {
  if (report.what == JobReport::What::started) {
    group_ = report.number;
  } else if (!is_heard_) {
    is_heard_ = true;
    finish(report);
  }
}

void JobWatch::finish(JobReport report) {
  const auto now = std::chrono::steady_clock::now();
  result_.duration = std::chrono::floor<Duration>(now - began_);
  if (stage_ == Stage::terminating || stage_ == Stage::killing) return;  // that it ends was decided
  stage_ = Stage::leaving;
  due_ = now + kDrain;
  if (report.what == JobReport::What::exited || report.what == JobReport::What::signalled) {
    const bool by_itself = report.what == JobReport::What::exited;
    result_.end = by_itself ? JobResult::End::exited : JobResult::End::signalled;
    result_.number = report.number;
  } else {
    result_.end = JobResult::End::not_started;
    result_.trouble = launch_.trouble(report);
  }
}

// Somebody killed the keeper, and so the program; its group is what can still be reached. Its number cannot belong to
// others yet: the system gives out all others first.
void JobWatch::lose() {
  if (group_ != 0) ::kill(-group_, SIGKILL);
  finish({JobReport::What::signalled, SIGKILL});
}

void JobWatch::act(Moment now) {
  switch (stage_) {
    case Stage::running:
      if (now >= due_) return end_it(JobResult::End::timed_out, now);
      if (stop_) return end_it(JobResult::End::stopped, now);
      return;
    case Stage::leaving:
      if (process_.is_silent() || now >= due_) kill(now);
      return;
    case Stage::terminating:
      if (now >= due_) kill(now);
      return;
    case Stage::killing:
      if (now < due_) return;
      process_.kill_keeper();
      due_ = now + kKeeper;
      return;
  }
}

void JobWatch::end_it(JobResult::End why, Moment now) {
  process_.terminate();
  result_.end = why;
  result_.number = 0;
  stage_ = Stage::terminating;
  due_ = now + request_.kill_grace;
}

void JobWatch::kill(Moment now) {
  process_.kill();
  stage_ = Stage::killing;
  due_ = now + kKeeper;
}

}  // namespace jada
