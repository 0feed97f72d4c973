#include "verdict/entries_file.h"

#include <gtest/gtest.h>

#include <fstream>

namespace backstamp::verdict {
namespace {

const Time now{std::chrono::milliseconds(1'790'000'000'000)};

IndicatorEntry entry(const char* kind, const char* value, bool block) {
  return {.kind = kind,
          .value = Text::trusted(value),
          .block = block,
          .comment = {},
          .expires = now + Duration(60'000)};
}

class EntriesFileTest : public testing::Test {
 protected:
  EntriesFileTest() {
    char name[] = "/tmp/entries-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  ~EntriesFileTest() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path file() const { return folder_ / "entries"; }
  std::filesystem::path folder_;
};

TEST_F(EntriesFileTest, HoldsWhatWasWritten) {
  IndicatorEntry fed = entry("url", "http://fed.example/x", true);
  fed.source = "urlhaus \"ü\n";
  fed.confidence = 50;
  const std::vector own = {entry("domain", "bad.example", true),
                           entry("domain", "good.example", false)};
  ASSERT_TRUE(write_entries(file(), own, {&fed, 1}));
  const Indicators read = read_entries(file()).value();
  EXPECT_EQ(read.size(), 3U);
  EXPECT_TRUE(read.match_domain("a.bad.example", now)->block);
  EXPECT_FALSE(read.match_domain("good.example", now)->block);
  EXPECT_EQ(read.match_domain("bad.example", now + Duration(60'001)), nullptr);
  const IndicatorEntry* found = read.match_url("http://fed.example/x", now);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->source, fed.source);
  EXPECT_EQ(judgement_of(*found), Judgement::suspicious);
}

TEST_F(EntriesFileTest, WrongLinesAreTold) {
  for (const char* lines : {"{}\n", "x\n", "[1]\n", "{\"kind\":1}\n"}) {
    std::ofstream(file()) << lines;
    EXPECT_EQ(read_entries(file()).error().fault, Fault::corrupt) << lines;
  }
  EXPECT_EQ(read_entries(folder_ / "none").error().fault, Fault::not_found);
}

TEST_F(EntriesFileTest, AFileThatIsMissingIsNoEntry) {
  EXPECT_EQ(EntriesFile(file()).now().size(), 0U);
  const std::vector own = {entry("domain", "bad.example", true)};
  ASSERT_TRUE(write_entries(file(), own, {}));
  EXPECT_EQ(EntriesFile(file()).now().size(), 1U);
}

}  // namespace
}  // namespace backstamp::verdict
