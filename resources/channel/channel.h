// A way to tell people: delivers what waits for it in the outbox, at least once, and never drops what still fires.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kind/kind.h"
#include "resources/apis/alertmanager.h"
#include "resources/channel/past.h"

namespace jada {

struct Channel {
  static constexpr std::string_view name = "channel";
  static constexpr Stage stage = Stage::channels;

  enum class Type { log, command, webhook, slack, pagerduty, alertmanager, email, ntfy };

  struct Spec {
    Address address{};
    Type type = Type::log;
    std::optional<SecretRef> url{};
    std::optional<SecretRef> key{};
    std::optional<SecretRef> topic{};
    std::optional<SecretRef> password{};
    std::vector<std::string> servers{};  ///< at least one where the type has a server
    std::string user{};
    std::string from{};
    std::vector<std::string> to{};
    std::vector<std::string> run{};
    Labels labels{};
    Duration timeout = std::chrono::seconds{30};
    int per_minute = 0;  ///< 0: what the service takes
    std::optional<Address> fallback{};
  };

  /// A notice in the outbox, and what became of its copy for the fallback: a status, empty when there is none.
  struct Waiting {
    NoticeRecord record{};
    std::string copy{};
  };

  struct Observed {
    std::vector<Waiting> waiting{};  ///< oldest first
    ChannelPast past{};
    std::string flaw{};  ///< why nothing can be sent as it is declared; empty: it can
  };

  static Spec parse(Reader&);
  static std::vector<std::string> replicas(const Spec&);
  static std::vector<Address> needs(const Spec&);
  static bool remote(const Spec&);
  static Result<Observed> observe(const Spec&, const Look&, Env&);
  static Verdict diff(const Spec&, const std::vector<ReplicaSight<Observed>>&, Time now);
  static std::vector<Outcome> apply(const Spec&, Changes, Env&);
};

std::string_view word(Channel::Type);

/// The same for every attempt, so that a second copy of a notice is none.
std::string copy_id(const NoticeRecord&, const Address& fallback);

}  // namespace jada
