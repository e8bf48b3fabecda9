#include "engine/host/curl_pool.h"

namespace jada {

CurlPool::~CurlPool() {
  if (!api_) return;
  for (CURL* handle : idle_) api_->easy_cleanup(handle);
  api_->global_cleanup();
}

const Result<CurlApi>& CurlPool::api() {
  std::call_once(started_, [&] { api_ = CurlApi::start(); });
  return api_;
}

CurlPool::Handle CurlPool::take() {
  CURL* handle = nullptr;
  {
    const std::scoped_lock guard(mutex_);
    if (!idle_.empty()) {
      handle = idle_.back();
      idle_.pop_back();
    }
  }
  return {handle == nullptr ? api_->easy_init() : handle, GiveBack{this}};
}

// Options go (they point into the request), connections stay.
void CurlPool::give_back(CURL* handle) {
  api_->easy_reset(handle);
  const std::scoped_lock guard(mutex_);
  idle_.push_back(handle);
}

}  // namespace jada
