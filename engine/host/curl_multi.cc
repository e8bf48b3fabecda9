#include "engine/host/curl_multi.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "engine/host/curl_transfer.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

HttpTrouble refused(std::string message) {
  return {.why = HttpTrouble::Why::refused_by_us, .message = std::move(message)};
}

}  // namespace

// One handle of libcurl and the request that is on it.
struct CurlMulti::Flight {
  explicit Flight(const CurlApi& library) : api(library), handle(library.easy_init()) {}
  Flight(const Flight&) = delete;
  Flight& operator=(const Flight&) = delete;
  ~Flight() {
    transfer.reset();
    api.easy_cleanup(handle);
  }

  const CurlApi& api;
  CURL* const handle;
  std::size_t ticket = 0;
  HttpRequest request{};
  std::optional<CurlAddress> address{};
  std::optional<CurlTransfer> transfer{};  // its options point into the request and the address
};

CurlMulti::CurlMulti(const CurlApi& api, const Clock& clock, const std::string& roots)
    : api_(api), clock_(clock), roots_(roots), multi_(api.multi_init()) {}

CurlMulti::~CurlMulti() {
  for (const auto& flight : under_way_) api_.multi_remove_handle(multi_, flight->handle);
  under_way_.clear();
  idle_.clear();
  api_.multi_cleanup(multi_);
}

void CurlMulti::carry(HttpTraffic& traffic) {
  while (!traffic.is_done()) {
    HttpTurn turn = traffic.next();
    if (turn.request) {
      launch(std::move(turn), traffic);
      continue;
    }
    int running = 0;
    const CURLMcode code = api_.multi_perform(multi_, &running);
    if (code != CURLM_OK) return give_up(code, traffic);
    if (!land(traffic)) wait(turn.pause);
  }
}

std::unique_ptr<CurlMulti::Flight> CurlMulti::take_seat() {
  if (idle_.empty()) return std::make_unique<Flight>(api_);
  auto seat = std::move(idle_.back());
  idle_.pop_back();
  return seat;
}

void CurlMulti::launch(HttpTurn turn, HttpTraffic& traffic) {
  auto address = CurlAddress::parse(api_, *turn.request);
  if (!address) return traffic.landed(turn.ticket, refused(address.error().message));
  auto flight = take_seat();
  if (flight->handle == nullptr) return traffic.landed(turn.ticket, refused("no memory for a request"));
  flight->ticket = turn.ticket;
  flight->request = std::move(*turn.request);
  flight->address.emplace(std::move(*address));
  CurlTransfer& transfer = flight->transfer.emplace(api_, flight->handle, flight->request, *flight->address, clock_);
  transfer.trust(roots_);
  if (transfer.fault() != CURLE_OK || api_.multi_add_handle(multi_, flight->handle) != CURLM_OK)
    return traffic.landed(turn.ticket, transfer.finish(std::max(transfer.fault(), CURLE_OUT_OF_MEMORY)));
  under_way_.push_back(std::move(flight));
}

// Whatever has ended by now; false: nothing has.
bool CurlMulti::land(HttpTraffic& traffic) {
  bool has_landed = false;
  int left = 0;
  while (const CURLMsg* message = api_.multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    const auto mine = std::ranges::find(under_way_, message->easy_handle, [](const auto& one) { return one->handle; });
    std::swap(*mine, under_way_.back());
    auto flight = std::move(under_way_.back());
    under_way_.pop_back();
    auto reply = flight->transfer->finish(code);
    api_.multi_remove_handle(multi_, flight->handle);
    flight->transfer.reset();
    api_.easy_reset(flight->handle);
    const std::size_t ticket = flight->ticket;
    flight->request = {};
    idle_.push_back(std::move(flight));
    traffic.landed(ticket, std::move(reply));
    has_landed = true;
  }
  return has_landed;
}

void CurlMulti::wait(Duration most) {
  const auto bounded = std::clamp<Duration>(most, 1ms, 1s);
  api_.multi_poll(multi_, nullptr, 0, static_cast<int>(bounded.count()), nullptr);
}

// libcurl itself is broken or out of memory: what is under way is told so, and what follows too.
void CurlMulti::give_up(CURLMcode code, HttpTraffic& traffic) {
  for (const auto& flight : std::exchange(under_way_, {})) {
    api_.multi_remove_handle(multi_, flight->handle);
    traffic.landed(
        flight->ticket,
        HttpTrouble{.why = HttpTrouble::Why::broken_off, .sent = true, .message = api_.multi_strerror(code)});
  }
  while (!traffic.is_done()) {
    const HttpTurn turn = traffic.next();
    if (!turn.request) std::this_thread::sleep_for(std::clamp<Duration>(turn.pause, 1ms, 1s));
    if (turn.request) traffic.landed(turn.ticket, refused(api_.multi_strerror(code)));
  }
}

}  // namespace jada
