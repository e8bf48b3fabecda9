// What the tests of the SQLite file share: looking at it and changing it behind the store's back.
#pragma once

#include <SQLiteCpp/Database.h>

#include <fstream>
#include <iterator>

#include "tests/contract/store/stores.h"

namespace jada {

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

/// As another program would: no store in between.
inline void execute(const std::string& path, const std::string& sql) {
  SQLite::Database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 1000).exec(sql);
}

inline std::int64_t number(const std::string& path, const std::string& sql) {
  return SQLite::Database(path, SQLite::OPEN_READWRITE).execAndGet(sql).getInt64();
}

inline std::unique_ptr<Store> make(const std::string& path) { return must(open_store(path, OpenMode::create)); }

inline Error refusal(const std::string& path, OpenMode mode) {
  auto store = open_store(path, mode);
  if (store) throw std::runtime_error(path + " was opened");
  return store.error();
}

inline std::vector<std::string> backups_in(const Folder& folder) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    if (entry.path().filename().string().find(".backup-") != std::string::npos) found.push_back(entry.path());
  }
  return found;
}

}  // namespace jada
