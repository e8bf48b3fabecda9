#include "engine/cli/item_memory.h"

namespace jada {
namespace {

Result<Json> kept_text(const StateView& state, const Address& item, const std::optional<Digest>& digest) {
  if (!digest) return Json();
  const StateView::BodyKey wanted{item.item, *digest};
  const auto texts = state.bodies(item.resource(), {&wanted, 1});
  if (!texts) return texts.error();
  if (!texts->front()) return Json();
  return parse_json(*texts->front());
}

}  // namespace

Result<std::vector<ItemMemory>> recall_item(const StateView& state, const Address& item,
                                            const std::vector<std::string>& replicas) {
  std::vector<ItemMemory> all;
  for (const std::string& replica : replicas) {
    if (!item.replica.empty() && item.replica != replica) continue;
    auto record = state.find_item({item.kind, item.name, item.item, replica});
    if (!record) return record.error();
    if (!*record) continue;
    auto applied = kept_text(state, item, (*record)->applied);
    if (!applied) return applied.error();
    auto observed = kept_text(state, item, (*record)->observed);
    if (!observed) return observed.error();
    all.push_back({replica, std::move(**record), std::move(*applied), std::move(*observed)});
  }
  return all;
}

Json to_json(const ItemMemory& item) {
  const auto& verified = item.record.verified_at;
  return {{"replica", item.replica},
          {"status", word(item.record.status)},
          {"applied", item.applied},
          {"observed", item.observed},
          {"verified_at", verified ? Json(to_string(*verified)) : Json()},
          {"revision", item.record.revision}};
}

std::string_view word(ItemStatus status) {
  switch (status) {
    case ItemStatus::in_step: return "in_step";
    case ItemStatus::missing: return "missing";
    case ItemStatus::differs: return "differs";
    case ItemStatus::extra: return "extra";
    case ItemStatus::unknown: return "unknown";
  }
  return "";
}

Result<bool> is_known(const Address& item, const Desired& desired, const Plan& plan, const StateView& state) {
  const Declared* block = desired.find(item);
  if (block != nullptr) {
    const auto declared = block->resource->item(item.item, state);
    if (!declared) return declared.error();
    if (*declared) return true;
  }
  for (const Change& change : plan.changes) {
    if (change.address.resource() == item.resource() && change.address.item == item.item) return true;
  }
  for (const Observation& look : plan.observations) {
    const auto record = state.find_item({item.kind, item.name, item.item, look.address.replica});
    if (!record) return record.error();
    if (*record) return true;
  }
  return false;
}

}  // namespace jada
