// Connections kept open between requests: each handle of libcurl keeps its own, so handles are kept.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "engine/host/curl_api.h"

namespace jada {

/// Thread-safe; a handle is used by one thread at a time.
class CurlPool {
 public:
  CurlPool() = default;
  CurlPool(const CurlPool&) = delete;
  CurlPool& operator=(const CurlPool&) = delete;
  ~CurlPool();

  /// libcurl, loaded by the first call; the same answer for ever.
  const Result<CurlApi>& api();

  struct GiveBack {
    CurlPool* pool;
    void operator()(CURL* handle) const { pool->give_back(handle); }
  };
  using Handle = std::unique_ptr<CURL, GiveBack>;

  /// The handle used last, whose connections are the freshest; null when there is no memory. Only after api() gave one.
  Handle take();

 private:
  void give_back(CURL* handle);

  std::once_flag started_{};
  Result<CurlApi> api_{Error{Code::unavailable, "libcurl is not loaded"}};
  std::mutex mutex_{};
  std::vector<CURL*> idle_{};  // under mutex_
};

}  // namespace jada
