#include "base/settings.h"

#include <gtest/gtest.h>

namespace backstamp {
namespace {

TEST(Settings, ReadsWhatIsThereAndKeepsDefaults) {
  const auto settings = parse_settings(
      "retention_days = 90 # days\naccepted_domains = [\"a.example\", \"b.example\"]\n", "x.toml");
  ASSERT_TRUE(settings) << settings.error().what;
  EXPECT_EQ(settings->retention_days, 90);
  EXPECT_EQ(settings->accepted_domains.size(), 2u);
  EXPECT_EQ(settings->import_threads, 2);
  EXPECT_TRUE(parse_settings("", "x.toml"));
}

TEST(Settings, SaysLineAndNearestName) {
  struct Row {
    const char* toml;
    const char* what;
  };
  for (const Row& row :
       {Row{"\nretention_day = 1",
            "line 2: unknown setting 'retention_day'; did you mean 'retention_days'?"},
        Row{"retention_days = 0", "line 1: retention_days must be a number from 1"},
        Row{"retention_days = \"9\"", "must be a number"},
        Row{"case_store = 1", "case_store must be a text"},
        Row{"trusted_hosts = [1]", "must be a list of texts"},
        Row{"retention_days = ", "line 1"}}) {
    const auto settings = parse_settings(row.toml, "x.toml");
    ASSERT_FALSE(settings) << row.toml;
    EXPECT_NE(settings.error().what.find(row.what), std::string::npos) << settings.error().what;
    EXPECT_TRUE(settings.error().what.starts_with("x.toml, ")) << settings.error().what;
  }
}

}  // namespace
}  // namespace backstamp
