// desired.toml as the loop works with it: settings, guards and resources, or all the faults that stand in the way.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/config/document.h"
#include "engine/config/reader.h"
#include "engine/kind/kind.h"

namespace jada {

/// [controller]
struct Controller {
  std::string state;  ///< path of the state, absolute; state.db beside desired.toml when the file is silent
  std::string node;
  Duration tick = std::chrono::seconds{15};
  std::size_t max_concurrent = 12;
  std::size_t max_per_host = 8;
  Duration look_every = std::chrono::minutes{5};
  std::optional<std::string> listen{};
  std::optional<SecretRef> heartbeat{};
  Duration keep = std::chrono::days{90};
};

/// [guard]
struct GuardLimits {
  Limit max_delete{10, true};
  Limit max_update{50, true};
  std::int64_t min_population = 10;
};

struct Suspension {
  std::optional<Time> until{};  ///< none: until taken back
  std::string reason{};
};

/// Keys any resource may have.
struct Common {
  bool protect = false;
  bool observe_only = false;       ///< mode = "observe"
  bool remove_with_block = false;  ///< on_remove = "delete"
  std::optional<Suspension> suspend{};
  std::vector<Address> depends_on{};
  std::string owner{};
};

/// One [kind.name] that was read without faults.
struct Declared {
  Address address;
  Stage stage = Stage::world;
  Position position{};
  Common common{};
  std::string block_file{};  ///< absolute path of the file it stands in
  std::string block{};       ///< the block as JSON, without items: what is needed should it go from the file
  bool retired = false;      ///< gone from the file, but on_remove = "delete" is still owed (loop/retire)
  std::unique_ptr<Resource> resource;

  /// It stands in no file: a kind has added it to what is declared.
  bool is_implied() const { return block_file.empty() && !retired; }
};

struct Desired {
  std::string path;
  std::function<std::optional<std::string>(const std::string&)> variable{};  ///< environment lookup
  std::string sha256{};
  std::vector<std::string> files{};  ///< all that was read: the file, its includes and sources
  Controller controller{};
  GuardLimits guard{};
  std::vector<Declared> resources{};  ///< ascending by address; those that were read without faults
  std::vector<Diagnostic> faults{};   ///< sorted, each once; errors and warnings

  bool valid() const;
  /// The errors that keep this block from being used: its own, those of [controller] and of the file as a whole.
  std::vector<Diagnostic> faults_of(const Address& block) const;
  const Declared* find(const Address&) const;
};

/// Pure but for what `document` brings. Moves the faults of the document over. `state` stands for [controller] state
/// when it is not empty. `only`: of the resources this block alone is read, and nothing is compared with others; a
/// script that asks for one token need not wait for a thousand.
Desired read_desired(Document& document, std::span<const Kind> kinds, const std::string& state = {},
                     const Address* only = nullptr);

/// The keys of [controller], [guard] and those common to all resources: used reading and describing.
Controller read_controller(Reader&);
GuardLimits read_guard(Reader&);
Common read_common(Reader&, const Kind&);

}  // namespace jada
