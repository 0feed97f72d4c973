#include "message/ipv4_host.h"

#include <gtest/gtest.h>

namespace backstamp::message {
namespace {

TEST(Ipv4Host, IsReadAsBrowsersDo) {
  const struct {
    std::string_view host, address;
  } cases[] = {
      {"192.0.2.43", "192.0.2.43"},
      {"3221226027", "192.0.2.43"},
      {"0xC000022B", "192.0.2.43"},
      {"030000001053", "192.0.2.43"},
      {"192.0.555", "192.0.2.43"},
      {"192.555", "192.0.2.43"},
      {"0xc0.0.0x2.053", "192.0.2.43"},
      {"0", "0.0.0.0"},
      {"1.0x", "1.0.0.0"},
      {"4294967295", "255.255.255.255"},
      {"127.1", "127.0.0.1"},
  };
  for (const auto& expected : cases) {
    EXPECT_TRUE(ends_in_number(expected.host)) << expected.host;
    EXPECT_EQ(ipv4_host(expected.host), expected.address) << expected.host;
  }
}

TEST(Ipv4Host, RefusesWhatBrowsersRefuse) {
  for (const std::string_view host :
       {"4294967296", "256.0.0.1", "192.0.2.256", "1.2.3.4.5", "1..2", "a.1", "08.1", "1.2.65536",
        "99999999999999999999999999", "", "0x100000000", "-1", "1.+2"}) {
    EXPECT_FALSE(ipv4_host(host)) << host;
  }
  for (const std::string_view host : {"", "a", "1.a", "0xg", "1.0xz", "a1", "1-2"}) {
    EXPECT_FALSE(ends_in_number(host)) << host;
  }
}

}  // namespace
}  // namespace backstamp::message
