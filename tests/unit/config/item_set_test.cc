#include "engine/config/item_set.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace jada {
namespace {

ItemSet crew() {
  return ItemSet({{"bo", R"({"role":"mate"})", {0, 9, 1}},
                  {"ada", R"({"role":"captain"})", {1, 4, 70000}},
                  {"ad", "{}", {0, 2, 3}}},
                 7);
}

TEST(ItemSet, OrdersByKeyAndFinds) {
  const ItemSet set = crew();
  ASSERT_EQ(set.size(), 3u);
  EXPECT_EQ(set.key(0), "ad");
  EXPECT_EQ(set.key(1), "ada");
  EXPECT_EQ(set.key(2), "bo");
  EXPECT_EQ(set.body(1), R"({"role":"captain"})");
  EXPECT_EQ(set.digest(1), digest_of(R"({"role":"captain"})", 7));
  EXPECT_EQ(set.find("bo"), 2u);
  EXPECT_EQ(set.find("b"), std::nullopt);
  EXPECT_EQ(set.find("zoe"), std::nullopt);
  EXPECT_EQ(ItemSet().find(""), std::nullopt);
}

TEST(ItemSet, RemembersPlaces) {
  const ItemSet set = crew();
  EXPECT_EQ(set.at(2).line, 9u);
  EXPECT_EQ(set.at(1).file, 1u);
  EXPECT_EQ(set.at(1).column, 70000u);
}

TEST(ItemSet, HasOneDigestForEqualSets) {
  const auto digest = [](ItemTexts entries) { return ItemSet(std::move(entries), 7).digest(); };
  const auto whole = digest({{"a", "{}"}, {"b", "{}"}});
  EXPECT_EQ(whole, digest({{"b", "{}", {0, 5, 5}}, {"a", "{}"}})) << "order and places do not count";
  EXPECT_NE(whole, digest({{"a", "{}"}, {"b", "[]"}})) << "bodies do";
  EXPECT_NE(whole, digest({{"ab", "{}"}, {"", "{}"}})) << "where keys end does";
}

TEST(ItemSet, SurvivesEncodingWithoutBodies) {
  const ItemSet set = crew();
  const auto back = ItemSet::decode(set.encode());
  ASSERT_TRUE(back);
  EXPECT_FALSE(back->has_bodies());
  EXPECT_EQ(back->digest(), set.digest());
  for (std::size_t i = 0; i < set.size(); ++i) {
    EXPECT_EQ(back->key(i), set.key(i));
    EXPECT_EQ(back->digest(i), set.digest(i));
    EXPECT_EQ(back->at(i).line, set.at(i).line);
    EXPECT_EQ(back->at(i).column, set.at(i).column);
    EXPECT_EQ(back->at(i).file, set.at(i).file);
  }
}

TEST(ItemSet, EncodesTheEmptySet) {
  const auto back = ItemSet::decode(ItemSet().encode());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->size(), 0u);
  EXPECT_TRUE(back->has_bodies());
  EXPECT_EQ(back->digest(), ItemSet({}, 9).digest());
}

TEST(ItemSet, RefusesDamagedBytes) {
  const std::string bytes = crew().encode();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(ItemSet::decode(bytes.substr(0, size))) << "cut to " << size;
  }
  EXPECT_FALSE(ItemSet::decode(bytes + "x"));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x80);
    const auto set = ItemSet::decode(damaged);
    if (!set) continue;
    EXPECT_EQ(set->digest(), crew().digest()) << "only places may differ, byte " << i;
  }
}

TEST(ItemSet, HoldsAMillion) {
  constexpr std::size_t kMany = 1'000'000;
  ItemTexts entries;
  for (std::size_t i = kMany; i-- > 0;) entries.add({std::to_string(i), "{}"});
  const auto set = ItemSet::decode(ItemSet(std::move(entries), 1).encode());
  ASSERT_TRUE(set);
  ASSERT_EQ(set->size(), kMany);
  EXPECT_EQ(set->key(*set->find("654321")), "654321");
  EXPECT_EQ(set->find("1000000"), std::nullopt);
}

}  // namespace
}  // namespace jada
