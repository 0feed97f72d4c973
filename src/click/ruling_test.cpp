#include "click/ruling.h"

#include <gtest/gtest.h>

namespace backstamp::click {
namespace {

using verdict::Judgement;

const Time now{std::chrono::milliseconds(1'790'000'000'000)};

verdict::Indicators entry(const char* kind, const char* value, bool block) {
  return verdict::Indicators({{.kind = kind,
                               .value = Text::trusted(value),
                               .block = block,
                               .comment = {},
                               .expires = now + Duration(1'000)}});
}

TEST(Ruling, FollowsTheEntriesOfThisMoment) {
  const Link link{.target = "https://www.bad.example/a", .guard = {}, .recipient = {}};
  const auto block = entry("domain", "bad.example", true);
  EXPECT_EQ(rule(link, {}, {}, now).ruling, Ruling::redirect);
  EXPECT_EQ(rule(link, block, {}, now).ruling, Ruling::block);
  EXPECT_EQ(rule(link, block, {}, now).entry.str(), "bad.example");
  EXPECT_EQ(rule(link, block, {}, now + Duration(2'000)).ruling, Ruling::redirect);
  EXPECT_EQ(rule(link, entry("url", "https://www.bad.example/b", true), {}, now).ruling,
            Ruling::redirect);
}

TEST(Ruling, FollowsTheMessageWhereNoEntrySpeaks) {
  Link link{.target = "https://x.example/", .guard = {}, .recipient = {}};
  link.judgement = Judgement::suspicious;
  EXPECT_EQ(rule(link, {}, {}, now).ruling, Ruling::warn);
  EXPECT_EQ(rule(link, {}, {.block = {"Suspicious"}}, now).ruling, Ruling::block);
  EXPECT_EQ(rule(link, {}, {.block = {}, .warn = {}}, now).ruling, Ruling::redirect);
  link.judgement = Judgement::malicious;
  EXPECT_EQ(rule(link, {}, {}, now).ruling, Ruling::block);
  EXPECT_EQ(rule(link, entry("domain", "x.example", false), {}, now).ruling, Ruling::redirect);
}

}  // namespace
}  // namespace backstamp::click
