#include "message/facts_json.h"

#include <gtest/gtest.h>

#include "message/parse.h"

namespace backstamp::message {
namespace {

TEST(FactsJson, HasTheShapeOfTheInterface) {
  const Facts facts = parse(
      "From: \"A \\\"B\\\"\" <a@b.example>\nTo: c@d.example\nSubject: caf\xe9\n"
      "Message-ID: <1@b.example>\nDate: Tue, 24 Nov 2026 03:53:03 +0000\n\n"
      "http://x.example/\n",
      {});
  const std::string json = to_json(facts);
  const std::string begin =
      "{\"network_message_id\":\"" + facts.network_message_id.value().text() +
      "\",\"internet_message_id\":\"1@b.example\",\"subject\":\"caf\xc3\xa9\","
      "\"date\":\"2026-11-24T03:53:03.000Z\",\"sender\":{\"display_name\":\"A \\\"B\\\"\","
      "\"from_address\":\"a@b.example\",\"from_domain\":\"b.example\",\"mail_from_address\":\"\","
      "\"mail_from_domain\":\"\",\"ip\":\"\"},"
      "\"recipients\":[{\"address\":\"c@d.example\",\"kind\":\"to\"}],\"reply_to\":[],"
      "\"authentication\":{\"spf\":\"\",\"dkim\":\"\",\"dmarc\":\"\",\"arc\":\"\",\"source\":\"\"},"
      "\"urls\":[{\"url\":\"http://x.example/\",\"domain\":\"x.example\",\"location\":\"Body\","
      "\"text\":\"\",\"rewritten\":\"\",\"loaded\":false}],\"attachments\":[],\"body_fingerprint\":"
      "\"";
  EXPECT_EQ(json.substr(0, begin.size()), begin);
  const std::string end =
      ",\"headers\":{\"date\":[\"Tue, 24 Nov 2026 03:53:03 +0000\"],\"from\":[\"\\\"A "
      "\\\\\\\"B\\\\\\\"\\\" <a@b.example>\"],\"message-id\":[\"<1@b.example>\"],"
      "\"subject\":[\"caf\xc3\xa9\"],\"to\":[\"c@d.example\"]},\"defects\":[{\"where\":"
      "\"header\",\"what\":\"bytes above 127 that are not UTF-8\"}],"
      "\"html\":{\"links\":0,\"images\":0,\"linked_images\":0,\"hidden_bytes\":0,\"joints\":0,"
      "\"form\":false,\"password_field\":false,\"script\":false,\"mail_links\":[]}}";
  EXPECT_TRUE(json.ends_with(end)) << json;
  EXPECT_EQ(json.find('\n'), json.npos);
}

TEST(FactsJson, ShowsAttachments) {
  Facts facts;
  facts.attachments.push_back({.file_name = Text::trusted("a.pdf"),
                               .file_type = Text::trusted("application/zip"),
                               .file_size = 7,
                               .sha256 = "00",
                               .depth = 1,
                               .url_count = 2,
                               .name_mismatch = true,
                               .encrypted = true,
                               .command_line = Text::trusted("a.exe /b")});
  EXPECT_NE(
      to_json(facts).find(
          "{\"file_name\":\"a.pdf\",\"file_type\":\"application/zip\",\"file_size\":7,"
          "\"sha256\":\"00\",\"depth\":1,\"url_count\":2,\"name_mismatch\":true,"
          "\"macros\":false,\"encrypted\":true,\"active\":false,\"command_line\":\"a.exe /b\"}"),
      std::string::npos);
}

TEST(FactsJson, AnEmptyMessageIsComplete) {
  const std::string json = to_json(parse("", {}));
  for (const char* key : {"\"date\":null", "\"direction\":\"unknown\"", "\"headers\":{}",
                          "\"language\":\"", "\"html_fingerprint\":\""}) {
    EXPECT_NE(json.find(key), json.npos) << key;
  }
}

}  // namespace
}  // namespace backstamp::message
