#include "engine/host/curl_api.h"

#include <glob.h>
#include <malloc.h>
#include <string.h>

#include <algorithm>
#include <cstdlib>

#include "engine/host/lazy_library.h"

namespace jada {
namespace {

void wiping_free(void* memory) {
  if (memory != nullptr) explicit_bzero(memory, malloc_usable_size(memory));
  std::free(memory);
}

void* wiping_realloc(void* memory, std::size_t size) {
  void* larger = std::malloc(size);
  if (larger == nullptr || memory == nullptr) return larger;
  std::memcpy(larger, memory, std::min(size, malloc_usable_size(memory)));
  wiping_free(memory);
  return larger;
}

Result<CurlApi> bind_all(const LazyLibrary& library) {
  CurlApi api;
  Result<Done> bound = Done{};
  const auto bind = [&](auto& function, const char* name) {
    if (bound) bound = library.bind(function, name);
  };
  bind(api.global_init_mem, "curl_global_init_mem");
  bind(api.global_cleanup, "curl_global_cleanup");
  bind(api.easy_init, "curl_easy_init");
  bind(api.easy_setopt, "curl_easy_setopt");
  bind(api.easy_getinfo, "curl_easy_getinfo");
  bind(api.easy_perform, "curl_easy_perform");
  bind(api.easy_reset, "curl_easy_reset");
  bind(api.easy_cleanup, "curl_easy_cleanup");
  bind(api.easy_strerror, "curl_easy_strerror");
  bind(api.multi_init, "curl_multi_init");
  bind(api.multi_add_handle, "curl_multi_add_handle");
  bind(api.multi_remove_handle, "curl_multi_remove_handle");
  bind(api.multi_perform, "curl_multi_perform");
  bind(api.multi_poll, "curl_multi_poll");
  bind(api.multi_info_read, "curl_multi_info_read");
  bind(api.multi_cleanup, "curl_multi_cleanup");
  bind(api.multi_strerror, "curl_multi_strerror");
  bind(api.slist_append, "curl_slist_append");
  bind(api.slist_free_all, "curl_slist_free_all");
  bind(api.url, "curl_url");
  bind(api.url_cleanup, "curl_url_cleanup");
  bind(api.url_set, "curl_url_set");
  bind(api.url_get, "curl_url_get");
  bind(api.url_strerror, "curl_url_strerror");
  bind(api.free, "curl_free");
  bind(api.version_info, "curl_version_info");
  if (!bound) return bound.error();
  return api;
}

// A folder may be there with the bundle alone, as in small container images.
bool finds_roots_by_name(const CurlApi& api) {
  const auto* about = api.version_info(CURLVERSION_NOW);
  if (about->age < CURLVERSION_SEVENTH || about->capath == nullptr) return false;
  glob_t found{};
  const int verdict = glob((std::string(about->capath) + "/????????.0").c_str(), GLOB_NOSORT, nullptr, &found);
  globfree(&found);
  return verdict == 0;
}

}  // namespace

Result<CurlApi> CurlApi::start() {
  const auto library = LazyLibrary::open("libcurl.so.4", "libcurl4");
  if (!library) return library.error();
  auto api = bind_all(*library);
  if (!api) return api.error();
  const CURLcode code =
      api->global_init_mem(CURL_GLOBAL_DEFAULT, std::malloc, wiping_free, wiping_realloc, strdup, std::calloc);
  if (code != CURLE_OK) return Error{Code::unavailable, std::string("libcurl: ") + api->easy_strerror(code)};
  api->has_roots_by_name = finds_roots_by_name(*api);
  return api;
}

}  // namespace jada
