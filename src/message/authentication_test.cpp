#include "message/authentication.h"

#include <gtest/gtest.h>

namespace backstamp::message {
namespace {

struct Case {
  std::string_view header;
  std::vector<Text> accepted;
  std::string_view spf, dkim, dmarc, arc, source;
};

Text text(const char* value) { return Text::trusted(value); }

TEST(Authentication, ReadsWhatIsBelieved) {
  const Case cases[] = {
      {"Authentication-Results: mx.example.com;\n spf=pass smtp.mailfrom=a@b;\n dkim=fail (bad; "
       "signature) header.d=b; dkim=pass header.d=c;\n\tdmarc=pass (p=none) header.from=b; "
       "arc=none\n\n",
       {},
       "pass",
       "pass",
       "pass",
       "none",
       "mx.example.com"},
      // Exchange writes no id.
      {"Authentication-Results: spf=fail (sender IP is 192.0.2.1)\n smtp.mailfrom=b; dkim=none "
       "(message not signed) header.d=none;dmarc=bestguesspass action=none;compauth=fail\n\n",
       {},
       "fail",
       "none",
       "none",
       "",
       ""},
      // Several headers of one server, then a forged one below the next hop.
      {"Authentication-Results: mx.example.com; dkim=none\nAuthentication-Results: mx.example.com; "
       "dmarc=fail\nReceived: from a by b\nAuthentication-Results: mx.example.com; spf=pass\n\n",
       {},
       "",
       "none",
       "fail",
       "",
       "mx.example.com"},
      // Only the accepted ids count, wherever they stand.
      {"Authentication-Results: other.example; spf=pass; dkim=pass\nReceived: x\n"
       "Authentication-Results: MX.example.com 1; spf=softfail\n\n",
       {text("mx.example.com")},
       "softfail",
       "",
       "",
       "",
       "mx.example.com"},
      {"Authentication-Results: other.example; spf=pass\n\n",
       {text("mx.example.com")},
       "",
       "",
       "",
       "",
       ""},
      {"Authentication-Results: mx.example.com; none\n\n", {}, "", "", "", "", "mx.example.com"},
      {"Authentication-Results: \"mx.example.com\" (a; b) 1 ; spf/1 = HardFail\n\n",
       {text("mx.example.com")},
       "fail",
       "",
       "",
       "",
       "mx.example.com"},
      {"Authentication-Results: mx; dkim=pass reason=\"a; spf=pass\"\n\n",
       {},
       "",
       "pass",
       "",
       "",
       "mx"},
      // Received-SPF only above the second hop.
      {"Received: 1\nReceived-SPF: SoftFail (x) client-ip=192.0.2.1\nReceived: 2\n\n",
       {},
       "softfail",
       "",
       "",
       "",
       ""},
      {"Received: 1\nReceived: 2\nReceived-SPF: pass\n\n", {}, "", "", "", "", ""},
      {"Authentication-Results: mx; spf=fail\nReceived-SPF: pass\n\n",
       {},
       "fail",
       "",
       "",
       "",
       "mx"},
      {"Authentication-Results: ((((\n\n", {}, "", "", "", "", ""},
      {"Authentication-Results: \"\\\n\n", {}, "", "", "", "", "\"\\"},
      {"Subject: none\n\n", {}, "", "", "", "", ""},
  };
  for (const Case& expected : cases) {
    const Authentication found =
        read_authentication(read_header_block(expected.header), expected.accepted);
    EXPECT_EQ(found.spf.str(), expected.spf) << expected.header;
    EXPECT_EQ(found.dkim.str(), expected.dkim) << expected.header;
    EXPECT_EQ(found.dmarc.str(), expected.dmarc) << expected.header;
    EXPECT_EQ(found.arc.str(), expected.arc) << expected.header;
    EXPECT_EQ(found.source.str(), expected.source) << expected.header;
  }
}

}  // namespace
}  // namespace backstamp::message
