#include "engine/host/curl_http.h"

#include <algorithm>
#include <thread>

#include "engine/host/curl_multi.h"
#include "engine/host/curl_pool.h"
#include "engine/host/curl_transfer.h"
#include "engine/ports/http_traffic.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

HttpTrouble refused(std::string message) {
  return {.why = HttpTrouble::Why::refused_by_us, .message = std::move(message)};
}

// Without a library there is nobody to carry it: every request is told so.
void refuse_all(HttpTraffic& traffic, const Error& why) {
  while (!traffic.is_done()) {
    const HttpTurn turn = traffic.next();
    if (!turn.request) std::this_thread::sleep_for(std::clamp<Duration>(turn.pause, 1ms, 1s));
    if (turn.request) traffic.landed(turn.ticket, refused(why.message));
  }
}

}  // namespace

CurlHttp::CurlHttp(const Clock& clock, std::string roots)
    : clock_(clock), roots_(std::move(roots)), pool_(std::make_unique<CurlPool>()) {}

CurlHttp::~CurlHttp() = default;

std::variant<HttpAnswer, HttpTrouble> CurlHttp::send(const HttpRequest& request) {
  const auto& api = pool_->api();
  if (!api) return refused(api.error().message);
  const auto address = CurlAddress::parse(*api, request);
  if (!address) return refused(address.error().message);
  const auto handle = pool_->take();
  if (handle == nullptr) return refused("no memory for a request");
  CurlTransfer transfer(*api, handle.get(), request, *address, clock_);
  transfer.trust(roots_);
  return transfer.run();
}

void CurlHttp::carry(HttpTraffic& traffic) {
  const auto& api = pool_->api();
  if (!api) return refuse_all(traffic, api.error());
  auto multi = take_multi();
  multi->carry(traffic);
  const std::scoped_lock guard(mutex_);
  idle_.push_back(std::move(multi));
}

std::unique_ptr<CurlMulti> CurlHttp::take_multi() {
  const std::scoped_lock guard(mutex_);
  if (idle_.empty()) return std::make_unique<CurlMulti>(*pool_->api(), clock_, roots_);
  auto last = std::move(idle_.back());
  idle_.pop_back();
  return last;
}

}  // namespace jada
