// A desired.toml out of a string, with the files beside it, and what its faults say.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/config/reader.h"
#include "tests/unit/config/config_fakes.h"

namespace jada {

/// Lies at /fleet; the environment holds HOME=/home/ada, REGION=west and EMPTY="".
class Written {
 public:
  explicit Written(const std::string& desired, const std::map<std::string, std::string>& beside = {}) {
    for (const auto& [path, text] : beside) files_[path] = text;
    files_["/fleet/desired.toml"] = desired;
    LoadOptions options = options_for();
    options.path = "/fleet/desired.toml";
    options.variable = [](const std::string& name) -> std::optional<std::string> {
      const std::map<std::string, std::string> set{{"HOME", "/home/ada"}, {"REGION", "west"}, {"EMPTY", ""}};
      const auto found = set.find(name);
      return found == set.end() ? std::nullopt : std::optional(found->second);
    };
    document = load_document(options, files_);
  }
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;

  /// Each fault as `line:column message (hint)`, in the order of the file.
  std::vector<std::string> faults() const { return fault_lines(document); }

  Document document;

 private:
  FakeFiles files_;
};

inline const Address kCrew{.kind = "roster", .name = "crew"};

/// A block with one line, read by `read`: the faults it leaves.
template <class Read>
std::vector<std::string> faults_of(const std::string& line, Read read) {
  Written written("version = 1\n[roster.crew]\n" + line + "\n");
  {
    Reader in(written.document, kCrew);
    read(in);
  }
  return written.faults();
}

}  // namespace jada
