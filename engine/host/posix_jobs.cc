#include "engine/host/posix_jobs.h"

#include "engine/host/job_watch.h"

namespace jada {
namespace {

JobResult watched(const JobRequest& request, const std::atomic<bool>& stop) {
  if (stop) return {.end = JobResult::End::stopped};
  const auto launch = JobLaunch::of(request);
  if (!launch) return {.end = JobResult::End::not_started, .trouble = launch.error()};
  auto process = JobProcess::start(*launch);
  if (!process) return {.end = JobResult::End::not_started, .trouble = process.error()};
  return JobWatch(*process, *launch, request, stop).run();
}

}  // namespace

JobResult PosixJobs::run(const JobRequest& request, const std::atomic<bool>& stop) {
  const Time started_at = clock_.now();
  JobResult result = watched(request, stop);
  result.started_at = started_at;
  result.finished_at = clock_.now();
  return result;
}

}  // namespace jada
