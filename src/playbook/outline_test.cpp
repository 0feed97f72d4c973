#include "playbook/outline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "playbook/control_world.h"

namespace backstamp::playbook {
namespace {

using namespace testing_world;
using testing::HasSubstr;

TEST(Outline, BranchesStandBelowTheirStep) {
  Json one = two_branches("left", "right");
  one["workflow"][id("action", 3)]["delay"] = 5;
  const auto document = parse(one.dump());
  EXPECT_EQ(outline(*document), "Sample\n" + id("playbook", 1) +
                                    " of 2026-01-31T12:00:00.000Z\n"
                                    "- parallel both\n"
                                    "  next_steps/0:\n"
                                    "    - action left [x-test: left], after 5 ms\n"
                                    "  next_steps/1:\n"
                                    "    - action right [x-test: right]\n"
                                    "- action after [x-test: after]\n");
}

TEST(Outline, ACircleAndAGapComeToAnEnd) {
  Json one = loop("turn\x1b[2J");
  one["workflow"][id("action", 3)]["on_completion"] = id("while-condition", 2);
  one["workflow"][id("while-condition", 2)]["on_completion"] = id("end", 99);
  const std::string text = outline(*parse(one.dump()));
  EXPECT_THAT(text, HasSubstr("-> while-condition--"));
  EXPECT_THAT(text, HasSubstr("? end--"));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Graph, HasEachStepAndWay) {
  const std::string text = graph(*parse(two_branches("le\"ft", "right").dump()));
  EXPECT_THAT(text, HasSubstr("label=\"le\\\"ft\""));
  EXPECT_THAT(text, HasSubstr("\"" + id("parallel", 2) + "\" -> \"" + id("action", 5) +
                              "\" [label=\"next_steps/1\", style=dashed]"));
}

// The layout extension keeps where its author put the steps.
TEST(Graph, StepsStandWhereTheLayoutPutsThem) {
  Json one = two_branches("left", "right");
  const std::string layout = "extension-definition--418ee24c-9cb1-46d9-afa5-309e01aabc7f";
  one["workflow"][id("action", 3)]["step_extensions"][layout] = {
      {"type", "layout"}, {"coordinates", {{"x", 570}, {"y", 450}}}};
  one["workflow"][id("action", 5)]["step_extensions"][layout] = {{"coordinates", "left\"];"}};
  const std::string text = graph(*parse(one.dump()));
  EXPECT_THAT(text, HasSubstr("label=\"left\", pos=\"570,-450.0!\"];"));
  EXPECT_THAT(text, HasSubstr("label=\"right\"];"));
}

}  // namespace
}  // namespace backstamp::playbook
