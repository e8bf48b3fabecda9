// Many calls to one service at once, each asked again as AWS wants it until it has an answer that counts.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/ports/http_traffic.h"
#include "resources/apis/aws/aws_service.h"
#include "resources/apis/aws/rate_limit.h"

namespace jada {

struct AwsCall {
  std::string operation{};  ///< `Scan`
  std::string body{};
  std::size_t tag = 0;          ///< the caller's own
  RateLimit* limit = nullptr;   ///< what the answer consumed is taken from it
  bool heeds_stop = true;       ///< false: sent also when a person asked to stop
  bool is_repeatable = true;    ///< false: sent once, whatever comes of it
  int rounds = 0;               ///< how often a part of it came back undone
  std::optional<Time> since{};  ///< of the first attempt; set by the exchange
};

/// The body of a 200, which dies with the call; or why there is none.
using AwsReply = std::variant<std::string_view, AwsFault>;

/// Used by one thread. Throttled: slower and with fewer at a time; a broken connection or a 5xx: the same again, so
/// that whatever writes must stand being done twice; credentials and clocks are mended once each. What has no answer
/// after a minute, or when the breaker opens, or when a person asks to stop, fails.
class AwsExchange final : public HttpTraffic {
 public:
  using Take = std::function<void(const AwsCall&, const AwsReply&)>;  ///< may push more

  /// `width`: calls under way at a time, 0: 16 at most and as the shared limits allow.
  AwsExchange(AwsService& service, std::size_t width, Take take);

  void push(AwsCall call, Duration delay = {});
  /// Asked for more when nothing waits to be sent: pushes some and returns true, or returns false for the last time.
  void refill_by(std::function<bool()> refill) { refill_ = std::move(refill); }
  /// For what came back undone though the answer was 200; false: it is too late for that, and it was not pushed.
  bool push_again(AwsCall call);
  /// Until all is answered that was pushed.
  void run() { service_.outside().http.carry(*this); }

  bool is_done() const override { return under_way_.empty() && ready_.empty() && later_.empty() && !refill_; }
  HttpTurn next() override;
  void landed(std::size_t ticket, std::variant<HttpAnswer, HttpTrouble>) override;
  bool has_own_limit() const override { return has_own_limit_; }

 private:
  struct Attempt {
    AwsCall call;
    int tries = 0;
    bool has_new_keys = false;
    bool has_new_time = false;
    bool is_in_doubt = false;  // an earlier try may have done it
    Time sent_at{};
    std::uint64_t generation = 0;
  };

  std::optional<AwsFault> obstacle(Time now);
  HttpTurn send(Attempt attempt, Time now);
  void make_ready(Time now);
  void refill();
  void fail_waiting(AwsFault why);
  void fail(const Attempt&, AwsFault why);
  void accept(const Attempt&, const HttpAnswer&);
  void refuse(Attempt, AwsFault, const HttpAnswer*);
  bool mend(Attempt&, const AwsFault&, const HttpAnswer*);
  void again_after(Attempt, Duration);
  void speed_up();
  void slow_down(Time sent_at);
  bool is_stopped(const AwsCall&) const;

  AwsService& service_;
  const Clock& clock_;
  const bool has_own_limit_;
  const std::size_t widest_;
  Take take_;
  std::function<bool()> refill_{};  // none: nothing is left
  std::size_t width_;
  std::optional<Time> slowed_at_{};
  std::size_t in_a_row_ = 0;  // successes since the width changed
  std::size_t next_ticket_ = 0;
  std::deque<Attempt> ready_{};
  std::multimap<Time, Attempt> later_{};
  std::map<std::size_t, Attempt> under_way_{};
};

}  // namespace jada
