#include "engine/config/compiled.h"

#include <algorithm>
#include <filesystem>

#include "engine/config/compiled_head.h"
#include "engine/config/expand.h"
#include "engine/config/include.h"
#include "engine/config/item_bodies.h"

namespace jada {
namespace {

std::string head_blob(const std::string& path) { return "desired/" + path + "/head"; }

std::string items_blob(const std::string& path, const Address& block) {
  return "desired/" + path + "/items/" + to_string(block);
}

// A state that cannot be read now has no compiled form: the parse needs none.
std::optional<std::string> stored(const StateView& state, const std::string& name) {
  auto bytes = state.blob(name);
  return bytes ? std::move(*bytes) : std::nullopt;
}

std::optional<CompiledHead> stored_head(const StateView& state, const std::string& path) {
  const auto bytes = stored(state, head_blob(path));
  return bytes ? decode_head(*bytes) : std::nullopt;
}

// Empty when the block has no source; a text that does not expand leads nowhere.
std::string source_path(const std::vector<InputFile>& files, const Block& block, const Variables& variable) {
  const Value* source = find(block.table, "source");
  if (source == nullptr || source->text() == nullptr || block.at.file >= files.size()) return {};
  const std::filesystem::path folder = std::filesystem::path(files[block.at.file].path).parent_path();
  const auto path = expand_path(*source->text(), folder, variable);
  return path ? *path : std::string();
}

bool same_program(const Document& document, const CompiledHead& head) {
  return std::equal(head.kinds.begin(), head.kinds.end(), document.kinds.begin(), document.kinds.end());
}

// Every file that was read has the bytes it had; none is kept in memory for that.
bool same_files(const Document& document, const CompiledHead& head) {
  return std::all_of(head.files.begin(), head.files.end(), [&](const InputFile& file) {
    const auto now = document.reading->digest(file.path, document.size_limit, document.seed);
    return now && now->size == file.size && now->digest == file.digest;
  });
}

bool same_sources(const Document& document, const CompiledHead& head) {
  return std::all_of(head.sets.begin(), head.sets.end(), [&](const CompiledSet& set) {
    const auto block = std::find_if(head.blocks.begin(), head.blocks.end(),
                                    [&](const Block& candidate) { return candidate.address == set.block; });
    return block != head.blocks.end() && source_path(head.files, *block, document.variable) == set.source;
  });
}

// Texts of one set are written and forgotten together, so the first one stands for all.
bool has_bodies(const StateView& state, const CompiledSet& set) {
  return set.count == 0 || stored(state, bodies_blob(set.block, set.digest, 0)).has_value();
}

// Not read before somebody looks into one: the head was written with them.
std::optional<std::map<Address, ItemSet>> stored_items(const StateView& state, const CompiledHead& head) {
  std::map<Address, ItemSet> items;
  for (const CompiledSet& set : head.sets) {
    if (!has_bodies(state, set)) return std::nullopt;
    items.emplace(set.block, ItemSet(items_blob(head.files[0].path, set.block), set.count, set.digest));
  }
  return items;
}

Table without_entries(const Table& table) {
  Table rest;
  std::copy_if(table.begin(), table.end(), std::back_inserter(rest),
               [](const Member& m) { return m.key != "entries"; });
  return rest;
}

CompiledHead head_of(const Document& document) {
  CompiledHead head{.sha256 = document.sha256, .files = document.files, .includes = document.includes};
  head.kinds.assign(document.kinds.begin(), document.kinds.end());
  for (const Block& block : document.blocks) {
    const auto items = document.items.find(block.address);
    const bool has_items = items != document.items.end();
    head.blocks.push_back({block.address, block.at, has_items ? without_entries(block.table) : block.table});
    if (!has_items) continue;
    head.sets.push_back({block.address, items->second.digest(), items->second.size(),
                         source_path(document.files, block, document.variable)});
  }
  return head;
}

void put_bodies(Batch& batch, const CompiledSet& set, const ItemSet& items) {
  for (std::size_t n = 0; n < bodies_blob_count(set.count); ++n) {
    batch.blobs.push_back({bodies_blob(set.block, set.digest, n), encode_bodies(items, n)});
  }
}

// What an older form of the same file had and this one has not.
void forget_superseded(Batch& batch, const CompiledHead& older, const CompiledHead& head) {
  for (const CompiledSet& old : older.sets) {
    const auto now = std::find_if(head.sets.begin(), head.sets.end(),
                                  [&](const CompiledSet& set) { return set.block == old.block; });
    if (now == head.sets.end()) batch.blobs.push_back({items_blob(older.files[0].path, old.block), std::nullopt});
    if (now != head.sets.end() && now->digest == old.digest) continue;
    for (std::size_t n = 0; n < bodies_blob_count(old.count); ++n) {
      batch.blobs.push_back({bodies_blob(old.block, old.digest, n), std::nullopt});
    }
  }
}

}  // namespace

bool take_compiled(Document& document, const std::string& main, const StateView& state) {
  auto head = stored_head(state, main);
  if (!head || head->files.empty() || !same_program(document, *head) || !same_files(document, *head)) return false;
  if (!same_sources(document, *head)) return false;
  document.files = head->files;
  document.files[0].shown = document.path;
  const auto matches = [&](const Include& include) { return still_matches(document, include); };
  auto items =
      std::all_of(head->includes.begin(), head->includes.end(), matches) ? stored_items(state, *head) : std::nullopt;
  if (!items) {
    document.files.clear();
    return false;
  }
  document.from_cache = true;
  document.sha256 = std::move(head->sha256);
  document.includes = std::move(head->includes);
  document.blocks = std::move(head->blocks);
  document.items = std::move(*items);
  return true;
}

Batch compiled_form(const Document& document, const StateView& known) {
  Batch batch;
  batch.durable = false;
  if (document.from_cache || !document.faults.empty() || document.sha256.empty()) return batch;
  const std::string& path = document.files[0].path;
  const CompiledHead head = head_of(document);
  batch.blobs.push_back({head_blob(path), encode(head)});
  for (const CompiledSet& set : head.sets) {
    const ItemSet& items = document.items.at(set.block);
    batch.blobs.push_back({items_blob(path, set.block), items.encode()});
    if (!has_bodies(known, set)) put_bodies(batch, set, items);
  }
  if (const auto older = stored_head(known, path)) forget_superseded(batch, *older, head);
  return batch;
}

}  // namespace jada
