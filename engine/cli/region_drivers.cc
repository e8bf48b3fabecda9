#include "engine/cli/region_drivers.h"

#include <cstring>

#include "engine/host/home.h"
#include "engine/host/random.h"

namespace jada {
namespace {

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  std::memcpy(&seed, random_bytes(sizeof seed).data(), sizeof seed);
  return seed;
}

}  // namespace

RegionDrivers::RegionDrivers(const Clock& clock, Http& http, Http& keys_http, Secrets& secrets, Log& log,
                             const std::atomic<bool>& stop)
    : sqlite_(clock),
      chain_(keys_http, secrets, clock, log, home_folder()),
      dynamo_({http, clock, log, chain_, stop}, secrets, home_folder(), random_seed()) {}

}  // namespace jada
