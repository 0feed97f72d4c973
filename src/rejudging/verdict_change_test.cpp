#include "rejudging/verdict_change.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "rejudging/purge_policy.h"

namespace backstamp::rejudging {
namespace {

verdict::Indicators block(const std::string& url) {
  return verdict::Indicators({{.kind = "url",
                               .value = Text::trusted(url),
                               .block = true,
                               .comment = "kit",
                               .expires = {}}});
}

TouchedMessage message() {
  TouchedMessage touched;
  touched.network_message_id = "00000000-0000-8000-8000-000000000001";
  touched.copies = 3;
  touched.indicated.from_address = Text::trusted("a@b.example");
  touched.indicated.urls = {Text::trusted("https://evil.example/x")};
  touched.own_reasons = {{.rule = "long_history", .detail = {}, .entity = {}, .points = -15}};
  touched.verdict = "NoThreatsFound";
  return touched;
}

TEST(VerdictChange, FollowsTheEntriesThereAreNow) {
  EXPECT_FALSE(weigh_again(message(), {}, Time{}));
  const auto worse = weigh_again(message(), block("https://evil.example/x"), Time{});
  ASSERT_TRUE(worse);
  EXPECT_EQ(worse->before, verdict::Judgement::no_threats_found);
  EXPECT_EQ(worse->after, verdict::Judgement::malicious);
  EXPECT_EQ(worse->threats_after, "HighConfPhish");
  EXPECT_EQ(worse->reason, "Your block list names url https://evil.example/x (kit).");

  TouchedMessage later = message();
  later.verdict = "Malicious";
  later.threat_types = worse->threats_after;
  EXPECT_FALSE(weigh_again(later, block("https://evil.example/x"), Time{}));
  const auto better = weigh_again(later, {}, Time{});
  ASSERT_TRUE(better);
  EXPECT_EQ(better->after, verdict::Judgement::no_threats_found);
  EXPECT_EQ(better->threats_after, "");
  EXPECT_EQ(better->reason, "No allow or block entry names it any more.");
}

TEST(VerdictChange, ALetterReadAgainBringsItsReasons) {
  const std::vector<verdict::Reason> program = {{.rule = "yara_high",
                                                 .detail = Text::trusted("The rule X matches."),
                                                 .entity = {},
                                                 .points = 60,
                                                 .strong = true,
                                                 .threat_type = "Malware"}};
  const auto worse = weigh_read_again(message(), program, {}, Time{});
  ASSERT_TRUE(worse);
  EXPECT_EQ(worse->after, verdict::Judgement::malicious);
  EXPECT_EQ(worse->reason, "The rule X matches.");
  EXPECT_NE(worse->read.find("yara_high"), std::string::npos);

  TouchedMessage later = message();
  later.own_reasons = program;
  later.verdict = "Malicious";
  later.threat_types = worse->threats_after;
  EXPECT_FALSE(weigh_read_again(later, program, {}, Time{}));
  const auto better = weigh_read_again(later, {}, {}, Time{});
  ASSERT_TRUE(better);
  EXPECT_EQ(better->after, verdict::Judgement::no_threats_found);
}

// Blocked mail stays Malicious when an engine finds it bad, and must when the entry is lifted.
TEST(VerdictChange, WhatALetterSaysIsKeptThoughTheVerdictStays) {
  const std::vector<verdict::Reason> phish = {{.rule = "clamav_phish",
                                               .detail = {},
                                               .entity = {},
                                               .points = 90,
                                               .strong = true,
                                               .threat_type = "Phish"}};
  const auto blocked = block("https://evil.example/x");
  TouchedMessage touched = message();
  const auto first = weigh_again(touched, blocked, Time{});
  ASSERT_TRUE(first);
  touched.verdict = "Malicious";
  touched.threat_types = first->threats_after;
  const auto read = weigh_read_again(touched, phish, blocked, Time{});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->before, read->after);
  EXPECT_FALSE(read->read.empty());
}

TEST(VerdictChange, RowsSayWhatChangedAndWhy) {
  const auto change = weigh_again(message(), block("https://evil.example/x"), Time{});
  const ChangeCause cause{.id = Uuid::of_hash("x"),
                          .at = Time{},
                          .kind = "url",
                          .value = "https://evil.example/x",
                          .cause = "added"};
  const auto rows = rows_of({*change}, cause);
  EXPECT_EQ(rows.table, "VerdictEvents");
  EXPECT_EQ(rows.count, 1U);
  const auto row = nlohmann::json::parse(rows.json_lines);
  EXPECT_EQ(row.at("EntityType"), "MailMessage");
  EXPECT_EQ(row.at("Verdict"), "Malicious");
  EXPECT_EQ(row.at("CauseId"), cause.id.text());
  EXPECT_EQ(row.at("Copies"), 3);
  const auto entity =
      nlohmann::json::parse(row_of_entity(cause, "Unknown", "Malicious", 3).json_lines);
  EXPECT_EQ(entity.at("EntityType"), "Url");
  EXPECT_EQ(entity.at("Entity"), cause.value);
}

TEST(PurgePolicy, IsReadOrSaysWhatIsWrong) {
  EXPECT_TRUE(built_in_purge_policy().enabled);
  const std::string good =
      R"({"enabled":true,"action":"quarantine_messages","automatic_copies_max":5,)"
      R"("copies_max":50,"pending_days":7})";
  EXPECT_TRUE(parse_purge_policy(good));
  const auto without = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return parse_purge_policy(text).has_value();
  };
  EXPECT_FALSE(without("true", "1"));
  EXPECT_FALSE(without("quarantine_messages", "burn_messages"));
  EXPECT_FALSE(without(":50", ":0"));
  EXPECT_FALSE(without(":7", ":-7"));
  EXPECT_FALSE(parse_purge_policy("[]"));
  EXPECT_FALSE(parse_purge_policy(""));
}

}  // namespace
}  // namespace backstamp::rejudging
