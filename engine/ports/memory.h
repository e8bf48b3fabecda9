// What a kind remembers for itself beyond one look, written at once: also while nobody holds the lease.
#pragma once

#include <optional>
#include <string>

#include "engine/base/address.h"
#include "engine/base/result.h"
#include "engine/ports/store.h"

namespace jada {

/// The record in which it stands: `@memory.token.google`, the JSON in `observed`.
inline Address memory_address(const Address& resource) { return {.kind = "@memory", .name = to_string(resource)}; }

/// Thread-safe. One JSON object per resource, without secrets; whoever writes holds the resource's own lock, so the
/// last one to write knows best (docs/state.md).
class Memory {
 public:
  virtual ~Memory() = default;
  virtual Result<std::optional<std::string>> recall(const Address& resource) = 0;
  /// Survives a power cut once it returned. `event` is told in the same commit.
  virtual Result<Done> keep(const Address& resource, std::string json, Event event) = 0;
  /// Slots, notices and events, and with them what is remembered (`put`, at memory_address): revisions of the former
  /// say who comes too late (conflict). Survives a power cut once it returned.
  virtual Result<Done> write(Batch batch) = 0;
};

}  // namespace jada
