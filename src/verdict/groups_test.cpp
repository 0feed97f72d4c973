#include "verdict/groups.h"

#include <gtest/gtest.h>

namespace backstamp::verdict {
namespace {

Rules some_rules() {
  Rules some;
  some.groups["odd"] = {.full = 1, .cap = 20};
  for (const char* name : {"a", "b", "c"}) some.rules[name].group = "odd";
  some.rules["alone"] = {};
  return some;
}

std::vector<int> capped(const std::vector<std::pair<std::string, int>>& points) {
  std::vector<Reason> reasons;
  for (const auto& [rule, each] : points) reasons.push_back({rule, {}, {}, each});
  cap_groups(reasons, some_rules());
  std::vector<int> left;
  for (const Reason& reason : reasons) left.push_back(reason.points);
  return left;
}

TEST(Groups, HeaviestCountsInFullTheOthersHalf) {
  EXPECT_EQ(capped({{"a", 5}, {"b", 12}, {"alone", 30}}), (std::vector{2, 12, 30}));
}

TEST(Groups, EndAtTheirCap) {
  EXPECT_EQ(capped({{"a", 18}, {"b", 12}, {"c", 10}}), (std::vector{18, 2, 0}));
  EXPECT_EQ(capped({{"a", 40}}), (std::vector{20}));
}

TEST(Groups, LeaveWhatSpeaksForTheMessage) {
  EXPECT_EQ(capped({{"a", -10}, {"b", 12}}), (std::vector{-10, 12}));
}

}  // namespace
}  // namespace backstamp::verdict
