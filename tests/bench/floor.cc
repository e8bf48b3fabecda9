// What the jobs of plan and apply cost at least: the same bytes read, hashed, compared and written with nothing around
// them. It understands only files as roster.py writes them, so it is a yardstick and no program to use.
//
// usage: floor MODE desired.toml STORE [REGION…]
//   digest  hash of the file equals the recorded one                     (plan: nothing moved)
//   plan    every entry of the file against the store, in key order      (plan: the file moved)
//   look    every row of the regions against the store, in key order     (plan: the regions moved)
//   all     plan and look                                                (plan: everything moved)
//   apply   what differs from the store is written to the regions and to the store, one durable transaction each
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "floor: %s\n", why.c_str());
  std::exit(2);
}

std::int64_t hash(std::string_view text, std::int64_t seed = 0) {
  return static_cast<std::int64_t>(XXH3_64bits_withSeed(text.data(), text.size(), static_cast<XXH64_hash_t>(seed)));
}

class MappedFile {
 public:
  explicit MappedFile(const char* path) {
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about {};
    if (file < 0 || fstat(file, &about) != 0) give_up(path);
    size_ = static_cast<std::size_t>(about.st_size);
    bytes_ = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    close(file);
    if (bytes_ == MAP_FAILED) give_up(path);
  }
  ~MappedFile() { munmap(bytes_, size_); }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  std::string_view text() const { return {static_cast<const char*>(bytes_), size_}; }

 private:
  std::size_t size_ = 0;
  void* bytes_ = nullptr;
};

class Statement {
 public:
  Statement(sqlite3* database, const char* sql) : database_(database) {
    if (sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) != SQLITE_OK) give_up(sqlite3_errmsg(database));
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  bool step() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) give_up(sqlite3_errmsg(database_));
    return code == SQLITE_ROW;
  }
  void run() {
    step();
    sqlite3_reset(statement_);
  }
  void bind(int at, std::string_view text) {
    sqlite3_bind_text(statement_, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  }
  void bind(int at, std::int64_t number) { sqlite3_bind_int64(statement_, at, number); }
  std::string_view text(int column) const {
    const auto* start = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {start, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

class Database {
 public:
  explicit Database(const char* path) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path, &handle_, flags, nullptr) != SQLITE_OK) give_up(path);
    run("PRAGMA mmap_size = 1073741824");
  }
  ~Database() { sqlite3_close(handle_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  void run(const char* sql) {
    if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) give_up(sqlite3_errmsg(handle_));
  }
  operator sqlite3*() const { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
};

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
