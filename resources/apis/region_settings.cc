#include "resources/apis/region_settings.h"

namespace jada {

RegionSettings read_region(Reader& in) {
  RegionSettings region{.name = in.address().name, .driver = "sqlite"};
  // Announced: refused in words of its own, and in no schema before it works.
  if (in.says("driver", "dynamodb")) {
    in.fault("driver", "the driver `dynamodb` is not in this version yet", "use `sqlite`");
    for (const char* key : {"driver", "path", "endpoint"}) in.accept(key);
    return region;
  }
  in.choice("driver", "what the region is made of", {"sqlite"}, 0);
  region.path = in.required_path("path", "the SQLite file that holds the region's tables");
  return region;
}

std::string one_name(const RegionSettings& region, std::string table) {
  if (is_remote(region)) return table;
  for (char& c : table) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return table;
}

bool is_remote(const RegionSettings& region) { return region.driver != "sqlite"; }

}  // namespace jada
