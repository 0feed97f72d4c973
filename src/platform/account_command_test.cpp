#include <gtest/gtest.h>

#include "platform/accounts.h"

namespace backstamp::platform {
namespace {

const AccountChange change{.change = "forwarding_off",
                           .account = Text::trusted("anna@org.example"),
                           .subject = "inbox rule x; rm -rf /"};

TEST(CommandAccounts, HandsEachWordAsItIs) {
  std::vector<std::vector<std::string>> calls;
  const CommandAccounts accounts("/srv/accounts", [&](const std::vector<std::string>& words) {
    calls.push_back(words);
    return Result<ProgramEnd>(ProgramEnd{0, R"({"in_effect": false, "before": {"to": ["a"]}})"});
  });
  const auto state = accounts.look(change);
  ASSERT_TRUE(state.has_value());
  EXPECT_FALSE(state->in_effect);
  EXPECT_EQ(state->before, R"({"to":["a"]})");
  ASSERT_TRUE(accounts.make(change).has_value());
  ASSERT_TRUE(accounts.take_back(change, state->before).has_value());
  using Words = std::vector<std::string>;
  EXPECT_EQ(calls[0], (Words{"/srv/accounts", "look", "forwarding_off", "anna@org.example",
                             "inbox rule x; rm -rf /"}));
  EXPECT_EQ(calls[1][1], "make");
  EXPECT_EQ(calls[2], (Words{"/srv/accounts", "take-back", "forwarding_off", "anna@org.example",
                             "inbox rule x; rm -rf /", R"({"to":["a"]})"}));
}

TEST(CommandAccounts, SaysWhatWentWrong) {
  struct Case {
    int status;
    const char* output;
    Fault fault;
    const char* told;
  };
  const Case cases[] = {
      {4, "no account anna\nmore", Fault::not_found, "no account anna"},
      {1, "", Fault::unavailable, "it does not say why"},
      {0, "no json", Fault::corrupt, "printed no"},
      {0, "{\"in_effect\": 1}", Fault::corrupt, "printed no"},
  };
  for (const Case& one : cases) {
    const CommandAccounts accounts("/srv/accounts", [&](const auto&) {
      return Result<ProgramEnd>(ProgramEnd{one.status, one.output});
    });
    const auto state = accounts.look(change);
    ASSERT_FALSE(state.has_value()) << one.output;
    EXPECT_EQ(state.error().fault, one.fault);
    EXPECT_NE(state.error().what.find(one.told), std::string::npos) << state.error().what;
  }
}

TEST(CommandAccounts, WithoutACommandNothingIsDone) {
  const CommandAccounts accounts("", [](const auto&) -> Result<ProgramEnd> {
    ADD_FAILURE() << "something was run";
    return ProgramEnd{};
  });
  const auto made = accounts.make(change);
  ASSERT_FALSE(made.has_value());
  EXPECT_NE(made.error().what.find("accounts.command"), std::string::npos);
}

}  // namespace
}  // namespace backstamp::platform
