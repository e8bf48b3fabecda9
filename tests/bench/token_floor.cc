// What the jobs of tokens cost at least, with nothing around them. It understands only files as token_world.py writes
// them and answers as token_endpoint.cc gives them, so it is a yardstick and no program to use.
//
// usage: token_floor record|look FOLDER STORE
//        token_floor ask|group|files FOLDER STORE PORT CONNECTIONS
//   record  the store is told of every token file                         (what the others rest on)
//   look    every token file read and compared with the store by digest   (plan: nothing is due)
//   ask     a refresh of every token, of which nothing is kept: the endpoint's own limit
//   group   the answers are kept in the store alone, all that came meanwhile in one durable transaction
//   files   as `group`, and so that no death loses a token: the intent is on the disk before it is sent, the answer as
//           soon as it is there, and the token file is replaced whole
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <ctime>
#include <filesystem>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "floor_parts.h"

namespace {

struct Token {
  std::string path{};
  std::int64_t digest = 0;
  std::int64_t ends_at = 0;
};

std::string content(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat about {};
  if (file < 0 || fstat(file, &about) != 0) give_up(path);
  std::string text(static_cast<std::size_t>(about.st_size), '\0');
  if (read(file, text.data(), text.size()) != about.st_size) give_up(path);
  close(file);
  return text;
}

std::string_view member(std::string_view json, const std::string& name) {
  const std::string sign = "\"" + name + "\":";
  const auto at = json.find(sign);
  if (at == json.npos) give_up("no " + name);
  const auto from = json.find('"', at + sign.size()) + 1;
  return json.substr(from, json.find('"', from) - from);
}

Token as_found(const std::string& path) {
  const std::string text = content(path);
  std::tm at{};
  if (strptime(std::string(member(text, "expiry")).c_str(), "%Y-%m-%dT%H:%M:%SZ", &at) == nullptr) give_up(path);
  return {path, hash(text), timegm(&at)};
}

class TokenTable {
 public:
  explicit TokenTable(const char* path) : database_(path) {
    database_.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    database_.run(
        "CREATE TABLE IF NOT EXISTS token(path TEXT PRIMARY KEY, digest INTEGER, ends_at INTEGER) WITHOUT ROWID");
  }

  void put(const std::vector<Token>& tokens) {
    database_.run("BEGIN IMMEDIATE");
    {
      Statement row(database_, "INSERT OR REPLACE INTO token VALUES (?, ?, ?)");
      for (const Token& token : tokens) {
        row.bind(1, token.path);
        row.bind(2, token.digest);
        row.bind(3, token.ends_at);
        row.run();
      }
    }
    database_.run("COMMIT");
  }

  std::vector<Token> all() const {
    std::vector<Token> tokens;
    Statement row(database_, "SELECT path, digest, ends_at FROM token ORDER BY path");
    while (row.step()) tokens.push_back({std::string(row.text(0)), row.number(1), row.number(2)});
    return tokens;
  }

 private:
  Database database_;
};

// Whoever comes while a transaction is on its way to the disk is in the next one.
class GroupCommit {
 public:
  explicit GroupCommit(TokenTable& table) : table_(table) {}

  void put(Token token) {
    std::unique_lock guard(mutex_);
    waiting_.push_back(std::move(token));
    const std::uint64_t mine = turn_;
    while (committed_ <= mine) {
      if (busy_) {
        changed_.wait(guard);
        continue;
      }
      busy_ = true;
      const auto tokens = std::exchange(waiting_, {});
      const std::uint64_t turn = turn_++;
      guard.unlock();
      table_.put(tokens);
      guard.lock();
      busy_ = false;
      committed_ = turn + 1;
      changed_.notify_all();
    }
  }

