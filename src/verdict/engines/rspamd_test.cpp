#include "verdict/engines/rspamd.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/server.h"

namespace backstamp::verdict {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

http::Response answer(std::string body, int status = 200) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

TEST(RspamdAnswer, ItsActionBecomesAReason) {
  struct Row {
    std::string action;
    double score;
    std::string rule;
  };
  for (const Row& row :
       {Row{"no action", 2, ""}, Row{"soft reject", 5, ""}, Row{"greylist", 5, "rspamd_doubt"},
        Row{"add header", 7, "rspamd_probable_spam"},
        Row{"rewrite subject", 7, "rspamd_probable_spam"}, Row{"reject", 20, "rspamd_spam"},
        Row{"discard", 20, "rspamd_spam"}, Row{"made up", 20, "rspamd_probable_spam"},
        Row{"made up", 3, ""}}) {
    const auto opinion = read_rspamd_answer(answer("{\"action\": \"" + row.action +
                                                   "\", \"score\": " + std::to_string(row.score) +
                                                   ", \"required_score\": 15}"));
    ASSERT_TRUE(opinion) << row.action;
    ASSERT_EQ(opinion->reasons.empty(), row.rule.empty()) << row.action;
    if (row.rule.empty()) continue;
    EXPECT_EQ(opinion->reasons.front().rule, row.rule);
  }
}

TEST(RspamdAnswer, ShowsScoreActionAndWhatWeighedMost) {
  const auto opinion = read_rspamd_answer(answer(
      R"({"action": "reject", "score": 17.25, "required_score": 15,
          "symbols": {"A": {"score": 1}, "B": {"score": 7.5}, "C": {"score": -3}, "D": 4,
                      "E": {"score": 5, "options": ["x"]}, "F": {"score": 2}}})"));
  ASSERT_TRUE(opinion);
  EXPECT_EQ(opinion->reasons.front().detail.view(),
            "Rspamd calls it spam: score 17.2 of 15.0, reject (B 7.5, E 5.0, F 2.0).");
  EXPECT_FALSE(opinion->reasons.front().strong);
}

TEST(RspamdAnswer, PassedOverIsAGap) {
  const auto opinion =
      read_rspamd_answer(answer(R"({"is_skipped": true, "score": 0, "action": "no action"})"));
  ASSERT_TRUE(opinion);
  EXPECT_THAT(opinion->reasons, IsEmpty());
  EXPECT_THAT(opinion->gaps, SizeIs(1));
}

TEST(RspamdAnswer, WhatIsNoOpinionIsAnError) {
  for (const char* body :
       {"", "null", "[]", "{}", "{\"score\": 1}", "{\"score\": \"1\", \"action\": \"reject\"}",
        "{\"score\": 1e999, \"action\": \"reject\"}", "{\"score\": 1, \"action\": [1]}", "\xff\xfe",
        "{\"score\": 1, \"action\": \"\xff\"}"}) {
    EXPECT_FALSE(read_rspamd_answer(answer(body))) << body;
  }
  EXPECT_THAT(read_rspamd_answer(answer(R"({"error": "no filters"})", 500)).error().what,
              HasSubstr("500: no filters"));
  EXPECT_EQ(read_rspamd_answer(answer("too large", 413)).error().fault, Fault::limit);
}

TEST(RspamdRequest, TellsWhoSentItToWhom) {
  Inquiry inquiry;
  inquiry.bytes = "Subject: x\n\nbody";
  inquiry.facts.sender.ip = Text::trusted("192.0.2.7");
  inquiry.facts.sender.mail_from = Text::trusted("a@b.example");
  inquiry.facts.delivered_to = {Text::trusted("c@d.example")};
  const http::Request request = rspamd_request(inquiry);
  EXPECT_EQ(request.field("IP"), "192.0.2.7");
  EXPECT_EQ(request.field("From"), "a@b.example");
  EXPECT_EQ(request.field("Rcpt"), "c@d.example");
  EXPECT_EQ(request.body, inquiry.bytes);
  EXPECT_FALSE(rspamd_request({}).field("IP"));
}

TEST(Rspamd, IsAskedOverHttp) {
  const auto server =
      http::Server::listen(http::TcpEndpoint{"127.0.0.1", 0}, {},
                           [](const http::Request& request, http::Responder& responder) {
                             responder.send(request.target == "/checkv2" && request.body == "letter"
                                                ? answer(R"({"action": "reject", "score": 20})")
                                                : answer("pong"));
                           });
  ASSERT_TRUE(server);
  const auto engine = make_rspamd((*server)->endpoint());
  Inquiry inquiry;
  inquiry.bytes = "letter";
  const Deadline deadline = deadline_in(Duration(30'000));
  const auto opinion = engine->examine(inquiry, deadline, {});
  ASSERT_TRUE(opinion) << opinion.error().what;
  EXPECT_THAT(opinion->reasons, SizeIs(1));
  EXPECT_TRUE(engine->version(deadline, {}));
  const http::Endpoint gone = (*server)->endpoint();
  (*server)->stop();
  const auto refused = make_rspamd(gone)->examine(inquiry, deadline, {});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr(http::text_of(gone) + ": "));
  EXPECT_THAT(refused.error().what, HasSubstr("correct engines.rspamd.address"));
}

}  // namespace
}  // namespace backstamp::verdict
