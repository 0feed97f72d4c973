#include "click/gateway.h"

#include <gtest/gtest.h>

#include "click/page.h"

namespace backstamp::click {
namespace {

constexpr const char* browser =
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

class KeptAnswer final : public http::Responder {
 public:
  void send(http::Response response) override { answer = std::move(response); }
  void start(http::Response) override {}
  bool write(std::string_view) override { return false; }
  void finish() override {}
  bool started() const override { return false; }
  http::Response answer;
};

class ClickList final : public ClickLog {
 public:
  Result<void> add(const Click& click) override {
    clicks.push_back(click);
    if (full) return fail(Fault::limit, "full");
    return {};
  }
  std::vector<Click> clicks;
  bool full = false;
};

class GatewayTest : public testing::Test {
 protected:
  http::Response ask(const std::string& target, const std::string& method = "GET",
                     const std::string& language = "en") {
    http::Request request{.method = method, .target = target};
    request.fields = {{"User-Agent", browser},
                      {"Accept-Language", language},
                      {"X-Forwarded-For", "203.0.113.9, 192.0.2.7"}};
    KeptAnswer responder;
    handler_(request, responder);
    return responder.answer;
  }
  std::string word(verdict::Judgement judgement = verdict::Judgement::unknown,
                   const std::string& target = "https://x.example/ü?<b>") const {
    return std::string(link_path) + word_of({.target = target,
                                             .guard = Uuid::of_hash("m"),
                                             .recipient = Text::trusted("anna@example.test"),
                                             .judgement = judgement},
                                            *keys_);
  }

  const std::shared_ptr<const KeyRing> keys_ =
      std::make_shared<KeyRing>(KeyRing::parse("0a01 " + std::string(64, 'a')).value());
  verdict::Indicators entries_;
  Visitors visitors_ = Visitors::built_in().value();
  ClickList log_;
  ManualClock clock_{Time(std::chrono::milliseconds(1'790'000'000'000))};
  GatewayParts parts_{.keys = [this] { return keys_; },
                      .entries = [this] { return entries_; },
                      .visitors = visitors_,
                      .clicks = log_,
                      .clock = clock_,
                      .policy = {},
                      .organisation = Text::trusted("Example & Sons")};
  const http::Handler handler_ = make_gateway(parts_);
};

TEST_F(GatewayTest, LeadsToTheTargetAndKeepsTheClick) {
  const auto answer = ask(word(verdict::Judgement::unknown, "https://x.example/\xc3\xbc"));
  EXPECT_EQ(answer.status, 302);
  EXPECT_EQ(answer.field("Location"), "https://x.example/%C3%BC");
  EXPECT_EQ(answer.field("Cache-Control"), "no-store");
  ASSERT_EQ(log_.clicks.size(), 1U);
  const Click& click = log_.clicks[0];
  EXPECT_EQ(click.action, "ClickAllowed");
  EXPECT_EQ(click.recipient.str(), "anna@example.test");
  EXPECT_EQ(click.guard, Uuid::of_hash("m"));
  EXPECT_EQ(click.ip.str(), "192.0.2.7");
  EXPECT_EQ(click.visitor, "Person");
  EXPECT_EQ(to_line(clicks_of(to_line(click)).value().at(0)), to_line(click));
}

TEST_F(GatewayTest, BlocksByTheEntriesOfThisMoment) {
  const std::string link = word(verdict::Judgement::unknown, "https://x.example/a<script>");
  EXPECT_EQ(link, link_path);  // no address: nothing was made
  const std::string good = word(verdict::Judgement::unknown, "https://x.example/a?b='&c");
  EXPECT_EQ(ask(good).status, 302);
  entries_ = verdict::Indicators({{.kind = "domain",
                                   .value = Text::trusted("x.example"),
                                   .block = true,
                                   .comment = {},
                                   .expires = {}}});
  const auto answer = ask(good, "GET", "de-AT,de;q=0.9,en;q=0.8");
  EXPECT_EQ(answer.status, 403);
  EXPECT_FALSE(answer.field("Location"));
  EXPECT_NE(answer.body.find("Dieser Link ist gesperrt"), std::string::npos);
  EXPECT_NE(answer.body.find("https://x.example/a?b=&#39;&amp;c"), std::string::npos);
  EXPECT_NE(answer.body.find("Example &amp; Sons"), std::string::npos);
  EXPECT_EQ(log_.clicks.back().action, "ClickBlocked");
  EXPECT_EQ(ask(good, "POST").status, 403);
}

TEST_F(GatewayTest, WarnsAndLetsGoOn) {
  const std::string link = word(verdict::Judgement::suspicious, "https://x.example/");
  const auto warning = ask(link);
  EXPECT_EQ(warning.status, 200);
  EXPECT_NE(warning.body.find("<button>Go on all the same"), std::string::npos);
  EXPECT_FALSE(log_.clicks.back().through);
  const auto through = ask(link, "POST");
  EXPECT_EQ(through.status, 303);
  EXPECT_EQ(through.field("Location"), "https://x.example/");
  EXPECT_TRUE(log_.clicks.back().through);
  parts_.policy.may_go_on = false;
  EXPECT_EQ(ask(link, "POST").status, 200);
  EXPECT_EQ(ask(link).body.find("<button>"), std::string::npos);
}

// Whatever else is asked for: no redirect, and no click.
TEST_F(GatewayTest, LeadsNowhereElse) {
  const std::string good = word(verdict::Judgement::unknown, "https://x.example/");
  std::vector<std::string> wrong = {"/",
                                    "/c/",
                                    "/c",
                                    "/c/x",
                                    "/c//https://evil.example/",
                                    "/c/https://evil.example/",
                                    "//evil.example/",
                                    "/c/../c/x",
                                    "/?url=https://evil.example/",
                                    good + "/",
                                    good + "%00",
                                    "/c/" + std::string(50'000, 'A')};
  for (std::size_t i = 0; i < 1'000; ++i) {
    std::string forged = good;
    const std::size_t at = link_path.size() + i % (good.size() - link_path.size());
    forged[at] = forged[at] == 'A' ? 'B' : 'A';
    if (i >= good.size()) std::swap(forged[3 + i % 20], forged[30 + i % 30]);
    if (forged != good) wrong.push_back(forged);
  }
  for (const std::string& target : wrong) {
    for (const char* method : {"GET", "POST", "HEAD"}) {
      const auto answer = ask(target, method);
      EXPECT_EQ(answer.status, 404) << target;
      EXPECT_FALSE(answer.field("Location")) << target;
    }
  }
  EXPECT_EQ(ask(good, "DELETE").status, 405);
  EXPECT_TRUE(log_.clicks.empty());
}

TEST_F(GatewayTest, AnswersWhenTheClickCannotBeKept) {
  log_.full = true;
  EXPECT_EQ(ask(word(verdict::Judgement::unknown, "https://x.example/")).status, 302);
}

TEST(Page, SpeaksTheBrowsersLanguage) {
  const std::pair<const char*, Language> cases[] = {{"de", Language::german},
                                                    {"de-CH,en;q=0.5", Language::german},
                                                    {"en,de;q=0.5", Language::english},
                                                    {"fr,de;q=0.3", Language::german},
                                                    {"de;q=0", Language::english},
                                                    {"", Language::english},
                                                    {"en;q=x,de;q=0.1", Language::german},
                                                    {",,;;q=,", Language::english}};
  for (const auto& [header, language] : cases) EXPECT_EQ(language_of(header), language) << header;
}

}  // namespace
}  // namespace backstamp::click
