#include "engine/config/entry_scan.h"

#include <algorithm>
#include <utility>

#include "engine/base/text.h"
#include "engine/config/entry_lines.h"
#include "engine/config/toml_file.h"
#include "engine/config/utf8.h"

namespace jada {
namespace {

// Where a line of the text is; `next` is where the following one begins.
struct Line {
  std::string_view text;
  std::size_t next = 0;
};

Line line_at(std::string_view text, std::size_t begin) {
  const auto newline = text.find('\n', begin);
  if (newline == std::string_view::npos) return {text.substr(begin), text.size()};
  auto line = text.substr(begin, newline - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return {line, newline + 1};
}

bool begins_table(std::string_view line) {
  const auto first = line.find_first_not_of(" \t");
  return first != std::string_view::npos && line[first] == '[';
}

class Scanner {
 public:
  Scanner(std::string_view text, std::uint32_t file) : text_(text), file_(file) {}

  // False when it is no longer certain what is at the top level.
  bool scan() {
    while (position_ < text_.size()) {
      const Line line = line_at(text_, position_);
      const auto header = depth_ == 0 && line.text.starts_with('[') ? entry_header(line.text) : std::nullopt;
      if (header && take(*header, line)) continue;
      if (!leave(line)) return false;
    }
    return depth_ == 0 && !scan_.taken.empty();
  }

  EntryScan result() { return std::move(scan_); }

 private:
  bool leave(const Line& line) {
    const auto opened = opened_by(line.text);
    if (!opened || depth_ + *opened < 0) return false;
    if (depth_ == 0 && begins_table(line.text)) scan_.header_lines.push_back(line_);
    depth_ += *opened;
    scan_.rest += text_.substr(position_, line.next - position_);
    position_ = line.next;
    ++line_;
    return true;
  }

  // False, and nothing happened, when a line of the entry needs a real parser.
  bool take(const EntryHeader& header, const Line& first) {
    pairs_.clear();
    std::size_t position = first.next;
    std::uint32_t lines = 1;
    while (position < text_.size()) {
      const Line line = line_at(text_, position);
      if (begins_table(line.text)) break;
      if (auto pair = entry_pair(line.text)) {
        pairs_.push_back(std::move(*pair));
      } else if (!says_nothing(line.text)) {
        return false;
      }
      position = line.next;
      ++lines;
    }
    if (!sort_pairs() || !add(header)) return false;
    scan_.rest.append(lines, '\n');
    position_ = position;
    line_ += lines;
    return true;
  }

  // By name. False when a name is there twice.
  bool sort_pairs() {
    order_.clear();
    for (const EntryPair& pair : pairs_) order_.push_back(&pair);
    std::sort(order_.begin(), order_.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
    const auto same = [](const auto* a, const auto* b) { return a->name == b->name; };
    return std::adjacent_find(order_.begin(), order_.end(), same) == order_.end();
  }

  bool add(const EntryHeader& header) {
    if (last_ == nullptr || header.kind != last_kind_ || header.name != last_name_) {
      last_ = &scan_.taken[{std::string(header.kind), std::string(header.name)}];
      last_kind_ = header.kind;
      last_name_ = header.name;
    }
    if (!last_->keys.insert(header.key).second) return false;
    last_->entries.push_back(entry(header.key));
    return true;
  }

  ItemSet::Entry entry(std::string_view key) const {
    std::string body;
    std::size_t size = 2;
    for (const EntryPair* pair : order_) size += pair->name.size() + pair->value.size() + pair->spelled.size() + 4;
    body.reserve(size);
    body += '{';
    for (const EntryPair* pair : order_) {
      body += body.size() > 1 ? ",\"" : "\"";
      body.append(pair->name).append("\":").append(pair->value).append(pair->spelled);
    }
    body += '}';
    return {std::string(key), std::move(body), {file_, line_, 1}};
  }

  std::string_view text_;
  std::uint32_t file_;
  std::size_t position_ = 0;
  std::uint32_t line_ = 1;
  int depth_ = 0;  // of brackets left open by the lines so far
  EntryScan scan_{};
  std::vector<EntryPair> pairs_{};         // of the entry at hand
  std::vector<const EntryPair*> order_{};  // the same by name
  EntryScan::Taken* last_ = nullptr;
  std::string_view last_kind_{};
  std::string_view last_name_{};
};

// A table that only headers made can have more headers below it; an inline one or one of dotted keys may not.
const Table* made_by_header(const EntryScan& scan, const Value* value) {
  if (value == nullptr || value->table() == nullptr) return nullptr;
  const bool header = std::binary_search(scan.header_lines.begin(), scan.header_lines.end(), value->at.line);
  return header ? value->table() : nullptr;
}

bool agrees(const EntryScan& scan, const Address& address, const EntryScan::Taken& taken, const Table& root) {
  const Table* kind = made_by_header(scan, find(root, address.kind));
  const Value* block = kind == nullptr ? nullptr : find(*kind, address.name);
  const Table* table = made_by_header(scan, block);
  if (table == nullptr || block->at.line > taken.entries.front().at.line) return false;
  const Value* entries = find(*table, "entries");
  if (entries == nullptr) return true;
  const Table* left = made_by_header(scan, entries);
  return left != nullptr && std::none_of(left->begin(), left->end(),
                                         [&](const Member& member) { return taken.keys.contains(member.key); });
}

Table* table_in(Table& table, std::string_view key) {
  const auto member = std::find_if(table.begin(), table.end(), [&](const Member& m) { return m.key == key; });
  return std::get_if<Table>(&member->value.held);
}

// A kind without items has to find `entries` and refuse it, where the first of them stands.
void mark_entries(Table& block, const Address& address, Spot first) {
  const auto before =
      static_cast<std::uint32_t>(std::string_view("[..").size() + address.kind.size() + address.name.size());
  const Spot key_at{first.file, first.line, first.column + before};
  const auto member = std::find_if(block.begin(), block.end(), [](const Member& m) { return m.key == "entries"; });
  if (member == block.end()) {
    block.push_back({"entries", key_at, {Table{}, first}});
  } else if (first.line < member->key_at.line) {
    member->key_at = key_at;
  }
}

void join(EntryScan scan, Table& root, Document& document) {
  for (auto& [address, taken] : scan.taken) {
    mark_entries(*table_in(*table_in(root, address.kind), address.name), address, taken.entries.front().at);
    auto& entries = document.scanned[address];
    if (entries.empty()) entries.swap(taken.entries);
    std::move(taken.entries.begin(), taken.entries.end(), std::back_inserter(entries));
  }
}

}  // namespace

std::optional<EntryScan> scan_entries(std::string_view text, std::uint32_t file) {
  const auto plain = without_mark(text);
  if (valid_utf8(plain) != plain.size()) return std::nullopt;
  Scanner scanner(plain, file);
  if (!scanner.scan()) return std::nullopt;
  return scanner.result();
}

bool agrees(const EntryScan& scan, const Table& root) {
  return std::all_of(scan.taken.begin(), scan.taken.end(),
                     [&](const auto& taken) { return agrees(scan, taken.first, taken.second, root); });
}

std::optional<Table> read_toml(Document& document, std::uint32_t file) {
  if (auto scan = scan_entries(document.texts[file], file)) {
    auto parsed = parse_toml(scan->rest, file);
    if (parsed.faults.empty() && agrees(*scan, parsed.root)) {
      join(std::move(*scan), parsed.root, document);
      return std::move(parsed.root);
    }
  }
  auto parsed = parse_toml(document.texts[file], file);
  if (parsed.faults.empty()) return std::move(parsed.root);
  document.incomplete = true;
  for (auto& fault : parsed.faults) document.fault(fault.at, 1, std::move(fault.message), std::move(fault.hint));
  return std::nullopt;
}

}  // namespace jada
