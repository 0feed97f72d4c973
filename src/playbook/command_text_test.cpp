#include "playbook/command_text.h"

#include <gtest/gtest.h>

namespace backstamp::playbook {
namespace {

std::string bracketed(const std::string& value) { return "<" + value + ">"; }

TEST(CommandText, ReferencesAreFilledIn) {
  const Variables variables = {{"__ip__", {.type = "string", .value = "192.0.2.1"}},
                               {"__a-b__", {.type = "string", .value = "__ip__:value"}}};
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},
      {"ping", "ping"},
      {"__ip__:value", "<192.0.2.1>"},
      {"ping -c1 __ip__:value;x", "ping -c1 <192.0.2.1>;x"},
      {"__ip__:value__ip__:value", "<192.0.2.1><192.0.2.1>"},
      {"__a-b__:value", "<__ip__:value>"},  // values are not looked into
      {"x:value and __ip__", "x:value and __ip__"},
      {"/__ip__:value/", "/<192.0.2.1>/"},
  };
  for (const auto& [text, expected] : cases) {
    const auto result = filled(text, variables, bracketed);
    ASSERT_TRUE(result) << text << ": " << result.error().what;
    EXPECT_EQ(*result, expected);
  }
  EXPECT_EQ(filled("__gone__:value", variables, bracketed).error().fault, Fault::invalid);
}

TEST(CommandText, Base64IsRead) {
  const auto of = [](const std::string& json) {
    return text_of({.type = "manual", .command = "", .json = json});
  };
  EXPECT_EQ(*of(R"({"command_b64":"SGVsbG8="})"), "Hello");
  EXPECT_EQ(*of(R"({"command_b64":"__-_"})"), "\xff\xff\xbf");
  EXPECT_EQ(*of("{}"), "");
  EXPECT_FALSE(of(R"({"command_b64":"SGV*"})"));
}

}  // namespace
}  // namespace backstamp::playbook
