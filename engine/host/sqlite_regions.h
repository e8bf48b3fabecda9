// Regions that live on this machine: one SQLite file each.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/ports/clock.h"
#include "engine/ports/items.h"

namespace jada {

class SqliteRegions final : public Regions {
 public:
  /// Must outlive every table opened here, as must `clock`.
  explicit SqliteRegions(const Clock& clock, Duration patience = std::chrono::seconds{5})
      : clock_(clock), patience_(patience) {}

  Seen<std::string> look(const RegionSettings&) override;
  Result<Done> create(const RegionSettings&) override;
  Result<std::unique_ptr<ItemTable>> open(const RegionSettings&, const TablePlace&) override;

 private:
  std::mutex& writing(const std::string& path);

  const Clock& clock_;
  Duration patience_;
  std::mutex mutex_{};
  std::map<std::string, std::unique_ptr<std::mutex>> writing_{};  // by path; under mutex_
};

}  // namespace jada
