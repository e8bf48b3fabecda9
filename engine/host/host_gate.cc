#include "engine/host/host_gate.h"

#include "engine/base/web_address.h"

namespace jada {

std::variant<HttpAnswer, HttpTrouble> HostGate::send(const HttpRequest& request) {
  const std::string host = host_of(request.url);
  std::unique_lock guard(mutex_);
  const bool has_turn = left_.wait_for(guard, request.deadline, [&] { return under_way_[host] < most_; });
  if (!has_turn)
    return HttpTrouble{.why = HttpTrouble::Why::timeout,
                       .message = "waited in vain for its turn: too many requests at once"};
  ++under_way_[host];
  guard.unlock();
  auto answer = inner_.send(request);
  guard.lock();
  if (--under_way_[host] == 0) under_way_.erase(host);
  left_.notify_all();
  return answer;
}

}  // namespace jada
