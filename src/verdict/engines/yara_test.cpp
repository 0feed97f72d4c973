#include "verdict/engines/yara.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace backstamp::verdict {
namespace {

using namespace std::string_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Duration long_time{60'000};

RuleFile rule(const std::string& file, const std::string& name, const std::string& text,
              const std::string& meta = "") {
  return {file, "rule " + name + " {\n" + (meta.empty() ? "" : " meta: " + meta + "\n") +
                    " strings: $a = \"" + text + "\"\n condition: $a\n}\n"};
}

YaraRules compile(std::vector<RuleFile> files) { return YaraRules::compile(files); }

std::vector<YaraMatch> scan(const YaraRules& rules, std::string_view bytes) {
  auto matches = rules.scan(bytes, deadline_in(long_time));
  EXPECT_TRUE(matches);
  return matches.value_or(std::vector<YaraMatch>());
}

Result<Opinion> ask(Engine& engine, std::string bytes) {
  Inquiry inquiry;
  inquiry.bytes = std::move(bytes);
  return engine.examine(inquiry, deadline_in(long_time), {});
}

Result<Opinion> ask(const std::vector<RuleFile>& files, std::string bytes) {
  return ask(*make_yara(files), std::move(bytes));
}

TEST(YaraRules, MatchWhatTheySay) {
  const YaraRules rules = compile({rule("a.yar", "One", "evil"), rule("b.yar", "Two", "nasty")});
  EXPECT_EQ(rules.rules(), 2u);
  EXPECT_EQ(rules.files(), 2u);
  EXPECT_THAT(scan(rules, "all is well"), IsEmpty());
  const auto matches = scan(rules, "an evil, evil text");
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_EQ(matches.front().rule.view(), "One");
  EXPECT_EQ(matches.front().file.view(), "a.yar");
  EXPECT_EQ(matches.front().severity, "medium");
}

TEST(YaraRules, ABrokenFileIsNamedWithItsLineAndLeftOut) {
  const YaraRules rules = compile({{"bad.yar", "rule Bad {\n condition:\n  nonsense\n}\n"},
                                   rule("good.yar", "Good", "evil"),
                                   {"nul.yar", "rule A { condition: true }\0"s},
                                   {"include.yar", "include \"/etc/passwd\"\n"}});
  EXPECT_EQ(rules.files(), 1u);
  EXPECT_THAT(rules.left_out(),
              ElementsAre(AllOf(HasSubstr("bad.yar, line 3: "), HasSubstr("nonsense")),
                          HasSubstr("nul.yar, it holds a NUL byte"), HasSubstr("include.yar, ")));
  EXPECT_THAT(scan(rules, "evil"), SizeIs(1));
}

TEST(YaraRules, EqualNamesInTwoFilesDoNotDisturbEachOther) {
  const YaraRules rules = compile({rule("a.yar", "Same", "evil"), rule("b.yar", "Same", "evil")});
  EXPECT_THAT(rules.left_out(), IsEmpty());
  EXPECT_THAT(scan(rules, "evil"), SizeIs(2));
}

TEST(YaraRules, PrivateRulesAreNotShown) {
  const YaraRules rules = compile({{"p.yar",
                                    "private rule Hidden { condition: true }\n"
                                    "rule Shown { condition: Hidden }\n"}});
  const auto matches = scan(rules, "x");
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_EQ(matches.front().rule.view(), "Shown");
}

TEST(YaraRules, SeverityAndThreatComeFromTheMeta) {
  struct Row {
    std::string meta, severity, threat_type;
  };
  for (const Row& row :
       {Row{"", "medium", ""}, Row{"severity = \"Critical\"", "critical", ""},
        Row{"severity = \"gigantic\"", "medium", ""}, Row{"severity = 5", "medium", ""},
        Row{"score = 90", "medium", ""}, Row{"score = 40", "low", ""},
        Row{"score = 40 severity = \"high\"", "high", ""},
        Row{"threat_type = \"phish\"", "medium", "Phish"},
        Row{"threat_type = \"Fun\"", "medium", ""}}) {
    const auto matches = scan(compile({rule("a.yar", "A", "evil", row.meta)}), "evil");
    ASSERT_THAT(matches, SizeIs(1)) << row.meta;
    EXPECT_EQ(matches.front().severity, row.severity) << row.meta;
    EXPECT_EQ(matches.front().threat_type, row.threat_type) << row.meta;
  }
}

TEST(YaraRules, OfNothingMatchNothing) {
  EXPECT_THAT(scan(compile({}), "evil"), IsEmpty());
  EXPECT_THAT(scan(compile({rule("a.yar", "A", "evil")}), ""), IsEmpty());
}

TEST(YaraRules, StopAtTheDeadline) {
  const YaraRules rules =
      compile({{"slow.yar", "rule Slow { condition: for all i in (1..2000000000) : (i > 0) }\n"}});
  ASSERT_THAT(rules.left_out(), IsEmpty());
  const auto matches = rules.scan("x", deadline_in(Duration(50)));
  ASSERT_FALSE(matches);
  EXPECT_EQ(matches.error().fault, Fault::timeout);
}

TEST(Yara, SeverityMakesTheReason) {
  const auto opinion =
      ask({rule("a.yar", "Weak", "evil"), rule("b.yar", "Sure", "evil", "severity = \"critical\""),
           rule("c.yar", "Lure", "evil", "severity = \"high\" threat_type = \"Phish\"")},
          "Subject: evil\n\nx");
  ASSERT_TRUE(opinion);
  ASSERT_THAT(opinion->reasons, SizeIs(3));
  EXPECT_EQ(opinion->reasons[0].detail.view(), "The YARA rule Sure (b.yar) matches.");
  EXPECT_TRUE(opinion->reasons[0].strong);
  EXPECT_EQ(opinion->reasons[0].threat_type, "Malware");
  EXPECT_EQ(opinion->reasons[1].threat_type, "Phish");
  EXPECT_TRUE(opinion->reasons[1].strong);
  EXPECT_FALSE(opinion->reasons[2].strong);
}

TEST(Yara, LooksIntoDecodedAttachments) {
  const std::string message =
      "From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
      "--x\nContent-Type: text/plain\n\nhello\n"
      "--x\nContent-Type: application/octet-stream; name=run.bin\n"
      "Content-Disposition: attachment; filename=run.bin\n"
      "Content-Transfer-Encoding: base64\n\nc29tZSBldmlsIGNvZGU=\n--x--\n";  // some evil code
  const auto opinion = ask({rule("a.yar", "Code", "evil code")}, message);
  ASSERT_TRUE(opinion);
  ASSERT_THAT(opinion->reasons, SizeIs(1));
  EXPECT_THAT(opinion->reasons[0].detail.str(), HasSubstr("Code (a.yar) in run.bin"));
  EXPECT_THAT(opinion->reasons[0].entity.str(), SizeIs(64));
}

TEST(Yara, RulesThatWereLeftOutAreAGap) {
  const auto opinion = ask({{"bad.yar", "rule {"}, rule("a.yar", "A", "evil")}, "x");
  ASSERT_TRUE(opinion);
  EXPECT_THAT(opinion->gaps, ElementsAre(HasSubstr("bad.yar, line 1: ")));
}

TEST(Yara, SaysWhatIsWrongWithItsFolder) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("backstamp-yara-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  EXPECT_THAT(ask(*make_yara(folder / "none"), "x").error().what,
              HasSubstr("correct engines.yara.rules"));
  EXPECT_THAT(ask(*make_yara(folder), "x").error().what, HasSubstr("no *.yar"));
  std::ofstream(folder / "a.yar") << "rule {";
  EXPECT_THAT(ask(*make_yara(folder), "x").error().what, HasSubstr("no rule file compiles: a.yar"));
  std::ofstream(folder / "b.yara") << "rule B { condition: true }";
  EXPECT_THAT(ask(*make_yara(folder), "x")->reasons, SizeIs(1));
  EXPECT_THAT(*make_yara(folder)->version(deadline_in(long_time), {}),
              HasSubstr("; left out: a.yar"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace backstamp::verdict
