// The composition root: the only place that knows concrete classes. Verbs get their ports, their state and their file
// here.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/cli/options.h"
#include "engine/cli/terminal.h"
#include "engine/host/posix_files.h"
#include "engine/host/posix_node.h"
#include "engine/host/system_clock.h"
#include "engine/host/text_log.h"
#include "engine/loop/cycle.h"
#include "engine/loop/desired.h"

namespace jada {

/// The file as read, with the state that belongs to it.
struct World {
  Desired desired{};
  Batch compiled{};              ///< to be stored with the next commit
  std::unique_ptr<Store> store;  ///< in memory when there is no state yet
  std::string state_path{};
  bool remembers = false;  ///< commits last: there is a state, and it may be written
};

class Wire {
 public:
  explicit Wire(const Options&);
  ~Wire();

  static std::string_view version();

  const Clock& clock() const { return clock_; }
  const Node& node() const { return node_; }
  Log& log() { return log_; }
  const Files& files() const { return files_; }
  TerminalProgress& progress() { return progress_; }

  CyclePorts ports(World&);

  /// What a kind may reach, by the settings of the file.
  Outside outside(const Controller&);

  /// To look: an existing state is opened, for writing if that may be; none is made.
  Result<World> open_to_look();
  /// To act: the state is made when there is none, once the file is known to be valid (else `desired` holds the
  /// faults).
  Result<World> open_to_act();

  /// The file alone, parsed anew; no state is opened. `only`: as in read_desired.
  Desired read_desired_alone(const Address* only = nullptr) const;

  /// Where the state is, by --state, or as a glance at the file tells; without reading it all.
  std::string state_path() const;
  /// The state alone, for verbs that need no desired.toml. missing: there is none yet.
  Result<std::unique_ptr<Store>> open_state(bool to_write);

 private:
  Result<World> open(bool to_act);
  Document read_document(std::uint64_t seed, const StateView* compiled) const;
  Result<Done> read_into(World&, const StateView* compiled) const;
  Desired desired_of(Document&, const Address* only = nullptr) const;

  const Options& options_;
  SystemClock clock_;
  PosixNode node_;
  PosixFiles files_;
  TextLog log_;
  struct Beyond;
  std::unique_ptr<Beyond> beyond_;  // made when the file is known, which says where the state is and who we are
  TerminalProgress progress_;
};

}  // namespace jada
