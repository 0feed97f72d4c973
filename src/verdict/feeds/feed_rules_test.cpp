#include "verdict/feeds/feed_rules.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "verdict/feeds/feed.h"

namespace backstamp::verdict {
namespace {

TEST(FeedRules, EachFormatHasOneAndNoOtherHas) {
  EXPECT_EQ(feed_rules().size(), feed_formats().size());
  for (const std::string_view format : feed_formats()) {
    EXPECT_TRUE(feed_rules().contains(format)) << format;
  }
}

TEST(FeedRules, TheFilesWordsAreRead) {
  EXPECT_EQ(feed_rule("urlhaus").confidence_of("online"), 90);
  EXPECT_EQ(feed_rule("urlhaus").lifetime.at("url"), std::chrono::days(90));
  EXPECT_EQ(feed_rule("misp").confidence_of_tag("MISP:confidence-level=\"unconfident\""), 0);
  EXPECT_FALSE(feed_rule("misp").confidence_of_tag("tlp:red"));
}

}  // namespace
}  // namespace backstamp::verdict
