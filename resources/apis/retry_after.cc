#include "resources/apis/retry_after.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace jada {
namespace {

constexpr Duration kMost = std::chrono::hours{7 * 24};

}  // namespace

std::optional<Time> http_date(const std::string& text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || text.substr(25) != " GMT" || text[3] != ',') return std::nullopt;
  const auto month = kMonths.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const auto at = parse_time(
      fmt::format("{}-{:02}-{}T{}Z", text.substr(12, 4), month / 3 + 1, text.substr(5, 2), text.substr(17, 8)));
  if (!at) return std::nullopt;
  return *at;
}

std::optional<Duration> retry_after(const HttpAnswer& answer) {
  const auto text = answer.header("retry-after");
  if (!text) return std::nullopt;
  std::int64_t seconds = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (read.ec == std::errc{} && read.ptr == text->data() + text->size() && seconds >= 0) {
    return std::min<Duration>(std::chrono::seconds(std::min<std::int64_t>(seconds, 1'000'000'000)), kMost);
  }
  const auto until = http_date(*text);
  const auto now = http_date(answer.header("date").value_or(""));
  if (!until || !now || *until < *now) return std::nullopt;
  return std::min<Duration>(*until - *now, kMost);
}

}  // namespace jada
