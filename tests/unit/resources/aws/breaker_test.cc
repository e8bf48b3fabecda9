#include "resources/apis/aws/breaker.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

using namespace std::chrono_literals;

const Time kStart{Duration{1'778'673'600'000}};

/// `count` failures, each of a request that began when the one before had failed.
Time fail(Breaker& breaker, int count, Time from = kStart) {
  for (int i = 0; i < count; ++i) {
    breaker.failed(from, from + 1s);
    from += 1s;
  }
  return from;
}

TEST(Breaker, OpensAfterFiveFailuresInARow) {
  Breaker breaker;
  Time now = fail(breaker, 4);
  EXPECT_FALSE(breaker.is_open());
  EXPECT_TRUE(breaker.lets_through(now));
  now = fail(breaker, 1, now);
  EXPECT_TRUE(breaker.is_open());
  EXPECT_TRUE(breaker.is_shut(now));
  EXPECT_FALSE(breaker.lets_through(now));
}

TEST(Breaker, ASuccessBeginsANewRow) {
  Breaker breaker;
  Time now = fail(breaker, 4);
  breaker.succeeded();
  now = fail(breaker, 4, now);
  EXPECT_FALSE(breaker.is_open());
  fail(breaker, 1, now);
  EXPECT_TRUE(breaker.is_open());
}

TEST(Breaker, WhatOneLostMomentBreaksCountsOnce) {
  Breaker breaker;
  for (int i = 0; i < 16; ++i) breaker.failed(kStart, kStart + 1s + i * 1ms);
  EXPECT_FALSE(breaker.is_open());
  fail(breaker, 4, kStart + 2s);
  EXPECT_TRUE(breaker.is_open());
}

TEST(Breaker, LetsOneThroughEveryTenSeconds) {
  Breaker breaker;
  const Time opened = fail(breaker, 5);
  EXPECT_FALSE(breaker.lets_through(opened + 9'999ms));
  EXPECT_FALSE(breaker.is_shut(opened + 10s));
  EXPECT_FALSE(breaker.is_shut(opened + 10s)) << "to look changes nothing";
  EXPECT_TRUE(breaker.lets_through(opened + 10s));
  EXPECT_TRUE(breaker.is_open());
  EXPECT_TRUE(breaker.is_shut(opened + 10s));
  EXPECT_FALSE(breaker.lets_through(opened + 10s));
  EXPECT_FALSE(breaker.lets_through(opened + 19s));
  EXPECT_TRUE(breaker.lets_through(opened + 20s));
}

TEST(Breaker, TheOneThatWasLetThroughDecides) {
  Breaker breaker;
  const Time opened = fail(breaker, 5);
  ASSERT_TRUE(breaker.lets_through(opened + 10s));
  breaker.failed(opened + 10s, opened + 12s);
  EXPECT_FALSE(breaker.lets_through(opened + 21s));
  ASSERT_TRUE(breaker.lets_through(opened + 22s));
  breaker.succeeded();
  EXPECT_FALSE(breaker.is_open());
  EXPECT_TRUE(breaker.lets_through(opened + 22s));
}

TEST(Breaker, AClockSetBackDoesNotHoldItOpen) {
  Breaker breaker;
  const Time opened = fail(breaker, 5);
  EXPECT_TRUE(breaker.lets_through(opened - 1h));
}

}  // namespace
}  // namespace jada
