#include "engine/base/digest.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

TEST(DigestOf, DependsOnEveryByteAndTheSeed) {
  EXPECT_EQ(digest_of("ada", 1), digest_of("ada", 1));
  EXPECT_NE(digest_of("ada", 1), digest_of("adb", 1));
  EXPECT_NE(digest_of("ada", 1), digest_of("ada", 2));
  EXPECT_NE(digest_of(std::string_view("a\0", 2), 1), digest_of("a", 1));
}

// FIPS 180-4, examples of NIST's CSRC.
TEST(Sha256, AgreesWithThePublishedExamples) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Fingerprint, IsShortAndNamesItsAlgorithm) { EXPECT_EQ(fingerprint("abc"), "sha256:ba7816bf8f01cfea"); }

}  // namespace
}  // namespace jada
