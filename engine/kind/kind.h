// What a kind is: a struct with two data types and static functions, erased behind one small interface.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/seen.h"
#include "engine/config/reader.h"
#include "engine/kind/change.h"
#include "engine/ports/env.h"

namespace jada {

/// When in a pass a kind has its turn. What comes later sees in the state what came before.
enum class Stage : std::uint8_t {
  world,     ///< under the lease
  jobs,      ///< what may take long: without the lease, each claims what it does in the state by itself
  alerts,    ///< looks at the state alone; what is found is written by the look itself
  channels,  ///< tells what the state holds to be told
};

/// What is wrong with a resource, as far as its kind knows better than the loop. Empty: nothing.
struct Ailment {
  std::string diagnosis{};    ///< one word, stable
  std::string cause{};        ///< one sentence
  std::string remedy{};       ///< the command or step that mends it; empty: it is tried again
  bool is_permanent = false;  ///< waiting will not mend it
  std::string waits_for{};    ///< the address of what it needs and cannot use: not ill itself
};

/// Whether what a resource stands for can be used by those who need it.
struct Use {
  std::string unusable{};       ///< why not, one clause; empty: it can
  std::optional<Time> until{};  ///< usable no longer than that; none: nobody knows
  std::string file{};           ///< where it is, absolute; empty: it is no file
};

/// What a kind knows of its own past; without it the loop counts applies.
struct TrackRecord {
  int failures = 0;          ///< in a row
  std::string last_error{};  ///< of the last failure; empty when there is none
  std::optional<Time> succeeded_at{};
};

/// What diff concludes for one resource.
struct Verdict {
  /// Of what only one resource may hold, which this one was seen to hold: nobody acts on it while two do.
  struct Sole {
    std::string what{};  ///< a fingerprint; empty: nothing
    std::string why{};   ///< what acting would do, and what to do instead
  };

  std::vector<Change> changes{};
  /// In step, but not recorded so yet (adopted, mended by somebody, foreign attributes moved): recorded by apply and by
  /// every observation that may write. One batch per replica.
  std::vector<ItemBatch> settled{};
  std::vector<BodyBatch> settled_bodies{};
  /// Per replica: JSON for its Record::observed, so that the next observe can be cheap. Key is the replica's bare name.
  std::vector<std::pair<std::string, std::string>> replica_notes{};
  std::size_t items = 0;  ///< items examined, over all replicas
  std::string blocked{};  ///< why nothing can be done for this resource now
  Sole sole{};
  /// When something falls due though nothing moves, and what: `refresh`. None: nothing, as far as is known.
  std::optional<Time> recheck_at{};
  std::string recheck_reason{};
  /// The loop does not act before; a person who applies does. Time::max(): not before something else moves.
  std::optional<Time> retry_at{};

  Ailment ailment{};
  Use use{};
  std::optional<TrackRecord> track_record{};
  std::optional<Time> ends_at{};  ///< when it is known to end for good, and of what
  std::string ends_of{};
  /// Written with a look that may, in one commit: slots that end without a run, the book of alerts and its outbox.
  std::vector<Slot> slots{};
  std::vector<AlertRecord> alerts{};
  std::vector<NoticeRecord> notices{};
  std::vector<Event> events{};
};

/// What is carried out together: changes of one replica, where the plan keeps them.
using Changes = std::span<const Change* const>;

/// What became of one change. `item` is what to record when done (its revision is the one read).
struct Outcome {
  WriteFate fate = WriteFate::failed;
  Error trouble{};
  std::optional<ItemRecord> item{};
  std::optional<Body> body{};
  std::string remedy{};  ///< not done: what a person does next; empty: nothing, it is tried again
};

/// What was seen of one replica; absent stays inside Observed, an Error here means nothing may be concluded.
template <class Observed>
struct ReplicaSight {
  std::string replica;
  Result<Observed> seen;
};

/// Reserved for `observe`: what it may reach besides its Spec.
struct Look {
  Address address;                ///< resource and replica
  std::optional<Record> prior{};  ///< the replica's record
  bool stored_only = false;       ///< do not reach outside: rebuild from what the state holds
  bool trust_version = true;      ///< an unchanged version token may stand for a scan
};

// clang-format off
template <class K>
concept KindType = requires(const typename K::Spec& spec, Reader& in, const Look& look, Env& env, Time now,
                            const std::vector<ReplicaSight<typename K::Observed>>& sights, Changes batch) {
  { K::name } -> std::convertible_to<std::string_view>;
  { K::parse(in) } -> std::same_as<typename K::Spec>;                                  // pure, collects faults
  { K::replicas(spec) } -> std::same_as<std::vector<std::string>>;                     // {""} for a kind without
  { K::needs(spec) } -> std::same_as<std::vector<Address>>;                            // blocks it refers to
  { K::observe(spec, look, env) } -> std::same_as<Result<typename K::Observed>>;       // reads only
  { K::diff(spec, sights, now) } -> std::same_as<Verdict>;                             // pure, no Env by type
  { K::apply(spec, batch, env) } -> std::same_as<std::vector<Outcome>>;                // writes; idempotent; one replica
};
// clang-format on

/// What one observe returned, its type known only to the Resource that made it.
class Sight {
 public:
  virtual ~Sight() = default;
};

/// The claim on a place, so that kinds that know nothing of each other say it alike; `path` absolute and normalised.
/// Its links are followed before claims are compared, so that two spellings are one place; more may follow after a
/// comma.
inline std::string file_claim(const std::string& path) { return "the file " + path; }
inline std::string folder_claim(const std::string& path) { return "the folder " + path; }

/// One item as the file has it.
struct DeclaredItem {
  Position source{};
  std::string body{};  ///< canonical JSON object of its attributes
};

/// One declared block, its kind erased. Immutable; every method may be called from any thread.
class Resource {
 public:
  virtual ~Resource() = default;
  virtual std::vector<std::string> replicas() const = 0;
  virtual std::vector<Address> needs() const = 0;
  /// What only one block may claim, in words: `the file /srv/east.db`. Equal words are the same thing.
  virtual std::vector<std::string> claims() const { return {}; }
  /// None: no such item is declared.
  virtual Result<std::optional<DeclaredItem>> item(std::string_view, const StateView&) const {
    return std::optional<DeclaredItem>{};
  }
  virtual std::size_t batch() const = 0;
  /// Looking waits for somebody else's answer: worth a thread even when there is little to do.
  virtual bool remote() const = 0;
  virtual Result<std::unique_ptr<Sight>> observe(const Look&, Env&) const = 0;
  /// `sights` in the order of replicas(), made by this resource.
  virtual Verdict diff(std::vector<std::pair<std::string, Result<std::unique_ptr<Sight>>>> sights, Time now) const = 0;
  virtual std::vector<Outcome> apply(Changes, Env&) const = 0;
};

/// What stands though nobody declared it, made from what is declared.
struct Implied {
  Address address;
  std::unique_ptr<Resource> resource;
};

/// One row of the registry.
struct Kind {
  std::string_view name;
  Stage stage = Stage::world;
  bool removable = false;   ///< on_remove = "delete" has a meaning for it
  bool reads_mode = false;  ///< `mode` says something of its own besides heal and observe
  std::unique_ptr<Resource> (*parse)(Reader&) = nullptr;
  /// None: nothing is implied. `declared`: every resource, of all kinds, ascending.
  std::vector<Implied> (*implied)(std::span<const std::pair<Address, const Resource*>> declared) = nullptr;
};

namespace detail {

template <KindType K>
class ResourceOf final : public Resource {
 public:
  explicit ResourceOf(typename K::Spec spec) : spec_(std::move(spec)) {}

