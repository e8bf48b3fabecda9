#include "engine/config/blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <variant>

#include "engine/base/text.h"

namespace jada {
namespace {

constexpr std::array<std::string_view, 2> kSingle = {"controller", "guard"};
constexpr std::array<std::string_view, 2> kScalar = {"version", "include"};

template <class Words>
bool holds(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

int span_of(const Member& member) { return static_cast<int>(width(member.key)); }

void unknown_key(Document& document, const Member& member) {
  const auto near = nearest(member.key, kScalar);
  document.fault(
      member.key_at, span_of(member), fmt::format("unknown key `{}`", member.key),
      near ? fmt::format("did you mean `{}`?", *near) : "outside of tables stand `version` and `include` only");
}

void unknown_kind(Document& document, const Member& member) {
  std::vector<std::string_view> known(kSingle.begin(), kSingle.end());
  known.insert(known.end(), document.kinds.begin(), document.kinds.end());
  const auto near = nearest(member.key, known);
  const std::vector<std::string> words(known.begin(), known.end());
  document.fault(member.key_at, span_of(member), fmt::format("unknown kind `{}`", member.key),
                 near ? fmt::format("did you mean `{}`?", *near) : "known kinds: " + join(words, ", "));
  document.faults.back().block = {.kind = member.key, .name = {}};
}

void add_named(Document& document, const std::string& kind, Member& member) {
  if (!is_resource_name(member.key)) {
    document.fault(member.key_at, span_of(member), fmt::format("`{}` is no name for a [{}.NAME]", member.key, kind),
                   "a name is letters, digits, `_` and `-`");
    document.faults.back().block = {.kind = kind, .name = member.key};
    return;
  }
  document.blocks.push_back({{kind, member.key}, member.value.at, std::get<Table>(std::move(member.value.held))});
}

// One fault for all the keys of a [roster] that should have been a [roster.NAME].
void add_kind(Document& document, Member& kind) {
  Table& members = std::get<Table>(kind.value.held);
  const auto is_table = [](const Member& member) { return member.value.table() != nullptr; };
  const auto stray = std::find_if_not(members.begin(), members.end(), is_table);
  if (members.empty() || stray != members.end()) {
    const Member& at = members.empty() ? kind : *stray;
    document.fault(at.key_at, span_of(at), fmt::format("[{}] needs a name", kind.key),
                   fmt::format("write [{}.NAME]", kind.key));
  }
  for (Member& member : members) {
    if (is_table(member)) add_named(document, kind.key, member);
  }
}

void add(Document& document, Member& member) {
  const bool single = holds(kSingle, member.key);
  const bool known = single || holds(document.kinds, member.key);
  auto* const table = std::get_if<Table>(&member.value.held);
  if (holds(kScalar, member.key)) return;
  if (!known && table == nullptr && member.value.array() == nullptr) return unknown_key(document, member);
  if (!known) return unknown_kind(document, member);
  if (table == nullptr) {
    return document.fault(member.key_at, span_of(member),
                          fmt::format("`{}` must be a table, not {}", member.key, kind_name(member.value)),
                          fmt::format("write [{}{}]", member.key, single ? "" : ".NAME"));
  }
  if (single) return document.blocks.push_back({{member.key, {}}, member.value.at, std::move(*table)});
  add_kind(document, member);
}

ItemTexts of_file(const ItemTexts& all, std::uint32_t file) {
  ItemTexts some;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all.at(i).file == file) some.add(all[i]);
  }
  return some;
}

}  // namespace

void collect_blocks(Document& document, Table root) {
  for (Member& member : root) add(document, member);
}

void order_blocks(Document& document) {
  auto& blocks = document.blocks;
  std::stable_sort(blocks.begin(), blocks.end(), [](const Block& a, const Block& b) { return a.address < b.address; });
  std::vector<Block> distinct;
  distinct.reserve(blocks.size());
  for (Block& block : blocks) {
    if (distinct.empty() || distinct.back().address != block.address) {
      distinct.push_back(std::move(block));
      continue;
    }
    const Block& first = distinct.back();
    const std::string name = first.address.name.empty() ? first.address.kind : to_string(first.address);
    document.fault(block.at, static_cast<int>(width(name)) + 2, fmt::format("[{}] stands in two files", name), {},
                   {first.at});
    document.faults.back().block = first.address;
    const auto scanned = document.scanned.find(first.address);
    if (scanned == document.scanned.end()) continue;
    scanned->second = of_file(scanned->second, first.at.file);
  }
  blocks = std::move(distinct);
}

}  // namespace jada
