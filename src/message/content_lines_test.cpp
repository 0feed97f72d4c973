#include "message/content_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "message/parse.h"

namespace backstamp::message {
namespace {

using testing::ElementsAre;

TEST(ContentLines, AreUnfolded) {
  EXPECT_EQ(unfolded_lines("A:b\r\n c\n\td\nE:f"), "A:bcd\nE:f\n");
  EXPECT_EQ(unfolded_lines("A:1\\n2\\,3\\;4\\x\\"), "A:1\n2,3;4\\x\\\n");
  EXPECT_EQ(unfolded_lines("URL;QUOTED-PRINTABLE:a=3D=\nb=\r\nc\nN:d=\ne"),
            "URL;QUOTED-PRINTABLE:a=bc\nN:d=\ne\n");
  EXPECT_EQ(unfolded_lines(""), "");
  EXPECT_EQ(unfolded_lines(" \n "), " \n");
}

std::vector<std::string> urls_of(const std::string& type, const std::string& text) {
  const Facts facts = parse(
      "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n"
      "--b\n\nhello\n--b\nContent-Type: " +
          type + "\n\n" + text + "\n--b--\n",
      {});
  std::vector<std::string> urls;
  for (const Url& url : facts.urls) {
    EXPECT_EQ(url.location, UrlLocation::attachment);
    urls.push_back(url.url.str());
  }
  return urls;
}

TEST(ContentLines, UrlsInThemAreWhole) {
  EXPECT_THAT(urls_of("text/calendar; method=REQUEST",
                      "BEGIN:VCALENDAR\nLOCATION:https://a.exam\n ple/join?x=1\\,2\\nRoom\n"
                      "DESCRIPTION:see https://b.example/\\nand\nURL:https://c.example/\n"
                      "ATTACH;FMTTYPE=text/html:https://d.example/f\nEND:VCALENDAR"),
              ElementsAre("https://a.example/join?x=1,2", "https://b.example/",
                          "https://c.example/", "https://d.example/f"));
  EXPECT_THAT(urls_of("text/x-vcard",
                      "BEGIN:VCARD\nURL;ENCODING=QUOTED-PRINTABLE:https://e.example/?q=3D=\n1\n"
                      "PHOTO;VALUE=uri:https://f.example/p\nEND:VCARD"),
              ElementsAre("https://e.example/?q=1", "https://f.example/p"));
}

}  // namespace
}  // namespace backstamp::message
