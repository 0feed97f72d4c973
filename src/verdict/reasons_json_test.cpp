#include "verdict/reasons_json.h"

#include <gtest/gtest.h>

namespace backstamp::verdict {
namespace {

TEST(ReasonsJson, AreReadBackAsTheyWere) {
  const std::vector<Reason> reasons = {
      {.rule = "indicator_block",
       .detail = Text::trusted("Your block list \"names\" x."),
       .entity = Text::trusted("https://x.example/"),
       .points = 100,
       .strong = true,
       .threat_type = "Phish"},
      {.rule = "long_history", .detail = {}, .entity = {}, .points = -15}};
  const auto read = read_reasons(reasons_json(reasons));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ(reasons_json(*read), reasons_json(reasons));
  EXPECT_EQ(read->at(0).detail.str(), reasons[0].detail.str());
  EXPECT_TRUE(read->at(0).strong);
  EXPECT_EQ(read->at(1).points, -15);
  EXPECT_EQ(reasons_json({}), "[]");
}

TEST(ReasonsJson, AnythingElseIsInvalid) {
  for (const char* json :
       {"", "{}", "[1]", "[{}]", "[{\"rule\":7}]", "[{\"rule\":\"x\"}", "null"}) {
    EXPECT_FALSE(read_reasons(json)) << json;
  }
  EXPECT_TRUE(read_reasons("[{\"rule\":\"x\",\"points\":\"many\",\"strong\":1}]"));
}

}  // namespace
}  // namespace backstamp::verdict