 private:
  TokenTable& table_;
  std::mutex mutex_{};
  std::condition_variable changed_{};
  std::vector<Token> waiting_{};
  std::uint64_t turn_ = 0;
  std::uint64_t committed_ = 0;
  bool busy_ = false;
};

class Connection {
 public:
  explicit Connection(std::uint16_t port) {
    sockaddr_in there{
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    if (connect(socket_, reinterpret_cast<sockaddr*>(&there), sizeof there) != 0) give_up("connect");
    const int yes = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  }
  ~Connection() { close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The body of the answer.
  std::string refresh(std::string_view refresh_token) const {
    const std::string body = "grant_type=refresh_token&client_id=bench&client_secret=bench-secret&refresh_token=" +
                             std::string(refresh_token);
    const std::string text =
        "POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    if (send(socket_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) give_up("send");
    std::string heard;
    while (!heard.ends_with('}')) {
      char bytes[4096];
      const ssize_t count = recv(socket_, bytes, sizeof bytes, 0);
      if (count <= 0) give_up("recv");
      heard.append(bytes, static_cast<std::size_t>(count));
    }
    return heard.substr(heard.find("\r\n\r\n") + 4);
  }

 private:
  const int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
};

// A file beside another with room for what will be written.
class File {
 public:
  explicit File(std::string path) : path_(std::move(path)) {
    file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file_ < 0 || posix_fallocate(file_, 0, 16 * 1024) != 0) give_up(path_);
  }
  ~File() { close(file_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void write(std::string_view text) const {
    const auto size = static_cast<ssize_t>(text.size());
    if (pwrite(file_, text.data(), text.size(), 0) != size || ftruncate(file_, size) != 0) give_up(path_);
    sync();
  }
  void sync() const {
    if (fsync(file_) != 0) give_up(path_);
  }

 private:
  std::string path_;
  int file_ = -1;
};

class Refresh {
 public:
  Refresh(const std::string& mode, const char* folder, TokenTable& table, std::uint16_t port)
      : mode_(mode), folder_(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)), commit_(table), port_(port) {
    if (folder_ < 0) give_up(folder);
  }

  void all(const std::vector<Token>& tokens, std::size_t connections) {
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < connections; ++i) {
      workers.emplace_back([&] {
        const Connection connection(port_);
        for (std::size_t at = next++; at < tokens.size(); at = next++) one(tokens[at], connection);
      });
    }
  }

 private:
  void one(Token token, const Connection& connection) {
    const std::string old = content(token.path);
    if (mode_ == "files") return safely(std::move(token), old, connection);
    const std::string answer = connection.refresh(member(old, "refresh_token"));
    if (mode_ == "group") keep(std::move(token), member(answer, "refresh_token"));
  }

  void safely(Token token, const std::string& old, const Connection& connection) {
    const File journal(token.path + ".journal");
    const File anew(token.path + ".new");
    anew.sync();
    journal.write(old);
    sync_folder();
    const std::string answer = connection.refresh(member(old, "refresh_token"));
    journal.write(answer);
    anew.write(answer);
    std::filesystem::rename(token.path + ".new", token.path);
    sync_folder();
    keep(std::move(token), answer);
  }

  void sync_folder() const {
    if (fsync(folder_) != 0) give_up("folder");
  }

  void keep(Token token, std::string_view text) {
    token.digest = hash(text);
    token.ends_at = std::time(nullptr) + 86'400;
    commit_.put(std::move(token));
  }

  const std::string mode_;
  const int folder_;
  GroupCommit commit_;
  const std::uint16_t port_;
};

int look(const std::vector<Token>& tokens) {
  const std::int64_t now = std::time(nullptr);
  const auto moved = [&](const Token& token) {
    return hash(content(token.path)) != token.digest || token.ends_at < now;
  };
  return std::any_of(tokens.begin(), tokens.end(), moved) ? 1 : 0;
}

void record(const char* folder, TokenTable& table) {
  std::vector<Token> tokens;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") tokens.push_back(as_found(entry.path()));
  }
  table.put(tokens);
}

}  // namespace

int main(int count, char** words) {
  const std::string mode = count > 1 ? words[1] : "";
  const bool asks = mode == "ask" || mode == "group" || mode == "files";
  if (count != (asks ? 6 : 4))
    give_up("usage: token_floor record|look|ask|group|files FOLDER STORE [PORT CONNECTIONS]");
  TokenTable table(words[3]);
  if (mode == "record") {
    record(words[2], table);
    return 0;
  }
  const auto tokens = table.all();
  if (!asks) return look(tokens);
  Refresh(mode, words[2], table, static_cast<std::uint16_t>(std::atoi(words[4])))
      .all(tokens, static_cast<std::size_t>(std::atoi(words[5])));
}