  const typename K::Spec& spec() const { return spec_; }

  std::vector<std::string> replicas() const override { return K::replicas(spec_); }
  std::vector<Address> needs() const override { return K::needs(spec_); }
  std::vector<std::string> claims() const override {
    if constexpr (requires { K::claims(spec_); }) return K::claims(spec_);
    return {};
  }

  Result<std::optional<DeclaredItem>> item(std::string_view key, const StateView& state) const override {
    if constexpr (requires { K::item(spec_, key, state); }) return K::item(spec_, key, state);
    return std::optional<DeclaredItem>{};
  }

  std::size_t batch() const override {
    if constexpr (requires { K::batch(spec_); }) return K::batch(spec_);
    return 1;
  }

  bool remote() const override {
    if constexpr (requires { K::remote(spec_); }) return K::remote(spec_);
    return true;
  }

  Result<std::unique_ptr<Sight>> observe(const Look& look, Env& env) const override {
    auto seen = K::observe(spec_, look, env);
    if (!seen) return seen.error();
    return std::unique_ptr<Sight>(std::make_unique<Held>(std::move(*seen)));
  }

  Verdict diff(std::vector<std::pair<std::string, Result<std::unique_ptr<Sight>>>> sights, Time now) const override {
    std::vector<ReplicaSight<typename K::Observed>> typed;
    typed.reserve(sights.size());
    for (auto& [replica, sight] : sights) {
      if (!sight) {
        typed.push_back({replica, sight.error()});
      } else {
        typed.push_back({replica, std::move(static_cast<Held&>(**sight).observed)});
      }
    }
    return K::diff(spec_, typed, now);
  }

  std::vector<Outcome> apply(Changes batch, Env& env) const override { return K::apply(spec_, batch, env); }

 private:
  struct Held final : Sight {
    explicit Held(typename K::Observed seen) : observed(std::move(seen)) {}
    typename K::Observed observed;
  };
  typename K::Spec spec_;
};

}  // namespace detail

/// What is declared, when the resource is of that kind; null otherwise. Lives as long as the resource.
template <KindType K>
const typename K::Spec* spec_of(const Resource& resource) {
  const auto* one = dynamic_cast<const detail::ResourceOf<K>*>(&resource);
  return one == nullptr ? nullptr : &one->spec();
}

/// Read where a kind has them: `K::stage`, `K::removable`, `K::reads_mode` (static constexpr),
/// `K::batch(spec)`, `K::remote(spec)`, `K::claims(spec)`, `K::item(spec, key, state)`, and
/// `K::implied(declared)` → {address, Spec}…
template <KindType K>
Kind make_kind() {
  Kind kind{.name = K::name};
  if constexpr (requires { K::stage; }) kind.stage = K::stage;
  if constexpr (requires { K::removable; }) kind.removable = K::removable;
  if constexpr (requires { K::reads_mode; }) kind.reads_mode = K::reads_mode;
  kind.parse = [](Reader& in) -> std::unique_ptr<Resource> {
    return std::make_unique<detail::ResourceOf<K>>(K::parse(in));
  };
  if constexpr (requires { &K::implied; }) {
    kind.implied = [](std::span<const std::pair<Address, const Resource*>> declared) {
      std::vector<Implied> all;
      for (auto& [address, spec] : K::implied(declared))
        all.push_back({address, std::make_unique<detail::ResourceOf<K>>(std::move(spec))});
      return all;
    };
  }
  return kind;
}

}  // namespace jada
