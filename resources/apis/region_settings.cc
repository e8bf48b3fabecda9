#include "resources/apis/region_settings.h"

namespace jada {

RegionSettings read_region(Reader& in) {
  RegionSettings region{.name = in.address().name, .driver = "sqlite"};
  const auto driver = in.choice("driver", "what the region is made of", {"sqlite", "dynamodb"}, 0);
  if (driver == 1) {
    in.fault("driver", "the driver `dynamodb` is not in this version yet", "use `sqlite`");
    in.accept("path");
    in.accept("endpoint");
    return region;
  }
  region.path = in.required_path("path", "the SQLite file that holds the region's tables");
  return region;
}

bool is_remote(const RegionSettings& region) { return region.driver != "sqlite"; }

}  // namespace jada
