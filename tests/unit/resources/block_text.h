// desired.toml as one text, read the way the program reads it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/config/document.h"
#include "engine/config/reader.h"

namespace jada::test {

class OneFile final : public Files {
 public:
  explicit OneFile(std::string text) : text_(std::move(text)) {}
  Result<std::string> read(const std::string& path, std::size_t) const override {
    if (path.ends_with("desired.toml")) return text_;
    return Error{Code::missing, path + ": no such file"};
  }
  Result<std::vector<std::string>> matching(const std::string&) const override { return std::vector<std::string>{}; }

 private:
  std::string text_;
};

/// What K::parse makes of the block, and the faults it met.
template <class K>
std::pair<typename K::Spec, std::vector<std::string>> parsed(const Address& address, const std::string& text) {
  const OneFile file("version = 1\n" + text);
  Document document = load_document({.path = "/etc/jada/desired.toml",
                                     .kinds = {"region", "roster", "token", "sync", "alert", "channel"},
                                     .variable = [](const std::string&) { return std::nullopt; }},
                                    file);
  typename K::Spec spec;
  {
    Reader in(document, address);
    spec = K::parse(in);
  }
  std::vector<std::string> faults;
  for (const Diagnostic& fault : document.faults) faults.push_back(fault.message);
  return {std::move(spec), std::move(faults)};
}

}  // namespace jada::test
