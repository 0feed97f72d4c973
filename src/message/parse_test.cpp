#include "message/parse.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/hash.h"
#include "message/network_message_id.h"

namespace backstamp::message {
namespace {

Text text(std::string_view value) { return Text::lossy(value); }

std::vector<std::string> urls_of(const Facts& facts, UrlLocation location) {
  std::vector<std::string> urls;
  for (const Url& url : facts.urls) {
    if (url.location == location) urls.push_back(url.url.str());
  }
  return urls;
}

bool has_defect(const Facts& facts, std::string_view what) {
  return std::ranges::any_of(facts.defects, [&](const Defect& defect) {
    return defect.what.view().find(what) != std::string_view::npos;
  });
}

using Strings = std::vector<std::string>;

TEST(Parse, ReadsTheHeader) {
  const std::string_view bytes =
      "Return-Path: <bounce@Mailer.example>\r\n"
      "Delivered-To: jo@our.example\r\n"
      "X-Original-To: info@our.example\r\n"
      "Received: from mail.mailer.example (mail.mailer.example [203.0.113.9])\r\n"
      "\tby mx.our.example (Postfix) with ESMTP; Tue, 24 Nov 2026 05:00:00 +0100\r\n"
      "Received: from forged (forged [198.51.100.1]) by nowhere; Mon, 23 Nov 2026 05:00:00 "
      "+0100\r\n"
      "Authentication-Results: mx.our.example; spf=pass; dkim=fail; dmarc=fail\r\n"
      "From: =?utf-8?q?J=C3=BCrgen?= <J@Sender.example>, second@sender.example\r\n"
      "Reply-To: other@elsewhere.example\r\n"
      "To: Jo <jo@our.example>\r\nCc: ann@our.example\r\n"
      "Subject: see www.bad.example =?utf-8?b?4pyT?=\r\n"
      "List-Unsubscribe: <mailto:u@x.example>, <https://x.example/u>\r\n"
      "Message-ID: <1@sender.example>\r\n"
      "Date: Tue, 24 Nov 2026 04:53:03 +0100\r\n\r\nhello\r\n";
  const Facts facts = parse(bytes, {});
  EXPECT_EQ(facts.network_message_id, network_message_id(bytes));
  EXPECT_EQ(facts.internet_message_id.str(), "1@sender.example");
  EXPECT_EQ(facts.subject.str(), "see www.bad.example \xe2\x9c\x93");
  EXPECT_EQ(rfc3339(facts.date.value()), "2026-11-24T03:53:03.000Z");
  EXPECT_EQ(rfc3339(facts.received.value()), "2026-11-24T04:00:00.000Z");
  EXPECT_EQ(facts.sender.from.address.str(), "J@sender.example");
  EXPECT_EQ(facts.sender.from.display_name.str(), "J\xc3\xbcrgen");
  EXPECT_EQ(facts.sender.mail_from.str(), "bounce@mailer.example");
  EXPECT_EQ(facts.sender.mail_from_domain.str(), "mailer.example");
  EXPECT_EQ(facts.sender.ip.str(), "203.0.113.9");
  ASSERT_EQ(facts.recipients.size(), 2U);
  EXPECT_EQ(facts.recipients[1].kind, RecipientKind::cc);
  EXPECT_EQ(facts.delivered_to, (std::vector{text("jo@our.example"), text("info@our.example")}));
  EXPECT_EQ(facts.reply_to.at(0).domain.str(), "elsewhere.example");
  EXPECT_EQ(facts.authentication.dmarc.str(), "fail");
  EXPECT_EQ(facts.authentication.source.str(), "mx.our.example");
  EXPECT_EQ(urls_of(facts, UrlLocation::subject), Strings{"http://www.bad.example/"});
  EXPECT_EQ(urls_of(facts, UrlLocation::header), Strings{"https://x.example/u"});
  EXPECT_EQ(urls_of(facts, UrlLocation::body), Strings{});
  EXPECT_EQ(facts.headers.at("received").size(), 2U);
  EXPECT_EQ(facts.size, bytes.size());
  EXPECT_TRUE(has_defect(facts, "several addresses in From"));
}

TEST(Parse, SurroundingsDecide) {
  const std::string_view bytes =
      "Received: from gate (gate.our.example [203.0.113.1]) by mx.our.example\n"
      "Received: from x (x.example [198.51.100.7]) by gate.our.example\n"
      "Authentication-Results: forged; spf=pass\n"
      "Authentication-Results: mx.our.example; spf=fail\n"
      "From: a@our.example\nTo: b@our.example\n\n";
  EXPECT_EQ(parse(bytes, {}).sender.ip.str(), "203.0.113.1");
  EXPECT_EQ(parse(bytes, {}).authentication.spf.str(), "pass");
  EXPECT_EQ(parse(bytes, {}).direction, Direction::unknown);
  const Surroundings ours{
      {text("our.example")}, {text("mx.our.example")}, {text("203.0.113.0/24")}};
  EXPECT_EQ(parse(bytes, ours).sender.ip.str(), "198.51.100.7");
  EXPECT_EQ(parse(bytes, ours).authentication.spf.str(), "fail");
  EXPECT_EQ(parse(bytes, ours).direction, Direction::intra_org);
}

TEST(Parse, Direction) {
  const Surroundings ours{{text("our.example")}, {}, {}};
  const struct {
    std::string_view header;
    Direction direction;
  } cases[] = {
      {"From: a@Our.example\nTo: b@our.example\n\n", Direction::intra_org},
      {"From: a@our.example\nTo: b@our.example, c@x.example\n\n", Direction::outbound},
      {"From: a@x.example\nTo: b@our.example\n\n", Direction::inbound},
      {"From: a@sub.our.example\nTo: b@our.example\n\n", Direction::inbound},
      {"Delivered-To: b@our.example\nFrom: a@our.example\n\n", Direction::intra_org},
      {"From: a@our.example\n\n", Direction::outbound},
      {"\n", Direction::inbound},
  };
  for (const auto& expected : cases) {
    EXPECT_EQ(parse(expected.header, ours).direction, expected.direction) << expected.header;
  }
}

const std::string_view mixed =
    "From: a@b.example\nDate: Tue, 24 Nov 2026 03:53:03 +0000\nSubject: s\n"
    "Content-Type: multipart/mixed; boundary=out\n\npreamble http://pre.example/\n"
    "--out\nContent-Type: multipart/alternative; boundary=in\n\n"
    "--in\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: "
    "quoted-printable\n\nGr=FC=DFe http://plain.example/a=\nb\n"
    "--in\nContent-Type: text/html; charset=utf-8\n\n"
    "<p>Gr\xc3\xbc\xc3\x9f"
    "e <a href=\"HTTP://Link.example/x\">click here</a> www.bare.example "
    "<a href='http://evil.example'>https://bank.example/</a></p>\n--in--\n"
    "--out\nContent-Type: application/octet-stream; name=\"x.pdf\"\nContent-Disposition: "
    "attachment;\n"
    " filename*=utf-8''r%C3%A9.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n"
    "--out\nContent-Type: message/rfc822\n\n"
    "Subject: inner\nContent-Type: multipart/mixed; boundary=deep\n\n"
    "--deep\n\nhttp://inner.example/\n"
    "--deep\nContent-Type: text/html; name=page.html\nContent-Disposition: attachment\n\n"
    "<a href='http://page.example/'>p</a><script>location='http://script.example/'</script>\n"
    "--deep--\n--out--\nepilogue";

TEST(Parse, ReadsPartsAndAttachments) {
  const Facts facts = parse(mixed, {});
  EXPECT_EQ(urls_of(facts, UrlLocation::body),
            (Strings{"http://link.example/x", "http://evil.example/", "http://www.bare.example/",
                     "http://plain.example/ab"}));
  EXPECT_EQ(facts.urls.at(0).location, UrlLocation::body);  // before what is attached
  EXPECT_EQ(urls_of(facts, UrlLocation::attachment),
            (Strings{"http://inner.example/", "http://page.example/", "http://script.example/"}));
  EXPECT_NE(facts.visible_text.view().find("Gr\xc3\xbc\xc3\x9f"
                                           "e"),
            std::string_view::npos);
  ASSERT_EQ(facts.attachments.size(), 3U);
  EXPECT_EQ(facts.attachments[0].file_name.str(), "r\xc3\xa9.pdf");
  EXPECT_EQ(facts.attachments[0].file_type.str(), "application/pdf");
  EXPECT_EQ(facts.attachments[0].file_size, 9U);
  EXPECT_EQ(facts.attachments[0].sha256, sha256_hex("%PDF-1.4\n"));
  EXPECT_EQ(facts.attachments[0].depth, 0);
  EXPECT_EQ(facts.attachments[1].file_type.str(), "message/rfc822");
  EXPECT_EQ(facts.attachments[1].depth, 0);
  EXPECT_EQ(facts.attachments[1].url_count, 3U);
  EXPECT_EQ(facts.attachments[2].file_name.str(), "page.html");
  EXPECT_EQ(facts.attachments[2].depth, 1);
  EXPECT_EQ(facts.attachments[2].url_count, 2U);
  EXPECT_TRUE(facts.defects.empty());
}

TEST(Parse, TextOfALinkStays) {
  const Facts facts = parse(mixed, {});
  const auto link = std::ranges::find_if(
      facts.urls, [](const Url& url) { return url.domain.view() == "link.example"; });
  ASSERT_NE(link, facts.urls.end());
  EXPECT_EQ(link->text.str(), "click here");
}

TEST(Parse, TellsWhatTheHtmlIsBuiltOf) {
  const Facts facts = parse(
      "Content-Type: text/html\r\n\r\n<p style='display:none'>1234</p><a href='https://a.example/'>"
      "<img src='https://b.example/i.png'></a><a href='mailto:x@y.example?subject=hi'>w</a>"
      "<img src='https://a.example/'>",
      {});
  EXPECT_EQ(facts.html.links, 2U);
  EXPECT_EQ(facts.html.linked_images, 1U);
  EXPECT_EQ(facts.html.images, 2U);
  EXPECT_EQ(facts.html.hidden_bytes, 4U);
  EXPECT_EQ(facts.html.mail_links, std::vector{text("mailto:x@y.example?subject=hi")});
  ASSERT_EQ(facts.urls.size(), 2U);
  EXPECT_FALSE(facts.urls[0].loaded);  // clicked, though an image shows it too
  EXPECT_TRUE(facts.urls[1].loaded);
}

TEST(Parse, TellsAttachedPagesThatAct) {
  const auto active = [](const std::string& page) {
    const Facts facts = parse(
        "Content-Type: text/html; name=a.html\r\nContent-Disposition: attachment\r\n\r\n" + page,
        {});
    return facts.attachments.size() == 1 && facts.attachments[0].active;
  };
  EXPECT_TRUE(active("<html><script>atob('x')</script>"));
  EXPECT_TRUE(active("<html><form action=https://x.example/><input type=password>"));
  EXPECT_FALSE(active("<html><p>the minutes"));
}

TEST(Parse, ListsWhatIsBroken) {
  const struct {
    std::string bytes;
    std::string_view what;
  } cases[] = {
      {"", "no Date header"},
      {"From: a@b.example\n\n", "no Date header"},
      {"Date: tomorrow\n\n", "unreadable date"},
      {"From: a@b, c@d\n\n", "several addresses in From"},
      {"From: a@b\nFrom: c@d\n\n", "more than once"},
      {"To: a@b\n\n", "no From header"},
      {"From: \n\n", "no address in From"},
      {"A: 1\nodd line\nB: 2\n\n", "no fields"},
      {"A: 1\nbody without\nheader end\n", "no empty line"},
      {"Content-Type: multipart/mixed\n\n--x\n\na\n--x--\n", "without a boundary"},
      {"Content-Type: multipart/mixed; boundary=x\n\nno boundary\n", "does not occur"},
      {"Content-Type: multipart/mixed; boundary=x\n\n--x\n\na\n", "without its closing boundary"},
      {"Content-Type: nonsense\n\n", "unreadable Content-Type"},
      {"Content-Transfer-Encoding: rot13\n\n", "unknown Content-Transfer-Encoding"},
      {"Content-Type: text/plain; charset=utf-8\n\nbad \xfc byte\n", "not in the charset"},
      {std::string("Subject: a\0b\n\n", 14), "NUL"},
      {"Subject: " + std::string(70'000, 'x') + "\n\n", "too long"},
  };
  for (const auto& expected : cases) {
    EXPECT_TRUE(has_defect(parse(expected.bytes, {}), expected.what)) << expected.what;
  }
}

TEST(Parse, TextOfBrokenMultipartIsStillRead) {
  for (const std::string_view bytes :
       {"Content-Type: multipart/mixed\n\nhttp://seen.example/\n",
        "Content-Type: multipart/mixed; boundary=x\n\nhttp://seen.example/\n",
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhttp://seen.example/\n",
        "Content-Type: multipart/mixed; boundary=x\nContent-Transfer-Encoding: base64\n\n"
        "LS14CgpodHRwOi8vc2Vlbi5leGFtcGxlLwotLXgtLQo=\n"}) {
    EXPECT_EQ(urls_of(parse(bytes, {}), UrlLocation::body), Strings{"http://seen.example/"})
        << bytes;
  }
}

TEST(Parse, DepthAndNumberOfPartsAreBounded) {
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "Content-Type: message/rfc822\n\n";
  const Facts nested = parse(deep, {});
  EXPECT_TRUE(has_defect(nested, "too deep"));
  EXPECT_LE(nested.attachments.size(), 20U);
  std::string many = "Content-Type: multipart/mixed; boundary=x\n\n";
  for (int i = 0; i < 5'000; ++i) many += "--x\nContent-Type: image/png\n\n1\n";
  const Facts wide = parse(many, {});
  EXPECT_TRUE(has_defect(wide, "too many parts"));
  EXPECT_EQ(wide.attachments.size(), 2'000U);
  std::string links = "\n";
  for (int i = 0; i < 5'000; ++i) links += "http://h" + std::to_string(i) + ".example/ ";
  EXPECT_EQ(parse(links, {}).urls.size(), 2'000U);
  EXPECT_TRUE(has_defect(parse(links, {}), "too many URLs"));
  Limits small;
  small.bytes_max = 10;
  EXPECT_TRUE(has_defect(parse(many, {}, small), "too large"));
}

TEST(Parse, LooksLikeMessage) {
  for (const std::string_view yes : {"Subject: x", "\xef\xbb\xbfTo: x\n",
                                     "From a@b Tue\nReceived: x\n", "\n\nTo: x\n", "X-Y : z"}) {
    EXPECT_TRUE(looks_like_message(yes)) << yes;
  }
  for (const std::string_view no : {"", "%PDF-1.4", "PK\3\4", "hello world\n", "<html>\n"}) {
    EXPECT_FALSE(looks_like_message(no)) << no;
  }
}

}  // namespace
}  // namespace backstamp::message
