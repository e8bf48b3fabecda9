// Passes over the world, one at a time, beside the loop: the whole of it after each reading of the file, then what is
// due.
#pragma once

#include <memory>
#include <optional>
#include <set>

#include "engine/loop/converge.h"
#include "engine/loop/loop_context.h"

namespace jada {

/// For the loop's thread.
class WorldPasses {
 public:
  explicit WorldPasses(LoopContext& loop) : loop_(loop) {}

  /// Begins a pass when one is due and none is under way.
  void turn();
  /// The next pass is over everything: what is declared no more is forgotten by it, what is new is found.
  void make_whole() { is_whole_due_ = true; }

  /// The clock was set back.
  void restart();

  bool is_under_way() const { return began_.has_value(); }
  /// What is due of the world is not looked at now.
  bool is_waiting() const { return is_under_way() || loop_.now() < not_before_; }
  Duration under_way_for() const { return began_ ? loop_.now() - *began_ : Duration{0}; }
  /// All of it was looked at once.
  bool was_whole() const { return was_whole_; }

 private:
  void launch_whole();
  void launch(std::set<Address> due);
  Result<Converged> converge_apart(Desired& desired, const ConvergeRequest& request);
  void land(const Result<Converged>& result, bool is_whole);
  void land_whole(const Result<Converged>& result, const std::string& read);

  LoopContext& loop_;
  std::unique_ptr<Store> store_{};  // of the pass that is under way: the loop goes on with its own
  std::optional<Time> began_{};
  Time not_before_{};
  bool is_whole_due_ = true;
  bool was_whole_ = false;
};

}  // namespace jada
