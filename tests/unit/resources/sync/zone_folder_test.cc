#include "resources/sync/zone_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/scratch.h"

namespace jada {
namespace {

namespace fs = std::filesystem;

constexpr auto kSystem = "/usr/share/zoneinfo";

class ZoneFolders : public testing::Test {
 protected:
  ZoneFolders() { fs::create_directory(root_ / "zones"); }

  void write(const std::string& name, const std::string& bytes) {
    fs::create_directories((root_ / "zones" / name).parent_path());
    std::ofstream(root_ / "zones" / name, std::ios::binary) << bytes;
  }
  static std::string paris() {
    std::ostringstream bytes;
    bytes << std::ifstream(std::string(kSystem) + "/Europe/Paris", std::ios::binary).rdbuf();
    return bytes.str();
  }
  ZoneFolder zones() const { return ZoneFolder((root_ / "zones").string()); }

  test::Scratch scratch_{};
  fs::path root_ = scratch_.path("");
};

TEST_F(ZoneFolders, GiveTheZonesInThem) {
  write("Europe/Paris", paris());
  write("America/Argentina/La_Rioja", paris());
  write("Etc/GMT+5", paris());
  write("posix/Europe/Paris", paris());
  write("localtime", paris());
  write("zone.tab", "text");
  write("notes", "text");
  fs::create_symlink("Europe/Paris", root_ / "zones/Alias");
  const std::vector<std::string> names = {"Alias", "America/Argentina/La_Rioja", "Etc/GMT+5", "Europe/Paris"};
  EXPECT_EQ(zones().names(), names);
  for (const std::string& name : names) EXPECT_TRUE(zones().read(name).has_value()) << name;
}

TEST_F(ZoneFolders, HaveNoZoneOfAnyOtherName) {
  write("Europe/Paris", paris());
  write("posix/Europe/Paris", paris());
  std::ofstream(root_ / "outside", std::ios::binary) << paris();
  fs::create_symlink("/dev/zero", root_ / "zones/Endless");
  fs::create_symlink("Round", root_ / "zones/Round");
  ASSERT_EQ(mkfifo((root_ / "zones/Pipe").c_str(), 0600), 0);
  const std::string cases[] = {"",
                               "/",
                               "Europe",
                               "Europe/",
                               "Europe/Nowhere",
                               "../outside",
                               "Europe/../../outside",
                               "./Europe/Paris",
                               (root_ / "outside").string(),
                               "posix/Europe/Paris",
                               "Endless",
                               "Round",
                               "Pipe",
                               std::string("Europe/Paris\0", 13),
                               std::string(5'000, 'x')};
  for (const std::string& name : cases) {
    const auto zone = zones().read(name);
    ASSERT_FALSE(zone.has_value()) << name;
    EXPECT_EQ(zone.error().code, Code::missing) << name;
  }
}

TEST_F(ZoneFolders, SayWhichFileIsDamaged) {
  const std::pair<std::string, std::string> cases[] = {{"Empty", ""},
                                                       {"Text", "text"},
                                                       {"Short", paris().substr(0, 1'000)},
                                                       {"Huge", paris() + std::string(1 << 20, ' ')}};
  for (const auto& [name, bytes] : cases) {
    write(name, bytes);
    const auto zone = zones().read(name);
    ASSERT_FALSE(zone.has_value()) << name;
    EXPECT_EQ(zone.error().code, Code::unavailable);
    EXPECT_NE(zone.error().message.find((root_ / "zones" / name).string() + ": it is "), std::string::npos)
        << zone.error().message;
  }
}

TEST_F(ZoneFolders, ThatAreNotThereSayWhatToInstall) {
  const ZoneFolder none((root_ / "none").string());
  EXPECT_TRUE(none.names().empty());
  const auto zone = none.read("Europe/Paris");
  ASSERT_FALSE(zone.has_value());
  EXPECT_EQ(zone.error().code, Code::unavailable);
  EXPECT_TRUE(zone.error().message.ends_with("install the package tzdata")) << zone.error().message;
}

// tzdata.zi is what the files were made of: `Z NAME …` begins a zone, `L TARGET NAME` gives one another name.
TEST(SystemZones, AreAllOfTzdata) {
  const ZoneFolder system(kSystem);
  const std::vector<std::string> names = system.names();
  std::ifstream source(std::string(kSystem) + "/tzdata.zi");
  std::size_t count = 0;
  for (std::string line; std::getline(source, line);) {
    std::istringstream words(line);
    std::string kind, name;
    words >> kind >> name;
    if (kind == "L") words >> name;
    if (kind != "Z" && kind != "L") continue;
    ++count;
    EXPECT_TRUE(std::binary_search(names.begin(), names.end(), name)) << name;
  }
  EXPECT_GT(count, 500u);
  for (const std::string& name : names) EXPECT_TRUE(system.read(name).has_value()) << name;
}

}  // namespace
}  // namespace jada
