#include <gtest/gtest.h>
#include <sys/resource.h>

#include <set>

#include "engine/host/lazy_library.h"
#include "engine/host/no_core.h"
#include "engine/host/random.h"
#include "tests/unit/host/child.h"

namespace jada {
namespace {

TEST(RandomBytes, AreAsManyAsAskedForAndNeverTheSame) {
  EXPECT_EQ(random_bytes(0), "");
  EXPECT_EQ(random_bytes(100'000).size(), 100'000u);
  std::set<std::string> seen;
  for (int draw = 0; draw < 100; ++draw) seen.insert(random_bytes(16));
  EXPECT_EQ(seen.size(), 100u);
}

TEST(NoCore, LimitsADumpToLessThanOne) {
  EXPECT_EQ(test::in_child([] {
              forbid_core_dumps();
              rlimit limit{};
              getrlimit(RLIMIT_CORE, &limit);
              return static_cast<int>(limit.rlim_cur <= 1 ? 0 : 1);
            }),
            0);
}

TEST(LazyLibrary, SaysWhichPackageIsMissing) {
  const auto missing = LazyLibrary::open("libjada-none.so.1", "libjada1");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, Code::unavailable);
  EXPECT_NE(missing.error().message.find("install the package libjada1"), std::string::npos);
  const auto standard = LazyLibrary::open("libc.so.6", "libc6");
  ASSERT_TRUE(standard.has_value());
  int (*function)() = nullptr;
  EXPECT_TRUE(standard->bind(function, "getpid").has_value());
  EXPECT_EQ(function(), getpid());
  EXPECT_FALSE(standard->bind(function, "jada_none").has_value());
}

}  // namespace
}  // namespace jada
