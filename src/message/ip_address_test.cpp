#include "message/ip_address.h"

#include <gtest/gtest.h>

namespace backstamp::message {
namespace {

TEST(IpAddress, ReadsAndWrites) {
  const struct {
    std::string_view in, out;
    bool is_public;
  } cases[] = {
      {"192.0.2.1", "192.0.2.1", true},
      {"[203.0.113.9]", "203.0.113.9", true},
      {"10.1.2.3", "10.1.2.3", false},
      {"172.32.0.1", "172.32.0.1", true},
      {"172.31.255.255", "172.31.255.255", false},
      {"100.100.1.1", "100.100.1.1", false},
      {"127.0.0.1", "127.0.0.1", false},
      {"239.1.1.1", "239.1.1.1", false},
      {"IPv6:2001:DB8:0::1", "2001:db8::1", true},
      {"fe80::1%eth0", "fe80::1", false},
      {"fd00::1", "fd00::1", false},
      {"::1", "::1", false},
      {"::ffff:192.0.2.7", "192.0.2.7", true},
      {"::ffff:10.0.0.1", "10.0.0.1", false},
  };
  for (const auto& expected : cases) {
    const auto address = IpAddress::parse(expected.in);
    ASSERT_TRUE(address) << expected.in;
    EXPECT_EQ(address->text(), expected.out);
    EXPECT_EQ(address->is_public(), expected.is_public) << expected.in;
  }
}

TEST(IpAddress, RefusesWhatIsNone) {
  for (const std::string_view text :
       {"", "1.2.3", "1.2.3.256", "unknown", "1.2.3.4.5", "::g", "[1.2.3.4"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
}

TEST(IpNetwork, Contains) {
  const struct {
    std::string_view network, address;
    bool inside;
  } cases[] = {
      {"192.0.2.0/24", "192.0.2.200", true},       {"192.0.2.0/24", "192.0.3.1", false},
      {"192.0.2.128/25", "192.0.2.1", false},      {"0.0.0.0/0", "8.8.8.8", true},
      {"0.0.0.0/0", "2001:db8::1", false},         {"2001:db8::/33", "2001:db8:7fff::", true},
      {"2001:db8::/33", "2001:db8:8000::", false}, {"192.0.2.1", "192.0.2.1", true},
      {"192.0.2.1", "192.0.2.2", false},
  };
  for (const auto& expected : cases) {
    EXPECT_EQ(IpNetwork::parse(expected.network)->contains(*IpAddress::parse(expected.address)),
              expected.inside)
        << expected.network << " " << expected.address;
  }
  for (const std::string_view text : {"", "mx.example.com", "1.2.3.4/33", "1.2.3.4/x", "::/129"}) {
    EXPECT_FALSE(IpNetwork::parse(text)) << text;
  }
}

}  // namespace
}  // namespace backstamp::message
