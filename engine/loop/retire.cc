#include "engine/loop/retire.h"

#include <algorithm>

#include "engine/base/json.h"
#include "engine/config/block_json.h"

namespace jada {
namespace {

Json standing_of(const Record& record) {
  auto standing = parse_json(record.standing);
  return standing && standing->is_object() ? std::move(*standing) : Json::object();
}

// The blocks as they stood when last applied: references between them can be followed, paths are relative to where they
// stood.
Result<Document> kept_blocks(const Desired& desired, const StateView& state) {
  Document document{.path = desired.path};
  document.retired = true;
  document.variable = desired.variable;
  const auto records = state.list("");
  if (!records) return records.error();
  for (const Record& record : *records) {
    if (!record.address.replica.empty()) continue;
    const Json standing = standing_of(record);
    const auto file = static_cast<std::uint32_t>(document.files.size());
    document.files.push_back({.path = standing.value("block_file", desired.path), .shown = desired.path});
    auto block = block_from_json(standing.value("block", "{}"), file);
    if (!block) return within(to_string(record.address), block.error());
    document.blocks.push_back({.address = record.address, .at = {.file = file}, .table = std::move(*block)});
  }
  return document;
}

const Kind* find_kind(std::span<const Kind> kinds, std::string_view name) {
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

// A referred block is read silently by the one that refers to it; here its faults count.
void read_needs(Document& document, std::span<const Kind> kinds, const Declared& declared) {
  for (const Address& needed : declared.resource->needs()) {
    const Kind* kind = find_kind(kinds, needed.kind);
    if (kind == nullptr || document.block(needed) == nullptr) continue;
    Reader reader(document, needed);
    read_common(reader, *kind);
    kind->parse(reader);
  }
}

// A block that only got another name: what it made is the new one's now.
bool is_claimed(const Desired& desired, const Resource& gone) {
  const auto left = gone.claims();
  return std::any_of(desired.resources.begin(), desired.resources.end(), [&](const Declared& declared) {
    const auto claims = declared.resource->claims();
    return std::find_first_of(claims.begin(), claims.end(), left.begin(), left.end()) != claims.end();
  });
}

}  // namespace

Result<std::vector<Undeclared>> undeclared(const Desired& desired, const StateView& state) {
  const auto records = state.list("");
  if (!records) return records.error();
  std::vector<Undeclared> gone;
  for (const Record& record : *records) {
    if (!record.address.replica.empty() || desired.find(record.address) != nullptr) continue;
    const Json standing = standing_of(record);
    if (standing.value("implied", false)) continue;  // it stands in no file, and is made anew when it is needed
    gone.push_back({.address = record.address,
                    .protect = standing.value("protect", false),
                    .remove_with_block = standing.value("on_remove", "forget") == "delete"});
  }
  return gone;
}

Result<Done> add_retired(Desired& desired, std::span<const Kind> kinds, std::vector<Undeclared>& gone,
                         const StateView& state) {
  if (std::none_of(gone.begin(), gone.end(), [](const Undeclared& one) { return one.remove_with_block; }))
    return Done{};
  auto document = kept_blocks(desired, state);
  if (!document) return document.error();
  for (Undeclared& one : gone) {
    const Kind* kind = find_kind(kinds, one.address.kind);
    if (!one.remove_with_block || kind == nullptr) continue;
    Reader reader(*document, one.address);
    Declared declared{.address = one.address,
                      .stage = kind->stage,
                      .common = read_common(reader, *kind),
                      .retired = true,
                      .resource = kind->parse(reader)};
    declared.common.protect = one.protect;
    read_needs(*document, kinds, declared);
    one.remove_with_block = !is_claimed(desired, *declared.resource);
    if (one.remove_with_block) desired.resources.push_back(std::move(declared));
  }
  if (!document->faults.empty()) {
    return Error{Code::invalid, "a block that was removed cannot be read again: " + document->faults.front().message};
  }
  std::sort(desired.resources.begin(), desired.resources.end(),
            [](const Declared& a, const Declared& b) { return a.address < b.address; });
  return Done{};
}

std::vector<Diagnostic> notes_on(const std::vector<Undeclared>& gone) {
  std::vector<Diagnostic> notes;
  for (const Undeclared& one : gone) {
    std::string fate = "will be forgotten; what it made stays as it is";
    if (one.remove_with_block)
      fate = "what it made will be deleted (on_remove = \"delete\"), then it will be forgotten";
    if (one.protect) fate = "stays in the state: protect = true";
    notes.push_back({.severity = Diagnostic::Severity::note,
                     .message = to_string(one.address) + " is no longer in the file: " + fate});
  }
  return notes;
}

}  // namespace jada
