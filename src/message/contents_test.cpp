#include "message/contents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/hash.h"
#include "message/facts_json.h"
#include "message/files/made_archive.h"

namespace backstamp::message {
namespace {

using testing::ElementsAre;

// Depth, name, type and what stands out: "1 a.exe application/x encrypted".
std::vector<std::string> shown(const Facts& facts) {
  std::vector<std::string> lines;
  for (const Attachment& attachment : facts.attachments) {
    std::string line = std::to_string(attachment.depth) + ' ' + attachment.file_name.str() + ' ' +
                       attachment.file_type.str();
    if (attachment.name_mismatch) line += " mismatch";
    if (attachment.macros) line += " macros";
    if (attachment.encrypted) line += " encrypted";
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> attached_urls(const Facts& facts) {
  std::vector<std::string> urls;
  for (const Url& url : facts.urls) {
    if (url.location == UrlLocation::attachment) urls.push_back(url.url.str());
  }
  return urls;
}

std::vector<std::string> defects(const Facts& facts) {
  std::vector<std::string> lines;
  for (const Defect& defect : facts.defects) {
    lines.push_back(defect.where.str() + ": " + defect.what.str());
  }
  return lines;
}

TEST(Contents, ListsTheFilesOfArchives) {
  const std::string inner = make_archive({}, {{"dir/setup.pdf", "MZ" + std::string(100, 'x')},
                                              {"link.html", "<a href='http://in.example/'>x</a>"}});
  const std::string outer = make_archive({.format = "7zip"}, {{"inner.zip", inner}});
  const Facts facts = parse(letter_with("hello", "papers.7z", outer), {});
  EXPECT_THAT(shown(facts),
              ElementsAre("0 papers.7z application/x-7z-compressed", "1 inner.zip application/zip",
                          "2 dir/setup.pdf application/vnd.microsoft.portable-executable mismatch",
                          "2 link.html text/html"));
  EXPECT_EQ(facts.attachments[1].sha256, sha256_hex(inner));
  EXPECT_EQ(facts.attachments[0].url_count, 1U);
  EXPECT_EQ(facts.attachments[2].url_count, 0U);
  EXPECT_EQ(facts.attachments[3].url_count, 1U);
  EXPECT_THAT(attached_urls(facts), ElementsAre("http://in.example/"));
  EXPECT_THAT(defects(facts), ElementsAre());
}

TEST(Contents, TakesThePasswordFromTheText) {
  const std::string bytes =
      make_archive({.options = "encryption=aes256", .password = "4711"}, {{"run.js", "x=1"}});
  const Facts opened = parse(letter_with("Archive code: 4711", "a.zip", bytes), {});
  EXPECT_THAT(shown(opened), ElementsAre("0 a.zip application/zip encrypted",
                                         "1 run.js text/javascript encrypted"));
  EXPECT_EQ(opened.attachments[1].sha256, sha256_hex("x=1"));
  const Facts closed = parse(letter_with("Call us for the code", "a.zip", bytes), {});
  EXPECT_THAT(shown(closed), ElementsAre("0 a.zip application/zip encrypted",
                                         "1 run.js text/javascript encrypted"));
  EXPECT_EQ(closed.attachments[1].sha256, "");
  EXPECT_EQ(closed.attachments[1].file_size, 3U);
}

TEST(Contents, ReadsMailInsideFilesAsMail) {
  const std::string letter =
      letter_with("see http://body.example/", "b.zip", make_archive({}, {{"c.txt", "deep"}}));
  const Facts archived = parse(letter_with("", "a.zip", make_archive({}, {{"m.eml", letter}})), {});
  EXPECT_THAT(shown(archived), ElementsAre("0 a.zip application/zip", "1 m.eml message/rfc822",
                                           "2 b.zip application/zip", "3 c.txt text/plain"));
  EXPECT_THAT(attached_urls(archived), ElementsAre("http://body.example/"));
  EXPECT_EQ(archived.attachments[1].url_count, 1U);
  const Facts attached = parse(letter_with("", "forwarded", letter), {});
  EXPECT_THAT(shown(attached), ElementsAre("0 forwarded message/rfc822", "1 b.zip application/zip",
                                           "2 c.txt text/plain"));
}

TEST(Contents, FindsUrlsInScripts) {
  const std::string script = "var u = 'http://load.example/x';";
  const Facts facts = parse(letter_with("", "a.js", script), {});
  EXPECT_THAT(attached_urls(facts), ElementsAre("http://load.example/x"));
  std::string wide = "\xff\xfe";
  for (const char c : script) wide += {c, '\0'};
  const Facts zipped = parse(letter_with("", "a.zip", make_archive({}, {{"a.js", wide}})), {});
  EXPECT_THAT(attached_urls(zipped), ElementsAre("http://load.example/x"));
}

TEST(Contents, DepthIsBounded) {
  std::string bytes = make_archive({}, {{"core.txt", "core"}});
  for (int i = 0; i < 30; ++i) bytes = make_archive({}, {{"shell.zip", bytes}});
  const Facts facts = parse(letter_with("", "a.zip", bytes), {});
  EXPECT_EQ(facts.attachments.size(), 17U);
  EXPECT_EQ(facts.attachments.back().depth, 16);
  EXPECT_THAT(defects(facts), ElementsAre(testing::EndsWith("nested too deep; not opened")));
}

TEST(Contents, NumberAndBytesAreBoundedOverTheMessage) {
  std::vector<MadeEntry> entries;
  const std::string inner = make_archive({}, std::vector<MadeEntry>(100, {"x", "y"}));
  for (int i = 0; i < 100; ++i) entries.push_back({std::to_string(i) + ".zip", inner});
  const Facts many = parse(letter_with("", "a.zip", make_archive({}, entries)), {});
  EXPECT_EQ(many.attachments.size(), 501U);
  ASSERT_FALSE(many.defects.empty());
  EXPECT_EQ(many.defects.back().what.view(), "too much inside attachments; the rest was not read");
  EXPECT_EQ(to_json(many), to_json(parse(letter_with("", "a.zip", make_archive({}, entries)), {})));
}

}  // namespace
}  // namespace backstamp::message
