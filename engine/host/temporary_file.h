// A file beside another, under a name of its own, that takes that one's place or vanishes.
#pragma once

#include <string>

#include "engine/host/descriptor.h"
#include "engine/host/secret_place.h"

namespace jada {

/// Removed when it goes, unless it was renamed over its place. Locked as long as it is open: one that nobody holds was
/// left by a process that died.
class TemporaryFile {
 public:
  /// `.NAME.new-jada-0` in the open folder of the place, mode 0600, empty; what a process that died left there under
  /// that name goes before. While others write the same file it has another name. Errors name the place.
  static Result<TemporaryFile> create(const Descriptor& folder, SecretPlace);

  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile();

  int number() const { return file_.number(); }
  const SecretPlace& place() const { return place_; }

  /// Takes the place, durably. Once.
  Result<Done> rename_over();

 private:
  TemporaryFile(Descriptor folder, SecretPlace place, std::string name);
  bool is_surely_ours();

  Descriptor folder_;  // the place may be moved meanwhile, not what we hold open
  SecretPlace place_;
  std::string name_;  // empty: renamed
  Descriptor file_{};
};

}  // namespace jada
