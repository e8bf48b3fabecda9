// Programs that are functions of the test.
#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "engine/ports/clock.h"
#include "engine/ports/jobs.h"

namespace jada::test {

class FakeJobs final : public Jobs {
 public:
  explicit FakeJobs(const Clock& clock) : clock_(clock) {}

  std::function<JobResult(const JobRequest&)> end = [](const JobRequest&) {
    return JobResult{.end = JobResult::End::exited};
  };
  std::vector<JobRequest> started{};

  JobResult run(const JobRequest& request, const std::atomic<bool>& stop) override {
    const std::scoped_lock guard(mutex_);
    if (stop) return {.end = JobResult::End::stopped};
    started.push_back(request);
    const Time began = clock_.now();
    JobResult result = end(request);
    result.started_at = began;
    result.finished_at = clock_.now();
    result.duration = result.finished_at - began;
    return result;
  }

  static JobResult exited(int code, std::string output = {}) {
    return {.end = JobResult::End::exited, .number = code, .output = {.head = std::move(output)}};
  }

 private:
  const Clock& clock_;
  std::mutex mutex_{};
};

}  // namespace jada::test
