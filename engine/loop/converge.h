// The world stage of one pass of the loop: look at some resources, act on what is apart, leave the rest of it for
// later.
#pragma once

#include <map>
#include <set>
#include <string>

#include "engine/loop/cycle.h"
#include "engine/ports/node.h"

namespace jada {

/// What one pass learned of one resource.
struct Looked {
  std::optional<Time> recheck_at{};  ///< something falls due
  std::optional<Time> retry_at{};    ///< its kind says when it is tried again
  bool was_tried = false;
  bool has_failed = false;  ///< was tried in vain
  bool is_left = false;     ///< is apart and was not tried: the pass had to end
  std::string stands{};     ///< condition, reason and message: news when they differ
};

/// Without what was tried.
Looked looked_at(const Decision&, const Address& resource);

struct Converged {
  std::map<Address, Looked> looked{};
  bool was_busy = false;  ///< somebody else holds the lease: nothing was done
  Duration look{};        ///< what looking took
};

struct ConvergeRequest {
  const std::set<Address>* only = nullptr;  ///< null: everything, and what was forgotten by the file is too
  std::set<Address> later{};
  std::size_t parallelism = 12;
  std::string version{};
};

/// Under the lease only when there is something to do. An Error: the state could not be written.
Result<Converged> converge(Desired&, const ConvergeRequest&, const CyclePorts&, const Node&);

}  // namespace jada
