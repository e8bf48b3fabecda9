#include "resources/channel/outlet.h"
#include "resources/channel/round.h"

namespace jada {
namespace {

constexpr std::size_t kMostAtOnce = 2000;

// What the book holds for over, or no longer holds, is not told again: it ends by itself.
Result<Done> forget_closed(std::map<std::string, Told>& told, const StateView& state) {
  if (told.empty()) return Done{};
  const auto alerts = state.alerts("");
  if (!alerts) return alerts.error();
  std::set<std::string_view> open;
  for (const AlertRecord& alert : *alerts) {
    if (alert.state != "resolved") open.insert(alert.id);
  }
  std::erase_if(told, [&](const auto& one) { return !one.second.until && !open.contains(one.first); });
  return Done{};
}

Result<std::string> fate_of_copy(const Channel::Spec& spec, const NoticeRecord& record, const StateView& state) {
  if (!spec.fallback) return std::string();
  const auto copy = state.find_notice(copy_id(record, *spec.fallback));
  if (!copy) return copy.error();
  return *copy ? (*copy)->status : std::string();
}

Result<Channel::Observed> look_at(const Channel::Spec& spec, Env& env) {
  Channel::Observed seen;
  const auto memory = env.memory.recall(spec.address);
  if (!memory) return memory.error();
  seen.past = read_past(memory->value_or(""));
  if (auto done = forget_closed(seen.past.told, env.state); !done) return done.error();
  auto waiting = env.state.waiting_notices(spec.address, kMostAtOnce);
  if (!waiting) return waiting.error();
  for (NoticeRecord& record : *waiting) {
    auto copy = fate_of_copy(spec, record, env.state);
    if (!copy) return copy.error();
    seen.waiting.push_back({std::move(record), std::move(*copy)});
  }
  return seen;
}

Outcome carry_out(const Channel::Spec& spec, Env& env) {
  // Limits hold over all processes. Where there are no locks the claims in the outbox must do.
  const auto lock = env.secrets.lock("channel-" + spec.address.name, Duration{0});
  if (!lock && lock.error().code == Code::unavailable) return {.fate = WriteFate::done};  // another is at it
  auto seen = look_at(spec, env);
  if (!seen) return {.trouble = seen.error()};
  return Round(spec, std::move(*seen), env).run();
}

}  // namespace

Result<Channel::Observed> Channel::observe(const Spec& spec, const Look& look, Env& env) {
  auto seen = look_at(spec, env);
  if (!seen || look.stored_only) return seen;
  if (const auto outlet = open_outlet(spec, env); !outlet) seen->flaw = outlet.error().message;
  return seen;
}

std::vector<Outcome> Channel::apply(const Spec& spec, Changes batch, Env& env) {
  return std::vector<Outcome>(batch.size(), carry_out(spec, env));
}

}  // namespace jada
