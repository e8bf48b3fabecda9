// The profiles of a user, as both shared files together say them.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "engine/ports/secrets.h"
#include "resources/apis/aws/aws_files.h"
#include "resources/apis/aws/aws_keys.h"

namespace jada {

/// Long-lived keys, or keys that somebody else put there.
struct ProfileKeys {
  AwsKeys keys{};
  std::string file{};              ///< as a person writes it: `~/.aws/credentials`
  bool is_open_to_others = false;  ///< its mode lets others of this machine at it
};

/// What the files said when they were read; they are read anew each time.
class AwsProfiles {
 public:
  /// AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE, else those in the `.aws` of `home`.
  static AwsProfiles read(Secrets&, const std::string& home);

  /// Why a file that is there cannot be read.
  std::optional<Error> trouble() const;
  bool has(const std::string& profile) const;
  /// Why it has not: which files are not there, or do not name it.
  std::string absence(const std::string& profile) const;

  /// A setting of the profile that is no secret; the credentials file wins. Empty: none.
  std::string text(const std::string& profile, const std::string& setting) const;
  /// `endpoint_url` of `dynamodb` in the services section that the profile names. Empty: none.
  std::string service_text(const std::string& profile, const std::string& service, const std::string& setting) const;
  /// None: the profile has no keys of its own. denied: it has one half, or what cannot be a key.
  Result<std::optional<ProfileKeys>> keys(const std::string& profile) const;

 private:
  struct File {
    std::string shown{};
    bool exists = false;
    unsigned mode = 0;
    std::optional<Error> trouble{};
    AwsFile content{};
  };
  static File read_one(Secrets&, const std::string& home, const char* variable, const char* name, AwsFile::Kind);

  std::array<File, 2> files_{};  // credentials, config
};

}  // namespace jada
