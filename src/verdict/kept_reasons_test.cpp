#include "verdict/kept_reasons.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "verdict/rules.h"

namespace backstamp::verdict {
namespace {

Reason kept_by(const char* rule, int points, bool strong = false, const char* threat_type = "") {
  return {.rule = rule,
          .detail = Text::trusted("seen"),
          .entity = {},
          .points = points,
          .strong = strong,
          .threat_type = threat_type};
}

TEST(KeptReasons, TakeTheWeightOfTodaysRulesAndLeaveOutThoseThatAreGone) {
  const std::vector<Reason> kept = {kept_by("attached_program", 1),
                                    kept_by("no_such_rule", 90, /*strong=*/true),
                                    kept_by("yara_medium", 3, /*strong=*/false, "Phish")};
  const std::vector<Reason> now = weighed_by_present_rules(kept);
  ASSERT_EQ(now.size(), 2u);
  EXPECT_EQ(now[0].points, rules().rules.at("attached_program").points);
  EXPECT_TRUE(now[0].strong);
  EXPECT_EQ(now[0].detail.str(), "seen");
  EXPECT_EQ(now[1].points, engine_rules().at("yara_medium").points);
  EXPECT_EQ(now[1].threat_type, "Phish");
}

TEST(KeptReasons, OfOneGroupAreCapped) {
  const std::vector<Reason> kept = {kept_by("attached_program", 0),
                                    kept_by("attached_double_extension", 0),
                                    kept_by("office_macros", 0)};
  int sum = 0, cap = rules().groups.at("file").cap;
  for (const Reason& reason : weighed_by_present_rules(kept)) sum += reason.points;
  EXPECT_LE(sum, cap + 2);  // a strong sign keeps a point
}

TEST(KeptReasons, AreKnownByTheirEngine) {
  EXPECT_TRUE(is_of_engine(kept_by("clamav_found", 1), "ClamAV"));
  EXPECT_FALSE(is_of_engine(kept_by("clamav_found", 1), "YARA"));
  EXPECT_FALSE(is_of_engine(kept_by("clamav_unknown_rule", 1), "ClamAV"));
}

}  // namespace
}  // namespace backstamp::verdict
