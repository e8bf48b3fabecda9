// Zones held to zdump(8), which asks the C library.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <map>
#include <sstream>

#include "engine/base/text.h"
#include "resources/sync/zone.h"

namespace jada {
namespace {

using namespace std::chrono;

// Most zones' lists end in 2037, where the rule behind them takes over; that of Morocco goes on to 2087.
constexpr sys_seconds kBegin = sys_days(2035y / 1 / 1);
constexpr sys_seconds kEnd = sys_days(2050y / 1 / 1);

using Shifts = std::map<sys_seconds, seconds>;  // how far ahead from then on

std::map<std::string, Shifts> shifts_of_zdump(const std::vector<std::string>& names) {
  const std::string command = "zdump -V -c 2035,2050 " + join(names, " ");
  FILE* pipe = popen(command.c_str(), "r");
  std::map<std::string, Shifts> found;
  char line[512];
  while (pipe != nullptr && std::fgets(line, sizeof line, pipe) != nullptr) {
    char name[128], month[4];
    int day, hour, minute, second, year, ahead;
    // America/New_York  Sun Mar  9 07:00:00 2036 UT = Sun Mar  9 03:00:00 2036 EDT isdst=1 gmtoff=-14400
    const char* last = std::strrchr(line, '=');
    if (std::sscanf(line, "%127s %*s %3s %d %d:%d:%d %d", name, month, &day, &hour, &minute, &second, &year) != 7)
      continue;
    if (last == nullptr || std::sscanf(last, "=%d", &ahead) != 1) continue;
    constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto number = static_cast<unsigned>(kMonths.find(month) / 3 + 1);
    const sys_days date = std::chrono::year(year) / number / day;
    found[name][date + hours(hour) + minutes(minute) + seconds(second)] = seconds(ahead);
  }
  if (pipe != nullptr) pclose(pipe);
  return found;
}

// The seconds before and at each shift, as zdump prints them.
Shifts shifts_of(const Zone& zone) {
  Shifts found;
  for (sys_seconds at = zone.span_at(kBegin).end; at < kEnd; at = zone.span_at(at).end) {
    found[at - 1s] = zone.span_at(at - 1s).ahead;
    found[at] = zone.span_at(at).ahead;
  }
  return found;
}

TEST(Zone, IsShiftedWhenTheCLibrarySays) {
  const std::vector<std::string> names = zone_names();
  const auto expected = shifts_of_zdump(names);
  EXPECT_GT(expected.size(), 100u);
  for (const std::string& name : names) {
    const auto shifts = expected.find(name);
    EXPECT_EQ(shifts_of(*Zone::named(name)), shifts == expected.end() ? Shifts{} : shifts->second) << name;
  }
}

}  // namespace
}  // namespace jada
