#include "platform/sieve_rules.h"

#include <gmock/gmock.h>

namespace backstamp::platform {
namespace {

const Text own[] = {Text::trusted("example.test")};

// "kind:target;" of each finding.
std::string told(std::string_view script) {
  std::string text;
  for (const SieveFinding& finding : judge_sieve(script, own)) {
    text += finding.kind + ":" + finding.target.str() + ";";
  }
  return text;
}

struct Case {
  std::string_view script, told;
};

TEST(SieveRules, AreJudged) {
  const Case cases[] = {
      {"", ""},
      {"keep;", ""},
      {"redirect \"me@outside.test\";", "forwards_outside:me@outside.test;"},
      {"redirect \"me@Example.TEST\";", ""},
      {"require [\"copy\"]; redirect :copy \"a@b.test\";", "forwards_outside:a@b.test;"},
      {"require \"variables\"; set \"x\" \"a@b.test\"; redirect \"${x}\";",
       "forwards_outside:${x};"},
      {"if header :contains \"subject\" [\"hello\"] { redirect \"a@b.test\"; }",
       "forwards_outside:a@b.test;"},
      {"if header :contains \"Subject\" [\"Invoice\", \"x\"] { discard; stop; }",
       "discards_by_words:;"},
      {"discard;", "discards_by_words:;"},
      {"if header :is \"List-Id\" \"<dev.list.test>\" { discard; }", ""},
      {"if header :contains \"List-Id\" \"dev\" { fileinto \"Lists/dev\"; }", ""},
      {"if header :contains \"subject\" \"payment\" { fileinto \"RSS Feeds\"; }",
       "hides_mail:RSS Feeds;"},
      {"if header :contains \"subject\" \"hacked\" { fileinto :create \"INBOX/..\"; }",
       "hides_mail:INBOX/..;"},
      {"fileinto \"Trash\";", "hides_mail:Trash;"},
      {"if header :contains \"from\" \"shop\" { fileinto \"Trash\"; }", ""},
      {"vacation :days 7 \"I am away until Monday.\";", ""},
      {"vacation text:\nSign in again: https://evil.test/\n.\n;", "answers_everybody:;"},
      {"if allof(true, not false) { keep; } elsif header \"subject\" \"login\" { discard; } "
       "else { stop; }",
       "discards_by_words:;"},
      {"# redirect \"a@b.test\";\n/* discard; */ keep;", ""},
      {"redirect \"a\\\"b@outside.test\";", "forwards_outside:a\"b@outside.test;"},
      {"redirect", "unread:;"},
      {"\"text", "unread:;"},
      {"if true {", "unread:;"},
      {"}", "unread:;"},
      {"keep; \x01", "unread:;"},
      {"/* never", "unread:;"},
      {"vacation text:\nnever", "unread:;"},
  };
  for (const Case& one : cases) EXPECT_EQ(told(one.script), one.told) << one.script;
}

TEST(SieveRules, SayWhereAndWhat) {
  const auto findings = judge_sieve(
      "require \"copy\";\n\nif header :contains \"subject\" \"Rechnung\" {\n"
      "  redirect :copy \"x@outside.test\";\n}\n",
      own);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].line, 4U);
  EXPECT_EQ(findings[0].detail.str(),
            "Mail that speaks of 'rechnung' is forwarded to x@outside.test, and kept.");
}

TEST(SieveRules, AreBounded) {
  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep += "if true {";
  EXPECT_EQ(read_sieve(deep).error().fault, Fault::limit);
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "keep;";
  EXPECT_EQ(read_sieve(many).error().fault, Fault::limit);
  EXPECT_EQ(read_sieve(std::string(2 * 1024 * 1024, ' ')).error().fault, Fault::limit);
}

}  // namespace
}  // namespace backstamp::platform
