#include "engine/host/http_listener.h"

#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include <vector>

#include "engine/base/text.h"
#include "engine/host/loopback_socket.h"
#include "engine/host/microhttpd_api.h"

namespace jada {
namespace {

// Signals are for the threads that wait for them: one started meanwhile gets none.
class SignalsHeldBack {
 public:
  SignalsHeldBack() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsHeldBack() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsHeldBack(const SignalsHeldBack&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

// The library calls it back on one thread; nothing of it is touched by another but `address`, which stays.
class HttpListener::Server {
 public:
  Server(const MicrohttpdApi& api, std::string address, Pages pages, unsigned connections)
      : api_(api), address_(std::move(address)), pages_(std::move(pages)), most_(connections) {
    open_.reserve(most_ + 1);
  }
  ~Server() {
    if (daemon_ != nullptr) api_.stop_daemon(daemon_);
  }
  Server(const Server&) = delete;

  const std::string& address() const { return address_; }

  bool start(Descriptor socket, const Limits&);

 private:
  static MHD_Result on_request(void* server, MHD_Connection*, const char* url, const char* method, const char* version,
                               const char* upload, std::size_t* upload_size, void** request);
  static void on_connection(void* server, MHD_Connection*, void** of_connection, MHD_ConnectionNotificationCode);

  HttpPage page_for(std::string_view method, const char* path) const;
  MHD_Result answer(MHD_Connection*, const HttpPage&) const;
  void begin(int socket);
  void end(int socket);

  MicrohttpdApi api_;
  std::string address_;
  Pages pages_;
  unsigned most_;
  std::vector<int> open_;  // sockets of connections, the oldest first
  MHD_Daemon* daemon_ = nullptr;
};

bool HttpListener::Server::start(Descriptor socket, const Limits& limits) {
  const MHD_OptionItem options[] = {
      {MHD_OPTION_LISTEN_SOCKET, socket.number(), nullptr},
      {MHD_OPTION_NOTIFY_CONNECTION, reinterpret_cast<intptr_t>(&on_connection), this},
      {MHD_OPTION_CONNECTION_LIMIT, limits.connections + 1, nullptr},
      {MHD_OPTION_CONNECTION_TIMEOUT, limits.idle.count(), nullptr},
      {MHD_OPTION_CONNECTION_MEMORY_LIMIT, static_cast<intptr_t>(limits.head), nullptr},
      {MHD_OPTION_STRICT_FOR_CLIENT, 1, nullptr},
      {MHD_OPTION_END, 0, nullptr},
  };
  const SignalsHeldBack held;
  daemon_ = api_.start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC, 0, nullptr, nullptr, on_request, this,
                              MHD_OPTION_ARRAY, options, MHD_OPTION_END);
  if (daemon_ != nullptr) socket.release();  // the library closes it
  return daemon_ != nullptr;
}

HttpPage HttpListener::Server::page_for(std::string_view method, const char* path) const try {
  if (method == "GET" || method == "HEAD") return pages_(path);
  return {.status = MHD_HTTP_METHOD_NOT_ALLOWED, .body = "only GET and HEAD are answered here\n"};
} catch (...) {
  return {.status = MHD_HTTP_INTERNAL_SERVER_ERROR, .body = "this page could not be made\n"};
}

MHD_Result HttpListener::Server::answer(MHD_Connection* connection, const HttpPage& page) const {
  void* body = const_cast<char*>(page.body.data());  // copied, not written
  MHD_Response* response = api_.create_response_from_buffer(page.body.size(), body, MHD_RESPMEM_MUST_COPY);
  if (response == nullptr) return MHD_NO;
  api_.add_response_header(response, "Content-Type", page.content_type.c_str());
  api_.add_response_header(response, "Cache-Control", "no-store");
  api_.add_response_header(response, "X-Content-Type-Options", "nosniff");
  api_.add_response_header(response, "Connection", "close");
  if (page.status == MHD_HTTP_METHOD_NOT_ALLOWED) api_.add_response_header(response, "Allow", "GET, HEAD");
  const MHD_Result queued = api_.queue_response(connection, page.status, response);
  api_.destroy_response(response);
  return queued;
}

MHD_Result HttpListener::Server::on_request(void* server, MHD_Connection* connection, const char* url,
                                            const char* method, const char*, const char*, std::size_t*, void**) {
  const auto& self = *static_cast<const Server*>(server);
  return self.answer(connection, self.page_for(method, url));
}

void HttpListener::Server::on_connection(void* server, MHD_Connection* connection, void**,
                                         MHD_ConnectionNotificationCode code) {
  auto& self = *static_cast<Server*>(server);
  const auto* about = self.api_.get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  if (code == MHD_CONNECTION_NOTIFY_STARTED) return self.begin(about->connect_fd);
  self.end(about->connect_fd);
}

void HttpListener::Server::begin(int socket) {
  open_.push_back(socket);
  if (open_.size() > most_) shutdown(open_.front(), SHUT_RDWR);  // the library notices, and ends it
}

void HttpListener::Server::end(int socket) { std::erase(open_, socket); }

HttpPage no_such_page(std::span<const std::string_view> there) {
  const std::vector<std::string> paths(there.begin(), there.end());
  return {.status = MHD_HTTP_NOT_FOUND, .body = "nothing here; there is " + join(paths, ", ") + "\n"};
}

Result<HttpListener> HttpListener::open(std::string_view address, Pages pages, Limits limits) {
  auto opened = LoopbackSocket::open(address);
  if (!opened) return opened.error();
  const auto api = MicrohttpdApi::load();
  if (!api) return api.error();
  auto server = std::make_unique<Server>(*api, opened->address, std::move(pages), limits.connections);
  if (server->start(std::move(opened->socket), limits)) return HttpListener(std::move(server));
  return Error{Code::unavailable, std::string(address) + ": libmicrohttpd does not start"};
}

HttpListener::HttpListener(std::unique_ptr<Server> server) : server_(std::move(server)) {}
HttpListener::HttpListener(HttpListener&&) noexcept = default;
HttpListener& HttpListener::operator=(HttpListener&&) noexcept = default;
HttpListener::~HttpListener() = default;

const std::string& HttpListener::address() const { return server_->address(); }

}  // namespace jada
