#include "verdict/engines/make_panel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backstamp::verdict {
namespace {

using testing::HasSubstr;

const Duration long_time{30'000};

TEST(MakePanel, SaysOfEachEngineWhatItIsAndHowToSetItUp) {
  const auto panel = make_panel(Settings());
  ASSERT_TRUE(panel);
  const auto health = (*panel)->health(deadline_in(long_time));
  ASSERT_EQ(health.size(), 3u);
  EXPECT_EQ(health[0].engine, "ClamAV");
  EXPECT_EQ(health[1].engine, "Rspamd");
  EXPECT_EQ(health[2].engine, "YARA");
  for (const EngineHealth& one : health) {
    EXPECT_EQ(one.state, EngineState::off);
    EXPECT_THAT(one.detail, HasSubstr("not set up; set engines."));
  }
}

TEST(MakePanel, WhatIsSetUpButAwayIsMissing) {
  Settings settings;
  settings.clamav_socket = "unix:/nonexistent/clamd.ctl";
  settings.yara_rules = "/nonexistent";
  const auto panel = make_panel(settings);
  ASSERT_TRUE(panel) << panel.error().what;
  const auto findings = (*panel)->ask(std::make_shared<Inquiry>(), deadline_in(long_time));
  ASSERT_EQ(findings.missing.size(), 2u);
  EXPECT_THAT(findings.missing[0].why, HasSubstr("/nonexistent/clamd.ctl"));
  EXPECT_THAT(findings.missing[1].why, HasSubstr("/nonexistent"));
}

TEST(MakePanel, AWrongAddressNamesItsSetting) {
  Settings settings;
  settings.rspamd_address = "somewhere";
  const auto panel = make_panel(settings);
  ASSERT_FALSE(panel);
  EXPECT_THAT(panel.error().what, HasSubstr("setting engines.rspamd.address: "));
}

}  // namespace
}  // namespace backstamp::verdict
