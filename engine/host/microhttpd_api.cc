#include "engine/host/microhttpd_api.h"

#include "engine/host/lazy_library.h"

namespace jada {

Result<MicrohttpdApi> MicrohttpdApi::load() {
  const auto library = LazyLibrary::open("libmicrohttpd.so.12", "libmicrohttpd12");
  if (!library) return library.error();
  MicrohttpdApi api;
  Result<Done> bound = Done{};
  const auto bind = [&](auto& function, const char* name) {
    if (bound) bound = library->bind(function, name);
  };
  bind(api.start_daemon, "MHD_start_daemon");
  bind(api.stop_daemon, "MHD_stop_daemon");
  bind(api.get_connection_info, "MHD_get_connection_info");
  bind(api.create_response_from_buffer, "MHD_create_response_from_buffer");
  bind(api.add_response_header, "MHD_add_response_header");
  bind(api.queue_response, "MHD_queue_response");
  bind(api.destroy_response, "MHD_destroy_response");
  if (!bound) return bound.error();
  return api;
}

}  // namespace jada
