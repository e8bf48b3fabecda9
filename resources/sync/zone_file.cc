#include "resources/sync/zone_file.h"

#include <algorithm>
#include <cstdint>

namespace jada {
namespace {

using namespace std::chrono;

constexpr std::string_view kMagic = "TZif";

Error damaged(const char* what) { return {Code::invalid, what}; }

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

struct Counts {
  std::uint64_t of_ut, of_standard, leaps, shifts, kinds, letters;  // as the header has them

  std::uint64_t bytes(std::uint64_t of_a_time) const {
    return shifts * (of_a_time + 1) + kinds * 6 + letters + leaps * (of_a_time + 4) + of_standard + of_ut;
  }
};

// Takes parts from the front of a file; what is not there is none.
class Unread {
 public:
  explicit Unread(std::string_view bytes) : rest_(bytes) {}

  std::optional<std::string_view> take(std::uint64_t count) {
    if (count > rest_.size()) return std::nullopt;
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::optional<Counts> header() {
    const auto head = take(44);
    if (!head || !head->starts_with(kMagic) || (*head)[4] < '2') return std::nullopt;
    const auto count = [&](std::size_t nth) { return big_endian(head->substr(20 + 4 * nth, 4)); };
    return Counts{count(0), count(1), count(2), count(3), count(4), count(5)};
  }

  // The text between two newlines at the end of the file.
  std::optional<std::string_view> footer() const {
    const bool framed = rest_.size() >= 2 && rest_.front() == '\n' && rest_.find('\n', 1) == rest_.size() - 1;
    if (!framed) return std::nullopt;
    return rest_.substr(1, rest_.size() - 2);
  }

 private:
  std::string_view rest_;
};

// RFC 8536 §3.2: no time of any place is further from UTC.
bool is_plausible(seconds ahead) { return ahead > -25h && ahead < 26h; }

// Far from where sums with it would leave what a time can hold.
bool is_plausible(sys_seconds at) {
  constexpr seconds kMost{std::int64_t{1} << 59};
  return at.time_since_epoch() >= -kMost && at.time_since_epoch() <= kMost;
}

}  // namespace

ZoneFile::ZoneFile(Listed listed, std::optional<ZoneRule> later)
    : shifts_(std::move(listed)), listed_until_(shifts_.back().at), later_(later) {
  const auto shifts_nothing = [](const Shift& before, const Shift& it) { return before.ahead == it.ahead; };
  shifts_.erase(std::unique(shifts_.begin(), shifts_.end(), shifts_nothing), shifts_.end());
}

std::optional<ZoneFile::Listed> ZoneFile::listed(std::string_view times, std::string_view chosen,
                                                 std::string_view kinds) {
  const auto ahead = [&](std::size_t kind) {
    return seconds(static_cast<std::int32_t>(big_endian(kinds.substr(kind * 6, 4))));
  };
  if (kinds.empty()) return std::nullopt;
  Listed found = {{sys_seconds::min(), ahead(0)}};
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const sys_seconds at{seconds(static_cast<std::int64_t>(big_endian(times.substr(i * 8, 8))))};
    const auto kind = static_cast<unsigned char>(chosen[i]);
    if (kind * 6u >= kinds.size() || at <= found.back().at || !is_plausible(at)) return std::nullopt;
    found.push_back({at, ahead(kind)});
  }
  const bool sound = std::all_of(found.begin(), found.end(), [](const Shift& it) { return is_plausible(it.ahead); });
  return sound ? std::optional(std::move(found)) : std::nullopt;
}

// RFC 8536 §3.3: the rule says the same of the last shift as the list does.
bool ZoneFile::agree(const Shift& last, const std::optional<ZoneRule>& later) {
  return !later || last.at == sys_seconds::min() || later->span_at(last.at).ahead == last.ahead;
}

Result<ZoneFile> ZoneFile::parse(std::string_view bytes) {
  Unread unread(bytes);
  const auto first = unread.header();
  if (!first) return damaged("it is no time zone file of version 2 or later");
  const auto old = unread.take(first->bytes(4));  // the same again, for readers of version 1
  const auto counts = old ? unread.header() : std::nullopt;
  if (!counts) return damaged("it is cut short");
  if (counts->leaps != 0) return damaged("it counts leap seconds");
  const auto times = unread.take(counts->shifts * 8);
  const auto chosen = times ? unread.take(counts->shifts) : std::nullopt;
  const auto kinds = chosen ? unread.take(counts->kinds * 6) : std::nullopt;
  const auto names = kinds ? unread.take(counts->letters + counts->of_standard + counts->of_ut) : std::nullopt;
  const auto footer = names ? unread.footer() : std::nullopt;
  if (!footer) return damaged("it is cut short");
  auto shifts = listed(*times, *chosen, *kinds);
  if (!shifts) return damaged("its shifts make no sense");
  const auto later = footer->empty() ? std::nullopt : parse_zone_rule(*footer);
  const bool sound = (footer->empty() || later) && agree(shifts->back(), later);
  if (!sound) return damaged("its rule for later years makes no sense");
  return ZoneFile(std::move(*shifts), later);
}

Zone::Span ZoneFile::span_at(sys_seconds t) const {
  const auto is_later = [](sys_seconds at, const Shift& shift) { return at < shift.at; };
  const auto next = std::upper_bound(shifts_.begin(), shifts_.end(), t, is_later);
  const Shift& now = *std::prev(next);
  if (next != shifts_.end()) return {now.at, next->at, now.ahead};
  if (!later_) return {now.at, sys_seconds::max(), now.ahead};
  const ZoneRule::Span ruled = later_->span_at(std::max(t, listed_until_));
  return {ruled.begin > listed_until_ ? ruled.begin : now.at, ruled.end, ruled.ahead};
}

}  // namespace jada
