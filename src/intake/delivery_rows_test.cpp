#include "intake/delivery_rows.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

namespace backstamp::intake {
namespace {

using Json = nlohmann::ordered_json;

TEST(DeliveryRows, SeparateWhatComesWithTheFirstCopyAlone) {
  Delivery delivery;
  delivery.recipient = Text::trusted("a@b.example");
  delivery.facts.urls.push_back({});
  delivery.facts.attachments.push_back({});
  delivery.facts.sketch.word_count = 20;
  const DeliveryRows made = rows_of(delivery);
  Rows rows;
  rows.add(made, /*first_copy=*/true);
  rows.add(made, /*first_copy=*/false);
  std::map<std::string, std::uint64_t> counts;
  for (const hunting::TableRows& table : rows.take()) counts[table.table] = table.count;
  EXPECT_EQ(counts, (std::map<std::string, std::uint64_t>{
                        {"EmailAttachmentInfo", 2}, {"EmailEvents", 2}, {"EmailUrlInfo", 1}}));
  EXPECT_TRUE(rows.take().empty());
}

// Every value of the message is hostile; each row must still be one line of JSON that says it.
TEST(DeliveryRows, HoldHostileValuesAsTheyAre) {
  const Text hostile = Text::lossy("a\"},{\"b\\\n\r\t\x01 ü\xff");
  Delivery delivery;
  delivery.recipient = hostile;
  delivery.folder = "INBOX/\xff\"";
  delivery.name = "1.M1\\\n";
  delivery.location = "Junk folder";
  delivery.facts.subject = hostile;
  delivery.facts.sender.from = {hostile, hostile, hostile};
  delivery.facts.sender.ip = Text::trusted("2001:db8::1");
  delivery.facts.authentication.spf = hostile;
  delivery.facts.reply_to.push_back({hostile, hostile, hostile});
  delivery.facts.recipients.push_back({{hostile, hostile, hostile}, message::RecipientKind::to});
  delivery.facts.urls.push_back({hostile, hostile, message::UrlLocation::qr_code, {}});
  delivery.facts.attachments.push_back({.file_name = Text::lossy(hostile.str() + ".EXE"),
                                        .file_type = hostile,
                                        .file_size = 7,
                                        .sha256 = std::string(64, 'a')});
  delivery.facts.sketch.word_count = 3;
  delivery.facts.sketch.keys[15] = 4'294'967'295;

  Rows rows;
  rows.add(rows_of(delivery), /*first_copy=*/true);
  std::map<std::string, std::vector<Json>> tables;
  for (const hunting::TableRows& table : rows.take()) {
    std::istringstream lines(table.json_lines);
    for (std::string line; std::getline(lines, line);) {
      tables[table.table].push_back(Json::parse(line));
    }
    EXPECT_EQ(tables[table.table].size(), table.count);
  }
  const Json& event = tables["EmailEvents"].at(0);
  EXPECT_EQ(event.at("Subject"), hostile.str());
  EXPECT_EQ(event.at("RecipientEmailAddress"), hostile.str());
  EXPECT_EQ(event.at("SenderFromDomain"), hostile.str());
  EXPECT_EQ(event.at("SenderReplyTo"), hostile.str());
  EXPECT_EQ(event.at("SenderIPv6"), "2001:db8::1");
  EXPECT_EQ(event.at("To"), hostile.str());
  EXPECT_EQ(event.at("DeliveryAction"), "Junked");
  EXPECT_EQ(event.at("MailboxFolder"), "INBOX/\xef\xbf\xbd\"");
  EXPECT_EQ(event.at("MailboxName"), delivery.name);
  EXPECT_EQ(event.at("BodyKeys").size(), 16U);
  EXPECT_EQ(event.at("BodyKeys").at(15), 4'294'967'295);
  EXPECT_EQ(event.at("FirstCopy"), 1);
  const Json details = Json::parse(event.at("AuthenticationDetails").get<std::string>());
  EXPECT_EQ(details.at("SPF"), hostile.str());
  const Json& file = tables["EmailAttachmentInfo"].at(0);
  EXPECT_EQ(file.at("FileExtension"), "exe");
  EXPECT_EQ(file.at("FileSize"), 7);
  EXPECT_EQ(tables["EmailUrlInfo"].at(0).at("UrlLocation"), "QRCode");
}

Json event_of(const Delivery& delivery) {
  Rows rows;
  rows.add(rows_of(delivery), /*first_copy=*/true);
  return Json::parse(rows.take().back().json_lines);
}

TEST(DeliveryRows, TellTheVerdictOnArrivalAndWhatItCameFrom) {
  Delivery delivery;
  delivery.facts.sender.from.address = Text::trusted("info@bank.example");
  delivery.facts.sender.from.domain = Text::trusted("bank.example");
  delivery.facts.authentication.dmarc = Text::trusted("fail");
  delivery.facts.urls.push_back(
      {Text::trusted("https://evil.example/a"), Text::trusted("evil.example"), {}, {}});
  const verdict::Indicators block({{.kind = "domain",
                                    .value = Text::trusted("evil.example"),
                                    .block = true,
                                    .comment = {},
                                    .expires = {}}});
  delivery.arrival = judge_on_arrival(delivery.facts, block, Time{});
  const Json event = event_of(delivery);
  EXPECT_EQ(event.at("Verdict"), "Malicious");
  EXPECT_EQ(event.at("ThreatTypes"), "HighConfPhish");
  EXPECT_EQ(event.at("OriginalThreatTypes"), "HighConfPhish");
  EXPECT_EQ(event.at("DetectionMethods"), R"({"HighConfPhish":["Rules","Indicators"]})");
  // The entry is not among the reasons that are kept: it may be lifted again.
  const Json reasons = Json::parse(event.at("VerdictReasons").get<std::string>());
  std::set<std::string> rules;
  for (const Json& reason : reasons) rules.insert(reason.at("rule").get<std::string>());
  EXPECT_TRUE(rules.contains("authentication_failed"));
  EXPECT_FALSE(rules.contains("indicator_block"));

  delivery.arrival = judge_on_arrival(delivery.facts, {}, Time{});
  const Json later = event_of(delivery);
  EXPECT_NE(later.at("Verdict"), "Malicious");
  EXPECT_EQ(later.at("VerdictReasons"), event.at("VerdictReasons"));
  EXPECT_NE(later.value("ThreatTypes", ""), "HighConfPhish");
}

}  // namespace
}  // namespace backstamp::intake
