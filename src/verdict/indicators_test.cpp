#include "verdict/indicators.h"

#include <gtest/gtest.h>

namespace backstamp::verdict {
namespace {

const Time now{std::chrono::hours(24 * 365 * 56)};
const std::string digest(64, 'a');

IndicatorEntry entry(const std::string& kind, const std::string& value, bool block = true) {
  const auto normal = normalise_indicator(kind, value);
  EXPECT_TRUE(normal) << normal.error().what;
  return {.kind = kind, .value = *normal, .block = block, .comment = "", .expires = {}};
}

Indicators sample() {
  IndicatorEntry expired = entry("domain", "expired.example");
  expired.expires = now;
  IndicatorEntry expiring = entry("domain", "expiring.example");
  expiring.expires = now + std::chrono::milliseconds(1);
  return Indicators(
      {entry("sender", "Eve@Bad.Example"), entry("domain", "evil.example"),
       entry("domain", "good.evil.example", /*block=*/false), entry("domain", "both.example"),
       entry("domain", "both.example", /*block=*/false),
       entry("domain",
             "b\xc3\xbc"
             "cher.example"),
       entry("url", "https://site.example/exact"), entry("url", "https://site.example/folder/"),
       entry("url", "https://site.example/folder/fine/", /*block=*/false),
       entry("url", "https://star.example/a*"), entry("url", "http://whole.example"),
       entry("file", digest), entry("ip", "192.0.2.1"), entry("ip", "2001:DB8::1"), expired,
       expiring});
}

struct Case {
  const IndicatorEntry* (Indicators::*match)(std::string_view, Time) const;
  std::string asked;
  std::string expected;  // value, with + for allow; empty: no match
};

TEST(Indicators, MatchWhatTheyName) {
  const auto sender = &Indicators::match_sender;
  const auto domain = &Indicators::match_domain;
  const auto url = &Indicators::match_url;
  const Case cases[] = {
      {sender, "eve@bad.example", "eve@bad.example"},
      {sender, "EVE@BAD.example", "eve@bad.example"},
      {sender, "adam@bad.example", ""},
      {sender, "x@mail.evil.example", "evil.example"},
      {sender, "x@good.evil.example", "+good.evil.example"},
      {sender, "no address", ""},
      {sender, "", ""},
      {domain, "evil.example", "evil.example"},
      {domain, "a.b.EVIL.example.", "evil.example"},
      {domain, "notevil.example", ""},
      {domain, "evil.example.org", ""},
      {domain, "x.good.evil.example", "+good.evil.example"},
      {domain, "both.example", "+both.example"},
      {domain, "www.xn--bcher-kva.example", "xn--bcher-kva.example"},
      {domain, "expired.example", ""},
      {domain, "expiring.example", "expiring.example"},
      {domain, "", ""},
      {url, "https://site.example/exact", "https://site.example/exact"},
      {url, "HTTPS://SITE.example:443/exact", "https://site.example/exact"},
      {url, "https://site.example/exactly", ""},
      {url, "https://site.example/exact/more", ""},
      {url, "http://site.example/exact", ""},
      {url, "https://site.example/folder/x?y=1", "https://site.example/folder/"},
      {url, "https://site.example/folder/fine/x", "+https://site.example/folder/fine/"},
      {url, "https://site.example/folder", ""},
      {url, "https://star.example/abc", "https://star.example/a*"},
      {url, "https://star.example/b", ""},
      {url, "http://whole.example/any/where", "http://whole.example/"},
      {url, "http://whole.example@other.example/", ""},
      {url, "http://whole.example.other.example/", ""},
      {url, "https://login.evil.example/x", "evil.example"},
      {url, "https://evil.example@fine.example/", ""},
      {url, "http://192.0.2.1/x", "192.0.2.1"},
      {url, "mailto:eve@bad.example", ""},
      {&Indicators::match_file, std::string(64, 'A'), digest},
      {&Indicators::match_file, std::string(64, 'b'), ""},
      {&Indicators::match_ip, "192.0.2.1", "192.0.2.1"},
      {&Indicators::match_ip, "192.0.2.10", ""},
      {&Indicators::match_ip, "2001:db8:0:0::1", "2001:db8::1"},
  };
  const Indicators indicators = sample();
  for (const auto& [match, asked, expected] : cases) {
    const IndicatorEntry* found = (indicators.*match)(asked, now);
    const std::string shown =
        found ? (found->block ? "" : "+") + found->value.str() : std::string();
    EXPECT_EQ(shown, expected) << asked;
  }
  EXPECT_EQ(Indicators().match_url("http://evil.example/", now), nullptr);
}

TEST(Indicators, TakeOnlyWhatTheyCanMatch) {
  const std::pair<std::string, std::string> cases[] = {{"sender", "evil.example"},
                                                       {"sender", "@evil.example"},
                                                       {"sender", "a b@evil.example"},
                                                       {"domain", "com"},
                                                       {"domain", "a@b.example"},
                                                       {"domain", "https://evil.example"},
                                                       {"domain", ""},
                                                       {"url", "evil.example"},
                                                       {"url", "*"},
                                                       {"file", "abc"},
                                                       {"file", digest + "0"},
                                                       {"ip", "192.0.2.256"},
                                                       {"colour", "red"},
                                                       {"domain", "a\xff.example"}};
  for (const auto& [kind, value] : cases) {
    const auto normal = normalise_indicator(kind, value);
    ASSERT_FALSE(normal) << kind << " " << value;
    EXPECT_EQ(normal.error().fault, Fault::invalid);
  }
}

IndicatorEntry fed(const std::string& kind, const std::string& value, const std::string& source,
                   int confidence) {
  IndicatorEntry all = entry(kind, value);
  all.source = source;
  all.confidence = confidence;
  return all;
}

TEST(Indicators, TheOrganisationsOwnStandBeforeFeeds) {
  const Indicators all(
      {entry("domain", "shop.example", /*block=*/false), entry("url", "https://own.example/a")},
      {fed("url", "https://shop.example/kit", "urlhaus", 90), fed("domain", "own.example", "a", 80),
       fed("url", "https://twice.example/", "unsure", 40),
       fed("url", "https://twice.example/", "sure", 90), fed("ip", "192.0.2.9", "ips", 60)});
  const auto source = [&](const IndicatorEntry* found) {
    return found == nullptr ? "none" : found->source.empty() ? "own" : found->source;
  };
  // An allowed domain is not overruled by a feed that knows one of its pages.
  EXPECT_EQ(source(all.match_url("https://shop.example/kit", now)), "own");
  EXPECT_EQ(source(all.match_url("https://own.example/a", now)), "own");
  EXPECT_EQ(source(all.match_url("https://own.example/b", now)), "a");
  EXPECT_EQ(source(all.match_url("https://twice.example/", now)), "sure");
  // A feed's URL names that page and no other.
  EXPECT_EQ(source(all.match_url("https://twice.example/page", now)), "none");
  EXPECT_EQ(source(all.match_url("http://192.0.2.9/x", now)), "ips");
  EXPECT_EQ(source(all.match_ip("192.0.2.9", now)), "ips");
  EXPECT_EQ(judgement_of(*all.match_ip("192.0.2.9", now)), Judgement::suspicious);
  EXPECT_EQ(judgement_of(*all.match_url("https://twice.example/", now)), Judgement::malicious);
  EXPECT_EQ(all.size(), 7U);
}

}  // namespace
}  // namespace backstamp::verdict
