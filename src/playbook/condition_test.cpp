#include "playbook/condition.h"

#include <gtest/gtest.h>

namespace backstamp::playbook {
namespace {

Variables scope() {
  return {{"__verdict__", {.type = "string", .value = "Malicious"}},
          {"__name__", {.type = "string", .value = "Zo\xc3\xab's 100% \\ offer\nnow"}},
          {"__copies__", {.type = "integer", .value = "12"}},
          {"__more__", {.type = "long", .value = "9007199254740993"}},
          {"__score__", {.type = "float", .value = "0.5"}},
          {"__done__", {.type = "bool", .value = "true"}},
          {"__open__", {.type = "bool", .value = "false"}},
          {"__ip__", {.type = "ipv4-addr", .value = "192.0.2.1"}},
          {"__unset__", {.type = "integer", .value = ""}},
          {"__empty__", {.type = "string", .value = ""}}};
}

struct Case {
  std::string_view text;
  bool holds;
};

TEST(Condition, HoldsOrNot) {
  const Case cases[] = {
      {"__verdict__:value = 'Malicious'", true},
      {"__verdict__:value == 'malicious'", false},
      {"[__verdict__:value != 'Malicious']", false},
      {"__verdict__:value <> 'Unknown'", true},
      {"__verdict__:value > 'Man'", false},
      {"__verdict__:value IN ('Suspicious', 'Malicious')", true},
      {"__verdict__:value NOT IN ('Suspicious', 'Malicious')", false},
      {"__verdict__:value NOT = 'Malicious'", false},
      {"__copies__:value > 9", true},
      {"__copies__:value >= 12", true},
      {"__copies__:value < 12", false},
      {"__copies__:value <= 12.5", true},
      {"__copies__:value = '12'", true},
      {"__copies__:value = 1.2e1", true},
      {"__copies__:value = +12", true},
      {"__copies__:value > -3", true},
      {"__copies__:value IN (1, 12, 3)", true},
      {"__copies__:value < __more__:value", true},
      {"__more__:value = 9007199254740992", false},
      {"__score__:value > .25", true},
      {"__done__:value", true},
      {"NOT __done__:value", false},
      {"__open__:value = false", true},
      {"__open__:value = TRUE OR __done__:value = 'true'", true},
      {"__ip__:value = '192.0.2.1'", true},
      {"__ip__:value LIKE '192.0.2.%'", true},
      {"__ip__:value LIKE '192.0.2_1'", true},
      {"__ip__:value LIKE '192.0'", false},
      {"__ip__:value MATCHES '^192\\.0\\.(2|3)\\.'", true},
      {"__verdict__:value MATCHES 'licio'", true},
      {"__name__:value LIKE 'Zo_\\'s%'", true},
      {"__name__:value LIKE '%now'", true},
      {"__name__:value LIKE '%\\\\ offer%'", true},
      {"EXISTS __verdict__:value", true},
      {"EXISTS __unset__:value", false},
      {"__empty__:value = ''", true},
      // Precedence: NOT, AND, OR.
      {"__done__:value OR __done__:value AND __open__:value", true},
      {"(__done__:value OR __done__:value) AND __open__:value", false},
      {"NOT __open__:value AND __done__:value", true},
      {"not (__open__:value and __done__:value)", true},
      // What does not matter is not looked at.
      {"EXISTS __unset__:value AND __unset__:value > 3", false},
      {"__done__:value OR __unset__:value > 3", true},
  };
  for (const auto& [text, expected] : cases) {
    const auto condition = Condition::parse(text, scope());
    ASSERT_TRUE(condition) << text << ": " << condition.error().what;
    const auto holds = condition->holds(scope());
    ASSERT_TRUE(holds) << text << ": " << holds.error().what;
    EXPECT_EQ(*holds, expected) << text;
  }
}

TEST(Condition, SaysWhereItGoesWrong) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "character 1: a variable"},
      {"__verdict__:value =", "character 20: a value"},
      {"__verdict__ = 'x'", "character 12: write __verdict__:value"},
      {"__verdict__:value = yes", "character 21: a value"},
      {"__verdict__:value = 'Malicious", "character 21: this text has no closing"},
      {"__verdict__:value = 5", "character 21: __verdict__ is of type string"},
      {"__copies__:value = 'many'", "character 20: this is no value of type integer"},
      {"__copies__:value > 5 AND __other__:value = 'x'",
       "character 26: unknown variable __other__"},
      {"__copies__:value LIKE '1%'", "character 18: LIKE needs text"},
      {"__copies__:value = __verdict__:value", "character 20: __verdict__ is of type string"},
      {"__done__:value > false", "character 16: __done__ is of type bool"},
      {"__copies__:value", "character 17: an operator is expected here"},
      {"__copies__:value NOT", "character 21: an operator is expected after NOT"},
      {"__done__:value __open__:value", "character 16: AND, OR or the end"},
      {"(__done__:value", "character 16: a closing ) is expected"},
      {"__verdict__:value IN ()", "character 23: a value"},
      {"__verdict__:value IN ('a'", "character 26: , or )"},
      {"__verdict__:value MATCHES '('", "character 27: no regular expression"},
      {"__verdict__:value MATCHES '(?=a)b'", "character 27: no regular expression"},
      {"__name__:value = 'Zo\xc3\xab' AND ;", "character 28: this character means nothing"},
      {"__should.execute__:value = 'yes'", "character 1: this is no variable name"},
      {"__copies__:value > 1x", "character 20: this is no number"},
      {"'a' = 'a'", "character 1: a variable"},
  };
  for (const auto& [text, expected] : cases) {
    const auto condition = Condition::parse(text, scope());
    ASSERT_FALSE(condition) << text;
    EXPECT_TRUE(condition.error().what.starts_with(expected))
        << text << ": " << condition.error().what;
  }
}

TEST(Condition, IsBounded) {
  std::string deep(10'000, '(');
  deep += "__done__:value";
  EXPECT_EQ(Condition::parse(deep, scope()).error().fault, Fault::limit);
  EXPECT_EQ(Condition::parse(std::string(20'000, ' '), scope()).error().fault, Fault::limit);
  const std::string pattern = "__name__:value MATCHES '((a{1,1000}){1,1000}){1,1000}'";
  EXPECT_FALSE(Condition::parse(pattern, scope()));

  Variables large = scope();
  large["__name__"].value.assign(200'000, 'a');
  const auto like = Condition::parse("__name__:value LIKE '%a%a%a%b'", large);
  EXPECT_EQ(like->holds(large).error().fault, Fault::limit);
}

TEST(Condition, NeedsValuesToCompare) {
  const auto condition = Condition::parse("__unset__:value > 3", scope());
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->holds(scope()).error().fault, Fault::invalid);
  EXPECT_EQ(condition->holds({}).error().fault, Fault::invalid);
}

}  // namespace
}  // namespace backstamp::playbook
