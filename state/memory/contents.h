// Everything a state holds, as plain values.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/ports/store.h"

namespace jada::state {

/// Addresses are of resources (bodies), or of resources with a replica, which may be empty (the rest).
struct Contents {
  StateIdentity identity{};
  std::map<Address, Record> records{};
  std::map<Address, std::map<std::string, ItemRecord>> items{};
  std::map<Address, std::map<std::pair<std::string, Digest>, std::string>> bodies{};
  std::map<Address, std::map<std::pair<std::string, std::string>, DriftRow>> drift{};  ///< by item and path
  std::vector<Event> events{};
  std::map<std::pair<Address, Time>, Slot> slots{};
  std::map<std::string, AlertRecord> alerts{};
  std::map<std::string, NoticeRecord> notices{};
  std::map<std::string, std::string> blobs{};
};

/// What a batch makes of the contents, or why it is refused.
Result<Contents> after(Contents contents, const Batch& batch);

}  // namespace jada::state
