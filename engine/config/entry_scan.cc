#include "engine/config/entry_scan.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "engine/base/utf8.h"
#include "engine/config/entry_lines.h"
#include "engine/config/toml_file.h"

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

char* put(char* to, std::string_view text) {
  std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

class Scanner {
 public:
  Scanner(std::string_view text, std::uint32_t file) : left_(text), file_(file) {}

  // False when it is no longer certain what is at the top level.
  bool scan() {
    while (!left_.empty()) {
      if (depth_ == 0 && left_.front() == '[' && take_entry()) continue;
      if (!leave_line()) return false;
    }
    return depth_ == 0 && !scan_.taken.empty() && keys_are_distinct();
  }

  EntryScan result() { return std::move(scan_); }

 private:
  bool leave_line() {
    const Line line = line_at(left_, 0);
    const auto opened = opened_by(line.text);
    if (!opened || depth_ + *opened < 0) return false;
    if (depth_ == 0 && begins_table(line.text)) scan_.header_lines.push_back(line_);
    depth_ += *opened;
    scan_.lines.shift_from(left_lines_ + 1, line_ - left_lines_ - 1);
    scan_.rest += left_.substr(0, line.next);
    left_.remove_prefix(line.next);
    ++line_;
    ++left_lines_;
    return true;
  }

  // False, and nothing happened, when a line of the entry needs a real parser.
  bool take_entry() {
    std::string_view rest = left_;
    const auto header = take_header(rest);
    if (!header) return false;
    const auto lines = take_lines(rest);
    if (!lines || !sort_pairs()) return false;
    add(*header);
    left_ = rest;
    line_ += *lines;
    return true;
  }

  // How many lines the entry has.
  std::optional<std::uint32_t> take_lines(std::string_view& rest) {
    std::swap(pairs_, before_);
    pairs_.clear();
    std::uint32_t lines = 1;
    for (; !rest.empty() && !begins_table(rest); ++lines) {
      const EntryPair* const likely = pairs_.size() < before_.size() ? &before_[pairs_.size()] : nullptr;
      if (auto pair = take_pair(rest, likely)) {
        pairs_.push_back(std::move(*pair));
      } else if (!take_silence(rest)) {
        order_.clear();  // it is not that of these pairs
        return std::nullopt;
      }
    }
    return lines;
  }

  // By name; false when a name is there twice. Entries mostly have the same names in the same order as the one before.
  bool sort_pairs() {
    const auto same_name = [](const EntryPair& a, const EntryPair& b) { return a.name == b.name; };
    if (order_.size() == pairs_.size() && std::ranges::equal(pairs_, before_, same_name)) return true;
    order_.resize(pairs_.size());
    std::iota(order_.begin(), order_.end(), 0u);
    const auto name = [&](std::uint32_t i) { return pairs_[i].name; };
    std::ranges::sort(order_, {}, name);
    if (std::ranges::adjacent_find(order_, {}, name) == order_.end()) return true;
    order_.clear();
    return false;
  }

  void add(const EntryHeader& header) {
    if (last_ == nullptr || header.kind != last_kind_ || header.name != last_name_) {
      const bool first = scan_.taken.empty();
      last_ = &scan_.taken[{std::string(header.kind), std::string(header.name)}];
      last_kind_ = header.kind;
      last_name_ = header.name;
      if (first) last_->reserve_bodies(left_.size());
    }
    std::size_t size = pairs_.empty() ? 2 : 1;
    for (const EntryPair& pair : pairs_) size += pair.name.size() + pair.value.size() + pair.spelled.size() + 4;
    char* to = last_->add(header.key, size, {file_, line_, 1});
    for (const std::uint32_t i : order_) {
      const EntryPair& pair = pairs_[i];
      to = put(put(put(put(put(to, i == order_.front() ? "{\"" : ",\""), pair.name), "\":"), pair.value), pair.spelled);
    }
    put(to, pairs_.empty() ? "{}" : "}");
  }

  // Where they are not, only the parser can say it.
  bool keys_are_distinct() const {
    return std::ranges::all_of(scan_.taken, [](const auto& taken) { return taken.second.keys_are_distinct(); });
  }

  std::string_view left_;
  std::uint32_t file_;
  std::uint32_t line_ = 1;
  std::uint32_t left_lines_ = 0;
  int depth_ = 0;  // of brackets left open by the lines so far
  EntryScan scan_{};
  std::vector<EntryPair> pairs_{};      // of the entry at hand
  std::vector<EntryPair> before_{};     // of the entry before
  std::vector<std::uint32_t> order_{};  // of the pairs, by name
  ItemTexts* last_ = nullptr;
  std::string_view last_kind_{};
  std::string_view last_name_{};
};

// A table that only headers made can have more headers below it; an inline one or one of dotted keys may not.
const Table* made_by_header(const EntryScan& scan, const Value* value) {
  if (value == nullptr || value->table() == nullptr) return nullptr;
  const bool header = std::binary_search(scan.header_lines.begin(), scan.header_lines.end(), value->at.line);
  return header ? value->table() : nullptr;
}

bool shares_a_key(const Table& table, const ItemTexts& taken) {
  std::unordered_set<std::string_view> keys;
  for (const Member& member : table) keys.insert(member.key);
  for (std::size_t i = 0; !keys.empty() && i < taken.size(); ++i) {
    if (keys.contains(taken.key(i))) return true;
  }
  return false;
}

bool agrees(const EntryScan& scan, const Address& address, const ItemTexts& taken, const Table& root) {
  const Table* kind = made_by_header(scan, find(root, address.kind));
  const Value* block = kind == nullptr ? nullptr : find(*kind, address.name);
  const Table* table = made_by_header(scan, block);
  if (table == nullptr || block->at.line > taken.at(0).line) return false;
  const Value* entries = find(*table, "entries");
  if (entries == nullptr) return true;
  const Table* left = made_by_header(scan, entries);
  return left != nullptr && !shares_a_key(*left, taken);
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
    mark_entries(*table_in(*table_in(root, address.kind), address.name), address, taken.at(0));
    auto& entries = document.scanned[address];
    if (entries.empty()) {
      entries = std::move(taken);
    } else {
      entries.append(taken);
    }
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
    auto parsed = parse_toml(scan->rest, file, scan->lines);
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
