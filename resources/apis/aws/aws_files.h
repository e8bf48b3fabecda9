// The text of ~/.aws/credentials and ~/.aws/config: sections, settings and where they stand.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/base/secret.h"

namespace jada {

struct AwsSetting {
  Secret text{};
  int line = 0;  ///< counted from 1
};

/// Settings by name in lower case; those indented below `dynamodb =` as `dynamodb.endpoint_url`. What has no value is
/// not there.
struct AwsSection {
  int line = 0;
  std::map<std::string, AwsSetting> settings{};
};

/// Tolerant, as the SDK for JavaScript is: what it does not understand it passes over, sections of one name are one,
/// the last of two values counts. There are no comments behind values, and no quotes around them.
class AwsFile {
 public:
  enum class Kind {
    credentials,  ///< `[ops]`
    config,       ///< `[profile ops]`, `[default]`, `[services dev]`
  };
  static AwsFile parse(std::string_view text, Kind);

  /// Null: there is none. `type`: `profile`, or of a config file `services`. Names differ in case.
  const AwsSection* find(const std::string& type, const std::string& name) const;

 private:
  class Parser;
  std::map<std::pair<std::string, std::string>, AwsSection> sections_{};  // by type and name
};

}  // namespace jada
