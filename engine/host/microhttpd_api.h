// The functions of libmicrohttpd we call, found by the first listener.
#pragma once

#include <microhttpd.h>

#include "engine/base/result.h"

namespace jada {

struct MicrohttpdApi {
  decltype(&MHD_start_daemon) start_daemon = nullptr;
  decltype(&MHD_stop_daemon) stop_daemon = nullptr;
  decltype(&MHD_get_connection_info) get_connection_info = nullptr;
  decltype(&MHD_create_response_from_buffer) create_response_from_buffer = nullptr;
  decltype(&MHD_add_response_header) add_response_header = nullptr;
  decltype(&MHD_queue_response) queue_response = nullptr;
  decltype(&MHD_destroy_response) destroy_response = nullptr;

  /// unavailable: it is not installed, or too old.
  static Result<MicrohttpdApi> load();
};

}  // namespace jada
