#include "message/structured_field.h"

#include <gtest/gtest.h>

#include "message/host_name.h"

namespace backstamp::message {
namespace {

TEST(ContentType, Reads) {
  const struct {
    std::string_view raw, media_type, charset, boundary, name;
  } cases[] = {
      {" text/HTML; charset=\"UTF-8\"", "text/html", "UTF-8", "", ""},
      {"multipart/mixed;\r\n boundary=\"a b\"", "multipart/mixed", "", "a b", ""},
      {"text/plain (c); charset=utf-8 (really)", "text/plain", "utf-8", "", ""},
      {"multipart/mixed; boundary=b (c)", "multipart/mixed", "", "b", ""},
      {"multipart/mixed; boundary=\"b (c)\"", "multipart/mixed", "", "b (c)", ""},
      {"application/pdf; name=a (1).pdf", "application/pdf", "", "", "a (1).pdf"},
      {"multipart/mixed; boundary==_x=", "multipart/mixed", "", "=_x=", ""},
      {"application/pdf; name*=utf-8''gr%C3%BC%C3%9F.pdf", "application/pdf", "", "",
       "gr\xc3\xbc\xc3\x9f.pdf"},
      {"application/pdf; name*0*=utf-8''gr%C3%BC; name*1=end.pdf", "application/pdf", "", "",
       "gr\xc3\xbc"
       "end.pdf"},
      {"application/pdf; name=\"=?utf-8?q?gr=C3=BC.pdf?=\"", "application/pdf", "", "",
       "gr\xc3\xbc.pdf"},
      {"application/zip; name=\"..\\..\\evil/a.zip\"", "application/zip", "", "", "a.zip"},
      {"text", "", "", "", ""},
      {"", "", "", "", ""},
      {";;;=", "", "", "", ""},
  };
  for (const auto& expected : cases) {
    const ContentType type = read_content_type(expected.raw);
    EXPECT_EQ(type.media_type, expected.media_type) << expected.raw;
    EXPECT_EQ(type.charset, expected.charset) << expected.raw;
    EXPECT_EQ(type.boundary, expected.boundary) << expected.raw;
    EXPECT_EQ(type.name.str(), expected.name) << expected.raw;
  }
}

TEST(Disposition, Reads) {
  EXPECT_TRUE(read_disposition("attachment; filename=a.pdf").attachment);
  EXPECT_EQ(read_disposition("attachment; filename=a.pdf").file_name.str(), "a.pdf");
  EXPECT_FALSE(read_disposition("inline; filename=\"C:\\\\x\\\\y z.exe\"").attachment);
  EXPECT_EQ(read_disposition("inline; filename=\"C:\\\\x\\\\y z.exe\"").file_name.str(), "y z.exe");
  EXPECT_FALSE(read_disposition("").attachment);
}

TEST(Mailboxes, Reads) {
  const struct {
    std::string_view raw, name, address, domain;
    std::size_t count;
  } cases[] = {
      {"a@Example.COM", "", "a@example.com", "example.com", 1},
      {"Ann Example <Ann.E@example.com>", "Ann Example", "Ann.E@example.com", "example.com", 1},
      {"\"B, A\" <a@b.example>, c@d.example", "B, A", "a@b.example", "b.example", 2},
      {"=?utf-8?q?Gr=C3=BC=C3=9Fe?= <a@b.example>",
       "Gr\xc3\xbc\xc3\x9f"
       "e",
       "a@b.example", "b.example", 1},
      {"\"=?utf-8?q?Gr=C3=BC?=\" <a@b.example>", "Gr\xc3\xbc", "a@b.example", "b.example", 1},
      {"team: a@b.example, c@d.example;", "", "a@b.example", "b.example", 2},
      {"a@b\xc3\xbc"
       "cher.example",
       "", "a@xn--bcher-kva.example", "xn--bcher-kva.example", 1},
      {"undisclosed-recipients:;", "", "", "", 0},
      {"a@b.example (A Comment)", "", "a@b.example", "b.example", 1},
      {"", "", "", "", 0},
  };
  for (const auto& expected : cases) {
    const std::vector<Address> mailboxes = read_mailboxes(expected.raw);
    ASSERT_EQ(mailboxes.size(), expected.count) << expected.raw;
    if (mailboxes.empty()) continue;
    if (expected.raw.find('(') == expected.raw.npos) {
      EXPECT_EQ(mailboxes[0].display_name.str(), expected.name) << expected.raw;
    }
    EXPECT_EQ(mailboxes[0].address.str(), expected.address) << expected.raw;
    EXPECT_EQ(mailboxes[0].domain.str(), expected.domain) << expected.raw;
  }
}

TEST(Mailboxes, GroupsInGroupsAreBounded) {
  std::string hostile;
  for (int i = 0; i < 30'000; ++i) hostile += "a:";
  EXPECT_TRUE(read_mailboxes(hostile + "b@c.example").empty());
}

TEST(Address, Reads) {
  EXPECT_EQ(read_address(" <Bounce@Example.com> ").address.str(), "Bounce@example.com");
  EXPECT_EQ(read_address("a@b.example (x)").address.str(), "a@b.example");
  for (const std::string_view none : {"<>", "", "nobody", "@", "<@x>"}) {
    EXPECT_TRUE(read_address(none).address.empty()) << none;
  }
}

TEST(Date, Reads) {
  const struct {
    std::string_view raw, time;
  } cases[] = {
      {"Tue, 24 Nov 2026 03:53:03 +0000", "2026-11-24T03:53:03.000Z"},
      {"24 Nov 2026 03:53 -0500", "2026-11-24T08:53:00.000Z"},
      {"Tue, 24 Nov 2026 03:53:03 GMT", "2026-11-24T03:53:03.000Z"},
      {"Tue, 24 Nov 2026 03:53:03 +0100 (CET)", "2026-11-24T02:53:03.000Z"},
      {"Tue, 24 Nov 98 03:53:03 +0000", "1998-11-24T03:53:03.000Z"},
  };
  for (const auto& expected : cases) {
    const auto time = read_date(expected.raw);
    ASSERT_TRUE(time) << expected.raw;
    EXPECT_EQ(rfc3339(*time), expected.time);
  }
  for (const std::string_view none : {"", "soon", "Tue, 99 Foo 2026", "32 Jan 99999 00:00:00"}) {
    EXPECT_FALSE(read_date(none)) << none;
  }
}

TEST(HostName, FoldsToAscii) {
  EXPECT_EQ(host_to_ascii("Example.COM.").str(), "example.com");
  EXPECT_EQ(host_to_ascii("B\xc3\x9c"
                          "CHER.example")
                .str(),
            "xn--bcher-kva.example");
  EXPECT_EQ(host_to_ascii("").str(), "");
  EXPECT_EQ(host_to_ascii("\xff\xfe").str(), host_to_ascii("\xff\xfe").str());
}

}  // namespace
}  // namespace backstamp::message
