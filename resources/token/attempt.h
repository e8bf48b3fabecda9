// One attempt at a refresh, under the token's lock: the file, the journal, the request and what is remembered of it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/ports/env.h"
#include "resources/token/credentials.h"
#include "resources/token/diagnosis.h"
#include "resources/token/journal.h"
#include "resources/token/setback.h"
#include "resources/token/token.h"
#include "resources/token/token_store.h"
#include "resources/token/window.h"

namespace jada {

class Attempt {
 public:
  Attempt(const Token::Spec&, Env&);

  /// Reads memory and file without writing anything; false when there is no token to serve.
  bool look();
  /// As look, but of the memory only what tells whether the token in the file is fresh; the state is not opened when
  /// the last refresh left that beside the lock.
  bool glance();
  /// As look, and mends what a process that died left behind: an answer that was not kept is kept now. What stands in
  /// the way otherwise.
  std::optional<Diagnosis> open();
  /// Asks the provider (or signs) and keeps what came. None: it worked.
  std::optional<Diagnosis> ask();
  /// The file holds another refresh token than the one that was refused: somebody else was faster.
  bool superseded();

  /// Client and endpoint, gathered once; invalid: something is not declared.
  Result<const Credentials*> credentials();
  /// What would keep the result of a login from its file; to be asked before a person is sent to the provider.
  std::optional<Diagnosis> bars_login();
  /// What a login brought goes into the file; the old file is kept as `FILE.prev` until the next refresh. None: done.
  std::optional<Setback> adopt_login(const TokenAnswer&, const HttpAnswer&);
  /// The refresh token, or the access token where there is none.
  Secret revocable() const;
  Diagnosis explain(const Refusal& refusal) const { return diagnose(refusal, past(), names()); }
  Diagnosis explain(const HttpTrouble& trouble) const { return diagnose(trouble, past(), names()); }

  Result<Done> remember_success();
  Result<Done> remember_revocation();
  Result<Done> remember_failure(const Diagnosis&);

  /// What came just now, or what the file holds.
  Secret access() const { return fresh_.empty() ? file_.access().copy() : fresh_.copy(); }
  std::string access_print() const { return file_.access().fingerprint(); }
  std::optional<Time> expires_at() const { return file_.expires_at(); }
  /// By the provider's clock.
  Time now() const;
  Windows windows() const;
  bool unproven() const;
  /// A request was sent and its answer never came: whether the refresh token was replaced is unknown.
  bool was_interrupted() const {
    return journal_.stage == Journal::Stage::intent || journal_.stage == Journal::Stage::replayed;
  }
  /// The key that signs here is not there, or not any more.
  bool lacks_key() const;
  /// There is an access token, and by the provider's clock it has not ended; nor did we give it back.
  bool lives() const { return !access().empty() && expires_at() && now() < *expires_at() && !was_given_back(); }
  bool was_given_back() const { return !memory_.given_back.empty() && memory_.given_back == access_print(); }
  /// File, client and declaration are what they were at the last try, so that another one would end alike.
  bool was_tried_so() const;
  /// It failed for good, and nothing changed since.
  bool is_parked() const { return memory_.parked && was_tried_so(); }
  TokenMemory& memory() { return memory_; }
  const TokenMemory& memory() const { return memory_; }
  const TokenStore& file() const { return file_; }
  Past past() const;

 private:
  bool is_signed_here() const { return spec_.grant == Token::Grant::self_signed_jwt; }
  bool has_refresh_token() const { return !spec_.is_minted(); }
  RemedyNames names() const;
  Diagnosis fault(Fault, std::string cause, std::string remedy = {}) const;
  Diagnosis unkept(const Error&) const;
  Diagnosis misplaced(const TokenStore&) const;
  std::optional<Diagnosis> fenced(const TokenStore&) const;

  bool read_file();
  std::vector<std::string> files() const;
  Result<Done> keep_aside(const std::string& path, const char* suffix);
  Result<Done> drop_previous();
  std::string until_text() const;
  Result<Done> keep_memory(std::string type, std::string level, std::string message);
  void clear_failure();

  Result<Done> read_journal_file();
  Result<Done> write_journal(std::unique_ptr<Replacement>, Journal);
  Result<Done> journal_answer(std::unique_ptr<Replacement>, const HttpAnswer&, Time sent_at);
  Result<Done> reopen_journal(Journal::Stage);
  bool others_moved_on() const;
  bool might_have_rotated() const;
  std::optional<Diagnosis> recover();
  std::optional<Diagnosis> adopt_received();
  std::optional<Diagnosis> restore();
  bool may_replay() const;

  std::string print() const;
  std::vector<std::string> scopes() const;
  std::string memo_name() const;
  Rotation rotation() const { return rotation_of(spec_, memory_); }
  std::optional<Diagnosis> make_key();
  std::optional<Diagnosis> sign();
  std::optional<Diagnosis> exchange(const HttpRequest&);
  std::optional<Diagnosis> spend(Journal::Stage);
  std::optional<Diagnosis> ask_again();
  std::optional<Diagnosis> close_journal();
  void observe_clock(const HttpAnswer&);
  Diagnosis settle_refusal(const Refusal&, Journal::Stage = Journal::Stage::kept);
  Diagnosis settle_trouble(const HttpTrouble&);
  void expect_of_provider();
  std::optional<Diagnosis> give_way(const TokenAnswer&, Time sent_at);
  std::optional<Diagnosis> keep(const TokenAnswer&, Time sent_at, bool is_login = false);
  HttpRequest request() const;

  const Token::Spec& spec_;
  Env& env_;
  TokenMemory memory_;
  Result<Done> recalled_ = Done{};  // when it could not be read, it is not written over either
  TokenStore file_;
  Journal journal_{};
  std::optional<Credentials> credentials_{};
  std::string sent_print_{};
  bool made_key_ = false;
  Secret fresh_{};  // for a file that has no place for it
};

}  // namespace jada
