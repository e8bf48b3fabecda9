// At most so many requests to one host at a time: what a crowd of tokens asks for after an outage is one provider's.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

#include "engine/ports/http.h"

namespace jada {

/// Thread-safe. A request waits for its turn within its deadline, and is not sent when that passes. Whoever
/// has none under way goes before traffic that has some; of traffic more than one are under way only while the limit of
/// all together leaves room.
class HostGate final : public Http {
 public:
  /// `most` to one host, `most_of_all` to all.
  HostGate(Http& inner, std::size_t most, std::size_t most_of_all)
      : inner_(inner), most_(most), most_of_all_(most_of_all) {}

  std::variant<HttpAnswer, HttpTrouble> send(const HttpRequest& request) override;
  void carry(HttpTraffic&) override;

 private:
  class Limited;

  void line_up(const std::string& host, bool is_in_line);
  bool enters(const std::string& host, bool is_first);
  void enter(const std::string& host);
  void leave(const std::string& host);

  Http& inner_;
  const std::size_t most_;
  const std::size_t most_of_all_;
  std::mutex mutex_{};
  std::condition_variable left_{};
  std::map<std::string, std::size_t> under_way_{};  // by host, under mutex_
  std::map<std::string, std::size_t> waiting_{};    // of those who have none under way, by host, under mutex_
  std::size_t all_under_way_ = 0;                   // under mutex_
};

}  // namespace jada
