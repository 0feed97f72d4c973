#include "investigation/nearness.h"

#include <gtest/gtest.h>

#include "investigation/cluster_query.h"

namespace backstamp::investigation {
namespace {

// A sketch that shares about `share` of its values with the one of share 1.
message::BodySketch sketch(double share) {
  message::BodySketch one;
  one.version = 1;
  one.word_count = 50;
  one.keys.fill(7);
  for (std::size_t i = 0; i < one.bytes.size(); ++i) {
    const bool same = static_cast<double>(i) < share * static_cast<double>(one.bytes.size());
    one.bytes[i] = static_cast<std::uint8_t>(same ? i : i + 1);
  }
  return one;
}

NearnessSeed seed() {
  NearnessSeed one;
  one.sketch = sketch(1);
  one.delivered = parse_rfc3339("2026-11-10T10:00:00Z").value();
  one.subject = "Invoice";
  one.sender_domain = "a.invalid";
  return one;
}

FoundCopy copy(double share, const std::string& day) {
  FoundCopy one;
  one.sketch = sketch(share);
  one.delivered = parse_rfc3339(day + "T10:00:00Z").value();
  one.sender_domain = "b.invalid";
  return one;
}

TEST(Nearness, NeedsASecondFactWhenTheWordsAreOnlyPossible) {
  const NearnessPolicy& policy = built_in_policy().nearness;
  EXPECT_TRUE(near(seed(), copy(0.5, "2026-10-20"), policy));
  EXPECT_FALSE(near(seed(), copy(0.2, "2026-10-20"), policy));
  EXPECT_EQ(near(seed(), copy(0.2, "2026-11-11"), policy).value().why, "J 0.20, same days");
  EXPECT_FALSE(near(seed(), copy(0.2, "2026-11-11"), policy)->sure_by_words);
  EXPECT_TRUE(near(seed(), copy(0.5, "2026-11-11"), policy)->sure_by_words);
  FoundCopy same_subject = copy(0.2, "2026-10-20");
  same_subject.subject = "Invoice";
  EXPECT_TRUE(near(seed(), same_subject, policy));
  EXPECT_FALSE(near(seed(), copy(0.1, "2026-11-10"), policy));
}

TEST(Nearness, BoilerplateSaysNothing) {
  const NearnessPolicy& policy = built_in_policy().nearness;
  NearnessSeed one = seed();
  EXPECT_TRUE(near(one, copy(0.5, "2026-10-20"), policy));
  for (std::size_t i = 0; i < 64; ++i) one.boilerplate.set(i);  // what both have in common
  EXPECT_FALSE(near(one, copy(0.5, "2026-10-20"), policy));
  EXPECT_EQ(near(one, copy(0.9, "2026-10-20"), policy)->why, "J 0.81 without boilerplate");
}

TEST(Nearness, ComparesStructureWhereThereAreNoWords) {
  const NearnessPolicy& policy = built_in_policy().nearness;
  NearnessSeed image = seed();
  image.sketch.word_count = 3;
  image.sketch.mark_hash = 9;
  FoundCopy other = copy(1, "2026-11-10");
  other.sketch.mark_hash = 9;
  EXPECT_TRUE(near(image, other, policy));
  other.sketch.mark_hash = 8;
  EXPECT_FALSE(near(image, other, policy));
}

TEST(KqlText, EscapesWhatCouldEndTheLiteral) {
  EXPECT_EQ(kql_text("a\"b\\c\nd"), R"("a\"b\\c\u000ad")");
}

}  // namespace
}  // namespace backstamp::investigation
