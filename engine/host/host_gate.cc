#include "engine/host/host_gate.h"

#include <optional>
#include <utility>

#include "engine/base/web_address.h"
#include "engine/ports/http_traffic.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

constexpr Duration kAskAgain = 20ms;

}  // namespace

std::variant<HttpAnswer, HttpTrouble> HostGate::send(const HttpRequest& request) {
  const std::string host = host_of(request.url);
  {
    std::unique_lock guard(mutex_);
    ++waiting_[host];
    const bool has_turn = left_.wait_for(guard, request.deadline, [&] { return under_way_[host] < most_; });
    if (--waiting_[host] == 0) waiting_.erase(host);
    if (!has_turn)
      return HttpTrouble{.why = HttpTrouble::Why::timeout,
                         .message = "waited in vain for its turn: too many requests at once"};
    enter(host);
  }
  auto answer = inner_.send(request);
  leave(host);
  return answer;
}

void HostGate::enter(const std::string& host) {
  ++under_way_[host];
  ++all_under_way_;
}

void HostGate::leave(const std::string& host) {
  const std::scoped_lock guard(mutex_);
  if (--under_way_[host] == 0) under_way_.erase(host);
  --all_under_way_;
  left_.notify_all();
}

void HostGate::line_up(const std::string& host, bool is_in_line) {
  const std::scoped_lock guard(mutex_);
  if (is_in_line) {
    ++waiting_[host];
  } else if (--waiting_[host] == 0) {
    waiting_.erase(host);
  }
}

bool HostGate::enters(const std::string& host, bool is_first) {
  const std::scoped_lock guard(mutex_);
  const auto there = under_way_.find(host);
  const bool is_full = there != under_way_.end() && there->second >= most_;
  if (is_full) return false;
  if (!is_first && (waiting_.contains(host) || all_under_way_ >= most_of_all_)) return false;
  enter(host);
  return true;
}

// Traffic whose next request waits until the gate lets it through.
class HostGate::Limited final : public HttpTraffic {
 public:
  Limited(HttpTraffic& inner, HostGate& gate) : inner_(inner), gate_(gate) {}

  bool is_done() const override { return !held_ && inner_.is_done(); }

  HttpTurn next() override {
    if (!held_) {
      HttpTurn turn = inner_.next();
      if (!turn.request) return turn;
      held_ = std::move(turn);
    }
    const std::string host = host_of(held_->request->url);
    const bool is_first = under_way_.empty();
    const bool has_entered = gate_.enters(host, is_first);
    const bool waits = is_first && !has_entered;
    if (waits != is_in_line_) gate_.line_up(host, is_in_line_ = waits);
    if (!has_entered) return {.pause = kAskAgain};
    under_way_[held_->ticket] = host;
    return *std::exchange(held_, std::nullopt);
  }

  void landed(std::size_t ticket, std::variant<HttpAnswer, HttpTrouble> reply) override {
    gate_.leave(under_way_.extract(ticket).mapped());
    inner_.landed(ticket, std::move(reply));
  }

 private:
  HttpTraffic& inner_;
  HostGate& gate_;
  std::optional<HttpTurn> held_{};
  bool is_in_line_ = false;                         // with the one that is held
  std::map<std::size_t, std::string> under_way_{};  // hosts by ticket
};

void HostGate::carry(HttpTraffic& traffic) {
  if (traffic.has_own_limit()) return inner_.carry(traffic);
  Limited limited(traffic, *this);
  inner_.carry(limited);
}

}  // namespace jada
