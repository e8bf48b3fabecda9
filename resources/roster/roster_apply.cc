#include <fmt/format.h>

#include <utility>

#include "engine/kind/compare.h"
#include "resources/roster/item_text.h"
#include "resources/roster/item_writes.h"
#include "resources/roster/roster.h"

namespace jada {
namespace {

Outcome failed(const Error& trouble) { return {.fate = WriteFate::failed, .trouble = trouble}; }

std::vector<Edit> apart(const std::string& seen, const std::string& wanted) {
  return edits({.address = {}, .seen = seen, .wanted = wanted});
}

// The first field that is not as it was when the change was planned, in the comparator's words.
std::string what_moved(const std::string& now, const std::string& before) {
  const auto gone_or_other = apart(now, before);
  if (!gone_or_other.empty()) {
    const Edit& first = gone_or_other.front();
    if (first.op == Edit::Op::add) return fmt::format(".{} is gone", first.path);
    return fmt::format(".{} is now {}", first.path, canonical(first.before));
  }
  const auto added = apart(before, now);
  return added.empty() ? "" : fmt::format(".{} is now {}", added.front().path, canonical(added.front().after));
}

std::string with_reason(std::string sentence, const std::string& reason) {
  return reason.empty() ? sentence : std::move(sentence) + " (" + reason + ")";
}

// Carries the changes of one replica out and proves each by reading it back.
class Writing {
 public:
  Writing(const Roster::Spec& spec, Changes batch, const Env& env, std::uint64_t seed)
      : spec_(spec), batch_(batch), env_(env), seed_(seed), outcomes_(batch.size()) {}

  std::vector<Outcome> run(ItemTable& table) {
    prepare();
    const auto written = table.write(writes_);
    if (!written) return all_failed(written.error());
    std::vector<std::string> keys;
    for (const ItemWrite& write : writes_) keys.push_back(write.key);
    const auto items = table.read(keys);
    for (std::size_t i = 0; i < writes_.size(); ++i) {
      Outcome& outcome = outcomes_[which_[i]];
      const Change& change = *batch_[which_[i]];
      if (!items) {
        outcome = unproven((*written)[i], items.error());
      } else if (is_verbatim(writes_[i], (*items)[i])) {
        outcome = done(change, (*items)[i]);
      } else {
        outcome = judged(change, (*written)[i], (*items)[i]);
      }
    }
    return std::move(outcomes_);
  }

 private:
  void prepare() {
    for (std::size_t i = 0; i < batch_.size(); ++i) {
      auto write = write_of(*batch_[i], spec_.key);
      if (!write) {
        outcomes_[i] = failed(write.error());
        continue;
      }
      writes_.push_back(std::move(*write));
      which_.push_back(i);
    }
  }

  std::vector<Outcome> all_failed(const Error& trouble) {
    for (const std::size_t i : which_) outcomes_[i] = failed(trouble);
    return std::move(outcomes_);
  }

  static Outcome unproven(const WriteOutcome& write, const Error& trouble) {
    if (write.fate == WriteFate::failed) return failed(write.trouble);
    const std::string_view first = write.fate == WriteFate::done ? "written" : "perhaps written";
    return {.fate = WriteFate::unknown,
            .trouble = within(fmt::format("{}, and it could not be read back", first), trouble)};
  }

  // Made byte for byte as we wrote it: nothing has to be parsed to know that it is as wanted.
  static bool is_verbatim(const ItemWrite& write, const std::optional<std::string>& text) {
    return write.kind == ItemWrite::Kind::create && text == write.body;
  }

  Outcome judged(const Change& change, const WriteOutcome& write, const std::optional<std::string>& text) const {
    // What a failed write left behind may be as wanted all the same; nothing but the item itself is asked.
    if (change.wanted ? text && is_as(*change.wanted, *text) : !text) return done(change, text);
    if (write.fate == WriteFate::failed || write.fate == WriteFate::unknown) return {write.fate, write.trouble, {}, {}};
    // Ours was there, if only for a moment: something was changed.
    const WriteFate fate = write.fate == WriteFate::done ? WriteFate::unknown : WriteFate::conflict;
    return {fate, {Code::conflict, race(change, write.fate, text)}, {}, {}};
  }

  static bool is_as(const std::string& wanted, const std::string& item) {
    const auto owned = owned_text(item, wanted);
    return owned && *owned == wanted;
  }

  static std::string race(const Change& change, WriteFate fate, const std::optional<std::string>& text) {
    const std::string when = fate == WriteFate::done ? "right after it was written" : "while we were about to write it";
    if (!text) return "was deleted " + when + "; plan again";
    const auto now = owned_text(*text, change.wanted ? *change.wanted : *change.seen);
    if (!now) return "became something that is no JSON object " + when + "; mend it by hand";
    if (!change.seen && fate == WriteFate::conflict) return "appeared " + when + "; plan again";
    if (!change.wanted && fate == WriteFate::done) return "appeared again right after it was deleted; plan again";
    const std::string& before = fate == WriteFate::done ? *change.wanted : *change.seen;
    return with_reason("changed " + when, what_moved(*now, before)) + "; plan again";
  }

  Outcome done(const Change& change, const std::optional<std::string>& text) const {
    ItemRecord record{.key = change.address.item, .revision = change.revision, .status = ItemStatus::in_step};
    if (!change.wanted) return {WriteFate::done, {}, std::move(record), {}};  // neither applied nor observed: forgotten
    const std::string owned = without_key(*change.wanted, spec_.key);
    const Digest digest = digest_of(owned, seed_);
    record.applied = digest;
    record.observed = digest;
    record.raw = digest_of(*text, seed_);
    record.verified_at = env_.clock.now();
    return {WriteFate::done, {}, std::move(record), Body{change.address.item, digest, owned}};
  }

  const Roster::Spec& spec_;
  Changes batch_;
  const Env& env_;
  std::uint64_t seed_;
  std::vector<Outcome> outcomes_;
  std::vector<ItemWrite> writes_{};
  std::vector<std::size_t> which_{};  // the change each write carries out
};

}  // namespace

std::vector<Outcome> Roster::apply(const Spec& spec, Changes changes, Env& env) {
  if (changes.empty()) return {};
  const auto all = [&](const Error& trouble) { return std::vector<Outcome>(changes.size(), failed(trouble)); };
  const RegionSettings* region = spec.replica(changes.front()->address.replica);
  if (region == nullptr) return all({Code::internal, "changes a replica it does not have"});
  const auto identity = env.state.identity();
  if (!identity) return all(identity.error());
  const auto table = env.regions.open(*region, spec.place());
  if (!table) return all(table.error());
  return Writing(spec, changes, env, identity->seed).run(**table);
}

}  // namespace jada
