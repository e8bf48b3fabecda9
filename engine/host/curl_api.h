// The functions of libcurl we call, found at the first request.
#pragma once

#include <curl/curl.h>

#include "engine/base/result.h"

namespace jada {

struct CurlApi {
  decltype(&curl_global_init_mem) global_init_mem = nullptr;
  decltype(&curl_global_cleanup) global_cleanup = nullptr;
  decltype(&curl_easy_init) easy_init = nullptr;
  decltype(&curl_easy_setopt) easy_setopt = nullptr;
  decltype(&curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&curl_easy_perform) easy_perform = nullptr;
  decltype(&curl_easy_reset) easy_reset = nullptr;
  decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&curl_easy_strerror) easy_strerror = nullptr;
  decltype(&curl_multi_init) multi_init = nullptr;
  decltype(&curl_multi_add_handle) multi_add_handle = nullptr;
  decltype(&curl_multi_remove_handle) multi_remove_handle = nullptr;
  decltype(&curl_multi_perform) multi_perform = nullptr;
  decltype(&curl_multi_poll) multi_poll = nullptr;
  decltype(&curl_multi_info_read) multi_info_read = nullptr;
  decltype(&curl_multi_cleanup) multi_cleanup = nullptr;
  decltype(&curl_multi_strerror) multi_strerror = nullptr;
  decltype(&curl_slist_append) slist_append = nullptr;
  decltype(&curl_slist_free_all) slist_free_all = nullptr;
  decltype(&curl_url) url = nullptr;
  decltype(&curl_url_cleanup) url_cleanup = nullptr;
  decltype(&curl_url_set) url_set = nullptr;
  decltype(&curl_url_get) url_get = nullptr;
  decltype(&curl_url_strerror) url_strerror = nullptr;
  decltype(&curl_free) free = nullptr;
  decltype(&curl_version_info) version_info = nullptr;

  /// The system keeps its roots of trust also as one file each, found by a digest of their name. Reading the one that
  /// is needed takes a millisecond, reading the bundle of all of them thirty.
  bool has_roots_by_name = false;

  /// Loads libcurl and starts it, with memory that is wiped when libcurl frees it: its copies of headers and bodies
  /// hold secrets. Ends with global_cleanup. unavailable: it is not installed, or too old.
  static Result<CurlApi> start();
};

}  // namespace jada
