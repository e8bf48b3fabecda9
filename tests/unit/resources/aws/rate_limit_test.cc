#include "resources/apis/aws/rate_limit.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

using namespace std::chrono_literals;

const Time kStart{Duration{1'778'673'600'000}};

TEST(RateLimit, OfNothingIsNone) {
  RateLimit limit(0);
  EXPECT_FALSE(limit.is_limited());
  limit.spend(1'000'000, kStart);
  EXPECT_EQ(limit.wait(kStart), 0ms);
}

TEST(RateLimit, ASecondsWorthMayBeSpentAtOnce) {
  RateLimit limit(10);
  EXPECT_TRUE(limit.is_limited());
  EXPECT_EQ(limit.wait(kStart), 0ms);
  limit.spend(9.5, kStart);
  EXPECT_EQ(limit.wait(kStart), 0ms);
  limit.spend(0.5, kStart);
  EXPECT_GT(limit.wait(kStart), 0ms);
}

TEST(RateLimit, WhatWasTakenBeyondItIsWaitedFor) {
  RateLimit limit(10);
  EXPECT_EQ(limit.wait(kStart), 0ms);
  limit.spend(40, kStart);
  const Duration wait = limit.wait(kStart);
  EXPECT_GT(wait, 3s);
  EXPECT_LE(wait, 3010ms);
  EXPECT_GT(limit.wait(kStart + 2900ms), 0ms);
  EXPECT_EQ(limit.wait(kStart + wait), 0ms);
}

TEST(RateLimit, NoMoreThanASecondsWorthIsSavedUp) {
  RateLimit limit(10);
  EXPECT_EQ(limit.wait(kStart), 0ms);
  limit.spend(10, kStart + 1h);
  EXPECT_GT(limit.wait(kStart + 1h), 0ms);
  EXPECT_EQ(limit.wait(kStart + 1h + 10ms), 0ms);
}

TEST(RateLimit, KeepsToItsRateOverTime) {
  RateLimit limit(25);
  Time now = kStart;
  double spent = 0;
  while (now < kStart + 60s) {
    const Duration wait = limit.wait(now);
    if (wait == 0ms) {
      limit.spend(7, now);
      spent += 7;
    }
    now += std::max<Duration>(wait, 1ms);
  }
  EXPECT_GT(spent, 25 * 59);
  EXPECT_LT(spent, 25 * 62 + 7);
}

TEST(RateLimit, AClockSetBackGivesNothingAndTakesNothing) {
  RateLimit limit(10);
  EXPECT_EQ(limit.wait(kStart), 0ms);
  limit.spend(20, kStart);
  EXPECT_LE(limit.wait(kStart - 1h), 1010ms);
  EXPECT_EQ(limit.wait(kStart - 1h + 1010ms), 0ms);
}

}  // namespace
}  // namespace jada
