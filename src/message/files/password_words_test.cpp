#include "message/files/password_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backstamp::message {
namespace {

TEST(PasswordWords, FindsWhatTheTextNames) {
  const struct {
    std::string_view text, word;
  } cases[] = {
      {"The password is: Hx77.", "Hx77"},
      {"Passwort: geheim!", "geheim!"},
      {"Passwort: geheim!", "geheim"},
      {"PW:4711", "4711"},
      {"Mot de passe : soleil", "soleil"},
      {"La contrase\xc3\xb1"
       "a del archivo es luna",
       "luna"},
      {"PIN=0815", "0815"},
      {"\xe5\xaf\x86\xe7\xa0\x81\xef\xbc\x9a"
       "abc",
       "abc"},
      {"Has\xc5\x82o: kot", "kot"},
      {"Use \xe2\x80\x9cTulip\xe2\x80\x9d as password", "as"},
      {"Archive password for the attached file is \"Tulip\"", "Tulip"},
      {"SU CONTRASENA PERSONAL {0808}", "0808"},
      {"2468 is the code", "2468"},
      {"Unlock it with K9-Paris please", "K9-Paris"},
  };
  for (const auto& expected : cases) {
    EXPECT_THAT(password_words(expected.text, 20), testing::Contains(expected.word))
        << expected.text;
  }
}

TEST(PasswordWords, NamedOnesComeFirstAndTheirNumberIsBounded) {
  EXPECT_EQ(password_words("order 1234 of 2026, password: Tulip", 20).at(0), "Tulip");
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "password " + std::to_string(i) + ' ';
  EXPECT_EQ(password_words(text, 20).size(), 20U);
  EXPECT_TRUE(password_words("nothing of that kind", 20).empty());
  EXPECT_TRUE(password_words("", 20).empty());
}

}  // namespace
}  // namespace backstamp::message
