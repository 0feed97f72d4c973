#include <gtest/gtest.h>

#include "message/sketch.h"

namespace backstamp::message {
namespace {

const std::string text =
    "Our new catalogue of garden furniture has arrived at the warehouse.\n"
    "Benches, hammocks and parasols are reduced until the end of the season.\n";

TEST(SketchLines, TellWhereEachValueComesFrom) {
  const BodyFeatures features = body_features(text, nullptr, {}, {});
  const SketchLines lines = sketch_lines(features.visible_text.view(), features.sketch);
  ASSERT_EQ(lines.lines, 2u);
  std::size_t first = 0, second = 0;
  for (const auto& of : lines.of_value) {
    ASSERT_EQ(of.size(), 1u);
    (of[0] == 0 ? first : second) += 1;
  }
  EXPECT_GT(first, 20u);
  EXPECT_GT(second, 20u);
}

TEST(SketchLines, OfAnotherTextAreNotKnown) {
  const BodyFeatures features = body_features(text, nullptr, {}, {});
  EXPECT_EQ(
      sketch_lines("Something else was written in that letter to the gardeners.", features.sketch)
          .lines,
      0u);
  EXPECT_EQ(sketch_lines("", features.sketch).lines, 0u);
}

}  // namespace
}  // namespace backstamp::message
