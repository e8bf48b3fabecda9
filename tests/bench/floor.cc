// What the jobs of plan and apply cost at least: the same bytes read, hashed, compared and written with nothing around
// them. It understands only files as roster.py writes them, so it is a yardstick and no program to use.
//
// usage: floor MODE desired.toml STORE [REGION…]
//   digest  hash of the file equals the recorded one                     (plan: nothing moved)
//   plan    every entry of the file against the store, in key order      (plan: the file moved)
//   look    every row of the regions against the store, in key order     (plan: the regions moved)
//   all     plan and look                                                (plan: everything moved)
//   apply   what differs from the store is written to the regions and to the store, one durable transaction each
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "floor_parts.h"

namespace {

struct Entry {
  std::string_view key;
  std::string_view text;
  std::int64_t digest = 0;
};

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

// A value told from what is none: a text without escapes, a number or a word for true or false.
std::int64_t digest_of_value(std::string_view value, std::int64_t seed) {
  if (value.starts_with('"')) {
    const auto text = value.substr(1, value.size() - 2);
    const bool plain = text.find('"') == text.npos && text.find('\\') == text.npos;
    if (value.size() < 2 || value.back() != '"' || !plain) give_up("not a plain text");
    return hash(text, seed);
  }
  if (value == "true" || value == "false") return hash(value, seed);
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (fault != std::errc{} || end != value.data() + value.size()) give_up("not a number");
  return seed * 31 + number;
}

// The entries of a file as roster.py writes it, names and values told apart.
class Entries {
 public:
  explicit Entries(std::string_view text) : rest_(text) {
    while (!rest_.empty() && !rest_.starts_with(kHeader)) take_line(rest_);
  }
  bool next(Entry& entry) {
    if (rest_.empty()) return false;
    entry.key = take_line(rest_).substr(kHeader.size());
    entry.key.remove_suffix(1);
    entry.digest = 0;
    const char* begin = rest_.data();
    while (!rest_.empty() && rest_.front() != '[') {
      const auto line = take_line(rest_);
      const std::size_t sign = line.find(" = ");
      if (sign == std::string_view::npos) continue;
      entry.digest = digest_of_value(line.substr(sign + 3), hash(line.substr(0, sign), entry.digest));
    }
    entry.text = {begin, static_cast<std::size_t>(rest_.data() - begin)};
    return true;
  }

 private:
  static constexpr std::string_view kHeader = "[roster.crew.entries.";
  std::string_view rest_;
};

int compare_file(std::string_view text, const Database& store) {
  Statement known(store, "SELECT key, wanted FROM item ORDER BY key");
  int apart = 0;
  Entry entry;
  for (Entries entries(text); entries.next(entry);) {
    const bool same = known.step() && known.text(0) == entry.key && known.number(1) == entry.digest;
    if (!same) ++apart;
  }
  return apart;
}

int compare_region(const char* path, const Database& store) {
  const Database region(path);
  Statement there(region, "SELECT key, item FROM crew ORDER BY key");
  Statement known(store, "SELECT key, raw FROM item ORDER BY key");
  int apart = 0;
  while (there.step()) {
    const bool same = known.step() && known.text(0) == there.text(0) && known.number(1) == hash(there.text(1));
    if (!same) ++apart;
  }
  return apart;
}

std::vector<Entry> entries_apart(std::string_view text, const Database& store) {
  Statement all(store, "SELECT key, wanted FROM item ORDER BY key");
  bool more = all.step();
  std::vector<Entry> apart;
  Entry entry;
  for (Entries entries(text); entries.next(entry);) {
    const bool same = more && all.text(0) == entry.key && all.number(1) == entry.digest;
    if (!same) apart.push_back(entry);
    if (more && all.text(0) == entry.key) more = all.step();
  }
  return apart;
}

void write_region(const char* path, const std::vector<Entry>& entries) {
  Database region(path);
  region.run(
      "PRAGMA cache_size = -65536; PRAGMA synchronous = FULL; BEGIN IMMEDIATE;"
      "CREATE TABLE IF NOT EXISTS crew(key TEXT PRIMARY KEY, item TEXT) WITHOUT ROWID");
  {
    Statement put(region, "INSERT OR REPLACE INTO crew VALUES (?, ?)");
    for (const Entry& entry : entries) {
      put.bind(1, entry.key);
      put.bind(2, entry.text);
      put.run();
    }
  }
  region.run("COMMIT");
}

void write_store(Database& store, std::string_view text, const std::vector<Entry>& entries) {
  store.run("BEGIN IMMEDIATE");
  {
    Statement put(store, "INSERT OR REPLACE INTO item VALUES (?, ?, ?)");
    for (const Entry& entry : entries) {
      put.bind(1, entry.key);
      put.bind(2, entry.digest);
      put.bind(3, hash(entry.text));
      put.run();
    }
    Statement mark(store, "INSERT OR REPLACE INTO file VALUES (1, ?)");
    mark.bind(1, hash(text));
    mark.run();
  }
  store.run("COMMIT");
}

void apply(std::string_view text, Database& store, const std::vector<const char*>& regions) {
  store.run(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;"
      "CREATE TABLE IF NOT EXISTS item(key TEXT PRIMARY KEY, wanted INTEGER, raw INTEGER) WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS file(one INTEGER PRIMARY KEY, digest INTEGER)");
  const auto entries = entries_apart(text, store);
  for (const char* region : regions) write_region(region, entries);
  write_store(store, text, entries);
}

int compare(std::string_view mode, std::string_view text, const Database& store,
            const std::vector<const char*>& regions) {
  if (mode == "digest") {
    Statement recorded(store, "SELECT digest FROM file");
    return recorded.step() && recorded.number(0) == hash(text) ? 0 : 1;
  }
  int apart = 0;
  if (mode == "plan" || mode == "all") apart += compare_file(text, store);
  if (mode == "look" || mode == "all") {
    for (const char* region : regions) apart += compare_region(region, store);
  }
  return apart;
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) give_up("usage: floor digest|plan|look|all|apply desired.toml STORE [REGION...]");
  const std::string_view mode = words[1];
  const MappedFile file(words[2]);
  Database store(words[3]);
  const std::vector<const char*> regions(words + 4, words + count);
  if (mode == "apply") {
    apply(file.text(), store, regions);
    return 0;
  }
  store.run("BEGIN");
  return compare(mode, file.text(), store, regions) == 0 ? 0 : 1;
}
