// Files that live in a map.
#pragma once

#include <map>
#include <string>

#include "engine/base/address.h"
#include "engine/ports/files.h"

namespace jada::test {

class MemoryFiles final : public Files {
 public:
  Result<std::string> read(const std::string& path, std::size_t) const override {
    const auto found = contents.find(path);
    if (found == contents.end()) return Error{Code::missing, path + ": no such file"};
    return found->second;
  }

  Result<std::vector<std::string>> matching(const std::string& pattern) const override {
    std::vector<std::string> paths;
    for (const auto& [path, content] : contents) {
      if (glob_matches(pattern, path)) paths.push_back(path);
    }
    return paths;
  }

  std::string resolved(const std::string& path) const override {
    for (const auto& [link, target] : links) {
      if (path == link || path.starts_with(link + "/")) return target + path.substr(link.size());
    }
    return path;
  }

  std::map<std::string, std::string> contents{};
  std::map<std::string, std::string> links{};
};

}  // namespace jada::test
