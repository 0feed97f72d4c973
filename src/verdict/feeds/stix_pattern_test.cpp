#include "verdict/feeds/stix_pattern.h"

#include <gtest/gtest.h>

namespace backstamp::verdict {
namespace {

std::string reading_of(std::string_view pattern) {
  const auto found = stix_values(pattern);
  if (!found) return "refused: " + std::string(found.error());
  std::string all;
  for (const StixValue& value : found->values) {
    all += (all.empty() ? "" : " ") + std::string(value.kind) + "=" + value.value;
  }
  if (found->unused > 0) all += " and " + std::to_string(found->unused) + " unused";
  return all;
}

struct Case {
  std::string pattern, expected;
};

TEST(StixPattern, EqualitiesAreValues) {
  const Case cases[] = {
      {"[url:value = 'https://a.example/x']", "url=https://a.example/x"},
      {"[ domain-name:value=='a.example' ]", "domain=a.example"},
      {"[ipv4-addr:value = '192.0.2.7']", "ip=192.0.2.7"},
      {"[ipv6-addr:value = '2001:db8::1']", "ip=2001:db8::1"},
      {"[email-addr:value = 'eve@a.example']", "sender=eve@a.example"},
      {"[email-message:from_ref.value = 'eve@a.example']", "sender=eve@a.example"},
      {"[email-message:sender_ref.value = 'eve@a.example']", "sender=eve@a.example"},
      {"[file:hashes.'SHA-256' = 'ab']", "file=ab"},
      {"[file:hashes.\"SHA-256\" = 'ab']", "file=ab"},
      {"[file:hashes.SHA-256 = 'ab']", "file=ab"},
      {"[file:hashes.SHA256 = 'ab']", "file=ab"},
      {"[file:hashes.'sha256' = \"ab\"]", "file=ab"},
      {R"([url:value = 'http://a.example/it\'s\\here'])", R"(url=http://a.example/it's\here)"},
      {"[url:value = 'a] OR [b']", "url=a] OR [b"},
      {"/* why */ [url:value = 'a'] // so", "url=a"},
  };
  for (const auto& [pattern, expected] : cases) EXPECT_EQ(reading_of(pattern), expected) << pattern;
}

TEST(StixPattern, OrIsSeveralValues) {
  const Case cases[] = {
      {"[url:value = 'a' OR domain-name:value = 'b']", "url=a domain=b"},
      {"[url:value = 'a'] OR ([url:value = 'b'] OR [url:value = 'c'])", "url=a url=b url=c"},
      {"[(url:value = 'a' OR (url:value = 'b'))]", "url=a url=b"},
      {"[url:value IN ('a', 'b')]", "url=a url=b"},
      {"[file:hashes.MD5 = 'x' OR file:hashes.'SHA-256' = 'y']", "file=y and 1 unused"},
      {"[process:name = 'x']", " and 1 unused"},
      {"[file:size = 1.5]", " and 1 unused"},
      {"[x:y[*].z = true OR x:y[1] = t'2026-01-01T00:00:00Z' OR x:y = -3]", " and 3 unused"},
      {"[url:value = t'2026-01-01T00:00:00Z']", " and 1 unused"},
      {"[file:'hashes.sha256' = 'y']", " and 1 unused"},
  };
  for (const auto& [pattern, expected] : cases) EXPECT_EQ(reading_of(pattern), expected) << pattern;
}

TEST(StixPattern, WhatSaysMoreIsRefusedAsAWhole) {
  const Case cases[] = {
      {"[url:value = 'a' AND url:value = 'b']", "several conditions at once"},
      {"[url:value = 'a' OR url:value = 'b' AND url:value = 'c']", "several conditions at once"},
      {"[url:value = 'a'] AND [url:value = 'b']", "several conditions at once"},
      {"[(url:value = 'a' OR url:value = 'b') AND file:name = 'c']", "several conditions at once"},
      {"[url:value = 'a'] FOLLOWEDBY [url:value = 'b']", "events in time"},
      {"[url:value = 'a'] REPEATS 5 TIMES", "events in time"},
      {"([url:value = 'a'] OR [url:value = 'b']) WITHIN 5 SECONDS", "events in time"},
      {"[url:value = 'a'] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'",
       "events in time"},
      {"[url:value LIKE 'a%']", "a comparison other than equality"},
      {"[url:value = 'b' OR url:value MATCHES 'a+']", "a comparison other than equality"},
      {"[url:value != 'a']", "a comparison other than equality"},
      {"[url:value NOT = 'a']", "a comparison other than equality"},
      {"[NOT url:value = 'a']", "a comparison other than equality"},
      {"[EXISTS url:value]", "a comparison other than equality"},
      {"[ipv4-addr:value ISSUBSET '192.0.2.0/24']", "a comparison other than equality"},
  };
  for (const auto& [pattern, expected] : cases) {
    EXPECT_TRUE(reading_of(pattern).starts_with("refused: pattern")) << pattern;
    EXPECT_TRUE(reading_of(pattern).ends_with(expected)) << pattern << ": " << reading_of(pattern);
  }
}

TEST(StixPattern, WhatIsNoPatternIsNotUnderstood) {
  for (const std::string_view pattern : {"",
                                         "[",
                                         "[]",
                                         "url:value = 'a'",
                                         "[url:value = 'a'",
                                         "[url:value = 'a']]",
                                         "[url:value]",
                                         "[url:value = 'a]",
                                         R"([url:value = 'a\'])",
                                         R"([url:value = 'a\n'])",
                                         "[url = 'a']",
                                         "[url:value = 'a' OR]",
                                         "[url:value = ]",
                                         "[url:value IN ()]",
                                         "[url:value IN ('a']",
                                         "[url:value = 'a'] OR",
                                         "[url:value = 'a'] 'b'",
                                         "([url:value = 'a']",
                                         "[url: = 'a']",
                                         "[url:value. = 'a']",
                                         "[x:y[ = 'a']",
                                         "/* [url:value = 'a']",
                                         "[url:value = 'a'] \xff",
                                         "[url:value ~ 'a']"}) {
    EXPECT_EQ(reading_of(pattern), "refused: pattern not understood") << pattern;
  }
}

TEST(StixPattern, SizeAndDepthHaveBounds) {
  const std::string many(100, '('), most(100'000, '(');
  EXPECT_EQ(reading_of(many), "refused: pattern nested too deep");
  EXPECT_EQ(reading_of("[" + many), "refused: pattern nested too deep");
  EXPECT_EQ(reading_of(most), "refused: pattern too long");
}

}  // namespace
}  // namespace backstamp::verdict
