// Feeds and events that others published: all are read, and what they are known to hold is found.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "verdict/feeds/feed.h"
#include "verdict/feeds/stix_pattern.h"

namespace backstamp::verdict {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t file_bytes_max = 64ull << 20;
const Time now = *parse_rfc3339("2026-11-24T12:00:00Z");

std::vector<fs::path> files_below(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(SHARED_DATA) / folder)) {
    if (entry.is_regular_file() && entry.path().filename() != "SOURCE.txt") {
      files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  return files;
}

std::string bytes_of(const fs::path& file) {
  const auto bytes = read_file(file, file_bytes_max);
  EXPECT_TRUE(bytes) << file;
  return bytes.value_or("");
}

struct Count {
  std::size_t files = 0;
  std::size_t entries = 0;  // and those that have expired since
  std::map<std::string, std::uint64_t> refused;
};

void count(std::string_view format, std::string_view bytes, Count& all) {
  const auto reading = read_feed(format, bytes, now);
  if (!reading) return;
  ++all.files;
  all.entries += reading->entries.size();
  for (const auto& [reason, times] : reading->refused) {
    all.refused[reason] += times;
    if (reason == "expired") all.entries += times;
  }
}

Count read_all(std::string_view format, const std::string& folder) {
  Count all;
  const auto files = files_below(folder);
  for (const fs::path& file : files) count(format, bytes_of(file), all);
  std::cout << folder << " as " << format << ": " << all.files << " of " << files.size()
            << " files, " << all.entries << " entries\n";
  for (const auto& [reason, times] : all.refused) {
    std::cout << "  " << times << " " << reason << "\n";
  }
  return all;
}

class RealFeedsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(fs::path(SHARED_DATA) / "ti")) {
      GTEST_SKIP() << "no shared data beside this checkout";
    }
  }
};

TEST_F(RealFeedsTest, EveryFileIsReadAsEveryFormat) {
  for (const std::string folder : {"ti", "stix"}) {
    for (const std::string_view format : feed_formats()) read_all(format, folder);
  }
}

TEST_F(RealFeedsTest, KnownFilesHoldWhatTheyHold) {
  EXPECT_GE(read_all("urlhaus", "ti/urlhaus").entries, 3'300u);
  const Count events = read_all("misp", "ti/eset-misp-events");
  EXPECT_EQ(events.files, 22u);
  EXPECT_GE(events.entries, 60u);
  const Count reports = read_all("stix", "ti/unit42-stix2-bundles");
  EXPECT_EQ(reports.files, 17u);
  EXPECT_GE(reports.entries, 150u);
  EXPECT_EQ(read_all("stix", "stix/examples").files, 8u);
  EXPECT_GE(read_all("list", "ti/lists-disposable").entries, 8'000u);
  EXPECT_GE(read_all("list", "ti/lists-url-shorteners").entries, 2'500u);
}

// What the specification's own validator takes for a pattern is one to us, taken or refused.
TEST_F(RealFeedsTest, TheValidatorsPatternsAreUnderstood) {
  const fs::path file = fs::path(SHARED_DATA) / "stix/patterns/pattern-vectors.json";
  std::size_t patterns = 0;
  for (const auto& table : nlohmann::json::parse(bytes_of(file))) {
    const std::string test = table.at("test");
    if (test != "test_pass_patterns" && test != "test_timestamp_pass_patterns") continue;
    for (const std::string pattern : table.at("cases")) {
      const auto values = stix_values(pattern);
      EXPECT_TRUE(values || values.error() != "pattern not understood") << pattern;
      ++patterns;
    }
  }
  EXPECT_GE(patterns, 60u);
}

}  // namespace
}  // namespace backstamp::verdict
