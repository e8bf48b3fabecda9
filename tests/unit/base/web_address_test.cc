#include "engine/base/web_address.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

TEST(HostOf, IsWhatMayBeShownOfAnAddress) {
  EXPECT_EQ(host_of("https://login.example/token?a=b"), "login.example");
  EXPECT_EQ(host_of("http://me:secret@127.0.0.1:8080/x"), "127.0.0.1:8080");
  EXPECT_EQ(host_of("login.example"), "login.example");
}

TEST(Trustworthy, IsHttpsOrThisMachineByItsWholeName) {
  for (const char* url : {"https://login.example/token", "https://login.example:8443", "http://127.0.0.1/x",
                          "http://127.3.2.1:8080/x", "http://localhost", "http://LocalHost:1/x", "http://[::1]:8080/x"})
    EXPECT_TRUE(is_trustworthy(url)) << url;
  for (const char* url :
       {"", "http://", "login.example", "http://login.example/", "http://localhost.evil.example/",
        "http://127.evil.example/", "http://127.0.0.1.evil.example", "http://[::1].evil.example/",
        "http://[::1]evil.example/", "http://127.0.0.1@evil.example/", "https://me:secret@login.example/",
        "https://login.example/ --help", "https://login.example/\x1b]0;", "https://evil.example\\@login.example/",
        "file:///etc/passwd", "javascript:alert(1)", "-https://x"})
    EXPECT_FALSE(is_trustworthy(url)) << url;
}

}  // namespace
}  // namespace jada
