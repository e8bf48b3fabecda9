// A folder for secrets: there, ours, closed to others, and so are the files in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kind/kind.h"
#include "engine/ports/secrets.h"

namespace jada {

struct SecretDir {
  static constexpr std::string_view name = "secret_dir";
  static constexpr bool reads_mode = true;  ///< `mode` is its own: permission bits, or heal and observe

  struct Spec {
    Address address{};
    std::string path{};
    unsigned mode = 0700;
    unsigned file_mode = 0600;
  };

  struct File {
    std::string name{};
    FileFacts facts{};
    std::string trouble{};  ///< why it could not be looked at; empty: `facts` say what it is
  };

  struct Observed {
    std::optional<FileFacts> folder{};  ///< none: it is not there
    std::vector<File> files{};          ///< ascending by name
  };

  static Spec parse(Reader&);
  static std::vector<std::string> replicas(const Spec&);
  static std::vector<Address> needs(const Spec&);
  static bool remote(const Spec&);
  /// Two that disagree would change each other's modes for ever.
  static std::vector<std::string> claims(const Spec&);
  static Result<Observed> observe(const Spec&, const Look&, Env&);
  static Verdict diff(const Spec&, const std::vector<ReplicaSight<Observed>>&, Time now);
  static std::vector<Outcome> apply(const Spec&, Changes, Env&);

  /// Why nothing of this place is changed, in a word: `leads_out`, `hard_link`, `no_plain_file`; empty: it may be.
  /// `folder` is where the links of the folder end.
  static std::string_view objection(const std::string& folder, const FileFacts& place);
};

}  // namespace jada
