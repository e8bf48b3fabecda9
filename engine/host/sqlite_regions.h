// Regions that live on this machine: one SQLite file each.
#pragma once

#include "engine/ports/clock.h"
#include "engine/ports/items.h"

namespace jada {

class SqliteRegions final : public Regions {
 public:
  /// `clock` must outlive every table opened here.
  explicit SqliteRegions(const Clock& clock, Duration patience = std::chrono::seconds{5})
      : clock_(clock), patience_(patience) {}

  Seen<std::string> look(const RegionSettings&) override;
  Result<Done> create(const RegionSettings&) override;
  Result<std::unique_ptr<ItemTable>> open(const RegionSettings&, const std::string& table,
                                          const std::string& key_attribute) override;

 private:
  const Clock& clock_;
  Duration patience_;
};

}  // namespace jada
