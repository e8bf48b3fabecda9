#include "engine/host/secret_place.h"

#include <cerrno>
#include <filesystem>

#include "engine/host/system_error.h"

namespace jada {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;  // as the kernel follows

// By hand, since the system resolves no link that leads to nothing.
Result<fs::path> end_of_links(const std::string& path) {
  fs::path place = path;
  for (int links = 0; links < kMostLinks; ++links) {
    std::error_code fault;
    const fs::path next = fs::read_symlink(place, fault);
    if (fault.value() == EINVAL || fault.value() == ENOENT) return place;
    if (fault) return system_error(path, fault.value());
    place = place.parent_path() / next;
  }
  return system_error(path, ELOOP);
}

}  // namespace

Result<SecretPlace> place_of(const std::string& path) {
  std::error_code fault;
  const fs::path found = fs::canonical(path, fault);
  if (!fault) return SecretPlace{found.parent_path(), found.filename()};
  if (fault.value() != ENOENT) return system_error(path, fault.value());
  const auto place = end_of_links(path);
  if (!place) return place.error();
  const fs::path folder = fs::canonical(place->has_parent_path() ? place->parent_path() : ".", fault);
  if (fault) return system_error(path, fault.value());
  return SecretPlace{folder, place->filename()};
}

}  // namespace jada
