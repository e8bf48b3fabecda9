#include "resources/registry.h"

#include <gmock/gmock.h>

#include <set>

namespace jada {
namespace {

using testing::IsSupersetOf;

TEST(Registry, NamesEachKindOnce) {
  std::set<std::string_view> names;
  for (const Kind& kind : registry()) EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
  EXPECT_TRUE(names.contains("region"));
  EXPECT_TRUE(names.contains("roster"));
}

TEST(Registry, DescribesTheKeysOfTheContract) {
  const std::pair<std::string, std::vector<std::string>> expected[] = {
      {"region", {"driver", "path"}},
      {"roster", {"table", "key", "replicas", "on_extra", "unique", "required", "source"}},
  };
  const auto docs = describe();
  for (const auto& [kind, keys] : expected) {
    const auto found = std::find_if(docs.begin(), docs.end(), [&](const KindDoc& doc) { return doc.name == kind; });
    ASSERT_NE(found, docs.end()) << kind;
    std::vector<std::string> names;
    for (const KeyDoc& key : found->keys) names.push_back(key.name);
    EXPECT_THAT(names, IsSupersetOf(keys)) << kind;
  }
}

}  // namespace
}  // namespace jada
