#include "engine/loop/order.h"

#include <algorithm>
#include <map>
#include <set>

namespace jada {
namespace {

// How many waves come before each address; addresses on a circle are left out.
std::map<Address, std::size_t> depths(const Desired& desired) {
  std::map<Address, std::size_t> depth;
  bool moved = true;
  while (moved) {
    moved = false;
    for (const Declared& declared : desired.resources) {
      if (depth.contains(declared.address)) continue;
      std::size_t deepest = 0;
      bool ready = true;
      for (const Address& needed : dependencies(declared)) {
        const auto found = depth.find(needed);
        if (found == depth.end()) {
          ready = desired.find(needed) == nullptr;  // a dangling one has its own fault
          if (!ready) break;
        } else {
          deepest = std::max(deepest, found->second + 1);
        }
      }
      if (!ready) continue;
      depth.emplace(declared.address, deepest);
      moved = true;
    }
  }
  return depth;
}

// Follows unsettled dependencies until one comes round again: a, b, a.
std::vector<Address> circle_from(const Desired& desired, const std::map<Address, std::size_t>& settled,
                                 const Declared& start) {
  std::vector<Address> trail;
  const Declared* at = &start;
  while (std::find(trail.begin(), trail.end(), at->address) == trail.end()) {
    trail.push_back(at->address);
    for (const Address& needed : dependencies(*at)) {
      if (desired.find(needed) == nullptr || settled.contains(needed)) continue;
      at = desired.find(needed);
      break;
    }
  }
  trail.erase(trail.begin(), std::find(trail.begin(), trail.end(), at->address));
  return trail;
}

}  // namespace

std::vector<Address> dependencies(const Declared& declared) {
  std::set<Address> all(declared.common.depends_on.begin(), declared.common.depends_on.end());
  for (Address& needed : declared.resource->needs()) all.insert(std::move(needed));
  return {all.begin(), all.end()};
}

void find_cycles(const Desired& desired, Document& document) {
  const auto settled = depths(desired);
  std::set<Address> told;
  for (const Declared& declared : desired.resources) {
    if (settled.contains(declared.address)) continue;
    const auto circle = circle_from(desired, settled, declared);
    const Address& first = *std::min_element(circle.begin(), circle.end());
    if (!told.insert(first).second) continue;
    std::string path;
    for (const Address& address : circle) path += to_string(address) + " → ";
    const Block* block = document.block(first);
    document.fault(block->at, 1, "a circle of dependencies: " + path + to_string(circle.front()),
                   "take one of them out of depends_on");
    document.faults.back().block = first;
  }
}

bool waits_for(const Address& change, const Declared& declared, const Address& needed) {
  const auto& named = declared.common.depends_on;
  if (std::find(named.begin(), named.end(), needed) != named.end()) return true;
  return change.replica.empty() || change.replica == needed.name;
}

std::vector<std::vector<Address>> waves(const Desired& desired) {
  std::vector<std::vector<Address>> ordered;
  for (const auto& [address, depth] : depths(desired)) {
    if (ordered.size() <= depth) ordered.resize(depth + 1);
    ordered[depth].push_back(address);
  }
  return ordered;
}

}  // namespace jada
