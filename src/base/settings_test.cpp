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

TEST(Settings, ReadsTablesAndDottedNamesAlike) {
  for (const char* toml : {"engines.yara.rules = \"/x\"\nengines.yara.timeout_ms = 90",
                           "[engines.yara]\nrules = \"/x\"\ntimeout_ms = 90",
                           "[engines]\nyara = {rules = \"/x\", timeout_ms = 90}"}) {
    const auto settings = parse_settings(toml, "x.toml");
    ASSERT_TRUE(settings) << settings.error().what;
    EXPECT_EQ(settings->yara_rules, "/x");
    EXPECT_EQ(settings->yara_timeout_ms, 90);
    EXPECT_EQ(settings->clamav_timeout_ms, 5'000);
  }
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
        Row{"[engines.yara]\nrule = \"x\"",
            "line 2: unknown setting 'engines.yara.rule'; did you mean 'engines.yara.rules'?"},
        Row{"engines = 1", "unknown setting 'engines'"},
        Row{"[engines.clam]\nsocket = \"x\"", "line 1: unknown setting 'engines.clam'"},
        Row{"[engines.yara]\ntimeout_ms = 1", "line 2: engines.yara.timeout_ms must be a number"},
        Row{"[retention_days]\nx = 1", "line 1: retention_days must be a number"},
        Row{"retention_days = ", "line 1"}}) {
    const auto settings = parse_settings(row.toml, "x.toml");
    ASSERT_FALSE(settings) << row.toml;
    EXPECT_NE(settings.error().what.find(row.what), std::string::npos) << settings.error().what;
    EXPECT_TRUE(settings.error().what.starts_with("x.toml, ")) << settings.error().what;
  }
}

}  // namespace
}  // namespace backstamp
