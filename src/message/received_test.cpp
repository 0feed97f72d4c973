#include "message/received.h"

#include <gtest/gtest.h>

namespace backstamp::message {
namespace {

struct Case {
  std::string_view raw, peer, peer_name, helo, by;
};

TEST(Received, ReadsTheFormsInUse) {
  const Case cases[] = {
      // Postfix
      {"from mail.example.net (mail.example.net [192.0.2.1])\n\tby mx.example.com (Postfix) with "
       "ESMTPS id 1; Tue, 24 Nov 2026 03:53:03 +0000",
       "192.0.2.1", "mail.example.net", "mail.example.net", "mx.example.com"},
      {"from evil (unknown [198.51.100.7]) by mx.example.com (Postfix) with SMTP", "198.51.100.7",
       "", "evil", "mx.example.com"},
      {"from [10.0.0.5] (host.example.net [198.51.100.8]) by mx.example.com (Postfix)",
       "198.51.100.8", "host.example.net", "", "mx.example.com"},
      {"from a (b.example.net [IPv6:2001:db8::5]) by mx.example.com", "2001:db8::5",
       "b.example.net", "a", "mx.example.com"},
      // Exim
      {"from mail.example.net ([192.0.2.2] helo=other) by mx.example.com with esmtp (Exim 4.96)",
       "192.0.2.2", "mail.example.net", "other", "mx.example.com"},
      {"from [192.0.2.3] (helo=[10.9.9.9]) by mx.example.com with smtp", "192.0.2.3", "",
       "[10.9.9.9]", "mx.example.com"},
      {"from [192.0.2.3] (port=4711 helo=mx.example.com) by mx.example.com with smtp", "192.0.2.3",
       "", "mx.example.com", "mx.example.com"},
      {"from (old.example.net) [192.0.2.4] by mx.example.com with esmtp id 17", "192.0.2.4", "", "",
       "mx.example.com"},
      // sendmail
      {"from helo.example.net (user@real.example.net [192.0.2.5]) by mx.example.com "
       "(8.12.1/8.12.1)",
       "192.0.2.5", "real.example.net", "helo.example.net", "mx.example.com"},
      {"from helo.example.net ([192.0.2.6]) by mx.example.com (8.9.3)", "192.0.2.6", "",
       "helo.example.net", "mx.example.com"},
      {"from h (r.example.net [192.0.2.6] (may be forged)) by mx.example.com", "192.0.2.6",
       "r.example.net", "h", "mx.example.com"},
      // qmail
      {"from unknown (HELO name.example.net) (192.0.2.7) by mx.example.com with SMTP", "192.0.2.7",
       "", "name.example.net", "mx.example.com"},
      {"from unknown (HELO [10.1.1.1]) (ident@192.0.2.8) by mx.example.com with SMTP", "192.0.2.8",
       "", "[10.1.1.1]", "mx.example.com"},
      {"(qmail 1234 invoked by uid 89); 24 Nov 2026 03:53:03 -0000", "", "", "", ""},
      // Exchange
      {"from out.example.net (192.0.2.9) by AM3.mail.example.com (10.167.16.102) with Microsoft "
       "SMTP Server id 15.20; Sun, 31 Aug 2025 09:27:23 +0000",
       "192.0.2.9", "", "out.example.net", "am3.mail.example.com"},
      {"from A.example.com (2001:db8:1::5) by B.example.com (2001:db8:2::6) with HTTPS",
       "2001:db8:1::5", "", "a.example.com", "b.example.com"},
      // Others
      {"by mail-x.example.com with SMTP id 5a; Wed, 21 Jan 2026 01:05:26 -0800", "", "", "",
       "mail-x.example.com"},
      {"from [192.0.2.10] by web.example.com via HTTP", "192.0.2.10", "", "", "web.example.com"},
      {"from relay.example.net (relay.example.net. [192.0.2.11]) by mx.example.com", "192.0.2.11",
       "relay.example.net", "relay.example.net", "mx.example.com"},
      {"from c (c.example.net [::ffff:192.0.2.12]) by mx.example.com", "192.0.2.12",
       "c.example.net", "c", "mx.example.com"},
      {"", "", "", "", ""},
      {"from", "", "", "", ""},
      {"((((((", "", "", "", ""},
  };
  for (const Case& expected : cases) {
    const Hop hop = read_received(expected.raw);
    EXPECT_EQ(hop.peer ? hop.peer->text() : "", expected.peer) << expected.raw;
    EXPECT_EQ(hop.peer_name, expected.peer_name) << expected.raw;
    EXPECT_EQ(hop.helo, expected.helo) << expected.raw;
    EXPECT_EQ(hop.by, expected.by) << expected.raw;
  }
}

TEST(Received, ReadsTheDate) {
  const auto date = received_date("from a by b; Tue, 24 Nov 2026 05:53:03 +0200 (EET)");
  ASSERT_TRUE(date);
  EXPECT_EQ(rfc3339(*date), "2026-11-24T03:53:03.000Z");
  EXPECT_FALSE(received_date("from a by b; yesterday"));
  EXPECT_FALSE(received_date("from a by b"));
}

Hop from(std::string_view peer, std::string name = "", std::string helo = "") {
  return Hop{IpAddress::parse(peer), std::move(name), std::move(helo), "mx"};
}

TEST(SenderIp, TopmostPublicPeerThatIsNotTrusted) {
  const TrustedHosts trusted({Text::trusted("198.51.100.0/24"), Text::trusted("Gate.example.com")});
  const std::vector<Hop> hops = {from("10.0.0.1"), from("198.51.100.9"),
                                 from("192.0.2.1", "gate.example.com"), from("203.0.113.5"),
                                 from("203.0.113.99")};
  EXPECT_EQ(sender_ip(hops, trusted)->text(), "203.0.113.5");
  EXPECT_EQ(sender_ip(hops, TrustedHosts({}))->text(), "198.51.100.9");
  EXPECT_FALSE(sender_ip({from("10.0.0.1")}, trusted));
}

TEST(SenderIp, ACalledNameProvesNothing) {
  const TrustedHosts trusted({Text::trusted("gate.example.com")});
  EXPECT_EQ(sender_ip({from("203.0.113.5", "", "gate.example.com"), from("203.0.113.6")}, trusted)
                ->text(),
            "203.0.113.5");
}

}  // namespace
}  // namespace backstamp::message
