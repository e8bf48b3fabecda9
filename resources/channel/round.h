// One round of deliveries: what is due is sent, and what became of each is written before the next.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "resources/channel/deliveries.h"
#include "resources/channel/sink.h"

namespace jada {

class Round {
 public:
  Round(const Channel::Spec& spec, Channel::Observed seen, Env& env);

  /// Ends when nothing is due, the service asks for quiet or does not answer, or the time of a round is over: it never
  /// waits. done: all that was tried arrived.
  Outcome run();

 private:
  using Parcel = std::vector<std::size_t>;  // indices into seen_.waiting

  void note_told();
  void deliver();
  void hand_over();
  void remind();

  Parcel parcel_of(const std::vector<std::size_t>& due) const;
  bool claim(const Parcel&);
  void send(const Parcel&);
  Delivery send(std::span<const Letter>);
  std::vector<Letter> letters_of(const Parcel&) const;

  void arrived(const Parcel&);
  void refused(const Parcel&, const std::string& reason);
  void failed(const Parcel&, const Delivery&);
  void note_success();
  void note_failure(const Delivery&);
  void keep_told(const NoticeRecord&);
  void entrust(const NoticeRecord&, const std::string& why);
  void say_undeliverable() const;

  bool must_end() const;
  Event event(std::string type, std::string level, std::string message) const;
  bool write(const Parcel&);
  bool write(Batch batch);
  void drop_done();

  const Channel::Spec& spec_;
  Channel::Observed seen_;
  Env& env_;
  const Time started_;
  Result<Outlet> outlet_;
  Batch beside_{};      // what goes with the next write: copies and events
  bool alone_ = false;  // a service refused several at once: each by itself
  bool stopped_ = false;
  Outcome outcome_{};
};

}  // namespace jada
