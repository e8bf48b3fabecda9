#include "resources/token/fault.h"

#include <algorithm>
#include <array>

namespace jada {
namespace {

struct Row {
  Fault fault;
  std::string_view word;
  Next next;
};

constexpr std::array kRows = {
    Row{Fault::reused, "reused", Next::park},
    Row{Fault::testing_expired, "testing_expired", Next::park},
    Row{Fault::idle_expired, "idle_expired", Next::park},
    Row{Fault::consent_expired, "consent_expired", Next::park},
    Row{Fault::revoked, "revoked", Next::park},
    Row{Fault::grant_refused, "grant_refused", Next::park},
    Row{Fault::session_control, "session_control", Next::park},
    Row{Fault::account_gone, "account_gone", Next::park},
    Row{Fault::sign_in_policy, "sign_in_policy", Next::park},
    Row{Fault::clock_skewed, "clock_skewed", Next::retry},
    Row{Fault::signature_refused, "signature_refused", Next::park},
    Row{Fault::not_delegated, "not_delegated", Next::park},
    Row{Fault::grant_type_refused, "grant_type_refused", Next::park},
    Row{Fault::client_refused, "client_refused", Next::park},
    Row{Fault::client_gone, "client_gone", Next::park},
    Row{Fault::scope_refused, "scope_refused", Next::park},
    Row{Fault::request_refused, "request_refused", Next::confirm},
    Row{Fault::answer_unusable, "answer_unusable", Next::retry},
    Row{Fault::refused_without_word, "refused_without_word", Next::confirm},
    Row{Fault::throttled, "throttled", Next::retry},
    Row{Fault::provider_down, "provider_down", Next::retry},
    Row{Fault::answer_lost, "answer_lost", Next::recover},
    Row{Fault::unreachable, "unreachable", Next::retry},
    Row{Fault::tls_refused, "tls_refused", Next::retry},
    Row{Fault::file_missing, "file_missing", Next::retry},
    Row{Fault::file_damaged, "file_damaged", Next::retry},
    Row{Fault::file_not_writable, "file_not_writable", Next::retry},
    Row{Fault::held_elsewhere, "held_elsewhere", Next::retry},
    Row{Fault::not_declared_fully, "not_declared_fully", Next::retry},
    Row{Fault::locked, "locked", Next::retry},
};

const Row& row_of(Fault fault) {
  return *std::find_if(kRows.begin(), kRows.end(), [&](const Row& row) { return row.fault == fault; });
}

}  // namespace

std::string_view word(Fault fault) { return row_of(fault).word; }

std::optional<Fault> fault_named(std::string_view word) {
  const auto found = std::find_if(kRows.begin(), kRows.end(), [&](const Row& row) { return row.word == word; });
  return found == kRows.end() ? std::nullopt : std::optional(found->fault);
}

bool is_local(Fault fault) { return fault >= Fault::file_missing; }

Next next_step(Fault fault) { return row_of(fault).next; }

}  // namespace jada
