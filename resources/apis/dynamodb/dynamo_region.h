// What all tables of one region share for as long as the program runs.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "engine/ports/items.h"
#include "resources/apis/aws/aws_service.h"
#include "resources/apis/aws/rate_limit.h"
#include "resources/apis/dynamodb/table_answers.h"

namespace jada {

/// Thread-safe.
class DynamoRegion {
 public:
  DynamoRegion(const RegionSettings& settings, AwsPlace place, const AwsOutside& outside, std::uint64_t seed)
      : settings_(settings), service_(std::move(place), outside, seed) {}

  AwsService& service() { return service_; }
  const RegionSettings& settings() const { return settings_; }
  std::size_t width() const { return settings_.dynamo.max_in_flight; }

  /// One table's; lives as long as this.
  struct TableLimits {
    explicit TableLimits(TableCapacity capacity)
        : read(static_cast<double>(capacity.read)), write(static_cast<double>(capacity.write)) {}
    RateLimit read;
    RateLimit write;
  };
  TableLimits& limits(const std::string& table);

  /// What the table is, asked for once a minute at most. denied: it is not there, or not as `key_attribute` has it;
  /// unavailable: it is being made, or nobody answers.
  Result<TableFacts> facts(const std::string& table, const std::string& key_attribute);

  /// Whether the last scan of the table found nothing, so that nobody can have anything there to lose.
  bool was_empty(const std::string& table);
  void saw(const std::string& table, bool is_empty);

  /// `region.west: Scan of table crew: ResourceNotFoundException: …; make it: …`
  Error trouble(std::string_view operation, const std::string& table, const AwsFault&) const;

 private:
  Result<TableFacts> ask(const std::string& table, const std::string& key_attribute);
  Result<TableFacts> checked(const std::string& table, const std::string& key_attribute, TableFacts) const;

  const RegionSettings settings_;
  AwsService service_;
  std::mutex mutex_{};
  struct Known {
    TableFacts facts{};
    Time at{};
  };
  std::map<std::string, Known> known_{};         // by table; all below under mutex_
  std::map<std::string, bool> was_empty_{};      // by table
  std::map<std::string, TableLimits> limits_{};  // by table
};

}  // namespace jada
