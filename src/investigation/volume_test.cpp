#include "investigation/volume.h"

#include <gtest/gtest.h>

namespace backstamp::investigation {
namespace {

const Time noon = parse_rfc3339("2026-11-20T12:00:00Z").value();
constexpr std::chrono::hours hour{1};
constexpr std::chrono::days day{1};

ClusterPolicy policy() {
  ClusterPolicy policy;
  policy.volume_anomaly_factor = 5;
  return policy;
}

TEST(Volume, ComparesTheDayWithTheNineBefore) {
  std::vector<Time> times = {noon - day * 12, noon - day * 5, noon - day * 3};
  for (int i = 0; i < 8; ++i) times.push_back(noon + hour * i);
  const Volume volume = volume_of(times, noon, policy());
  EXPECT_EQ(volume.earlier_copies, 2);  // twelve days ago is too long ago
  EXPECT_EQ(volume.busiest_day, 8);
  EXPECT_TRUE(volume.anomaly);
  EXPECT_EQ(volume.by_day.at("2026-11-20"), 8);
  EXPECT_EQ(volume.by_day.at("2026-11-15"), 1);
}

TEST(Volume, WhatComesEveryDayIsNoAnomaly) {
  std::vector<Time> times;
  for (int back = 0; back < 10; ++back) {
    for (int i = 0; i < 6; ++i) times.push_back(noon - day * back - hour * i);
  }
  EXPECT_FALSE(volume_of(times, noon, policy()).anomaly);
}

TEST(Volume, FewCopiesAreNoAnomaly) {
  EXPECT_FALSE(volume_of({noon, noon, noon, noon}, noon, policy()).anomaly);
  EXPECT_TRUE(volume_of({noon, noon, noon, noon, noon}, noon, policy()).anomaly);
}

TEST(Volume, CountsTheMostWithinASpan) {
  EXPECT_EQ(most_within({}, hour), 0u);
  EXPECT_EQ(most_within({noon + hour * 30, noon, noon + hour, noon + hour * 26}, hour * 24), 2u);
}

}  // namespace
}  // namespace backstamp::investigation
