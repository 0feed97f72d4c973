#include "message/fold.h"

#include <gtest/gtest.h>

#include <string>

namespace backstamp::message {
namespace {

struct SameCase {
  const char* name;
  std::string one, other;
};

class FoldsAlike : public testing::TestWithParam<SameCase> {};

TEST_P(FoldsAlike, ToOneWord) {
  EXPECT_NE(folded_hash(GetParam().one), 0u);
  EXPECT_EQ(folded_hash(GetParam().one), folded_hash(GetParam().other));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, FoldsAlike,
    testing::Values(
        SameCase{"case", "PayPal", "paypal"}, SameCase{"accents", "Überprüfung", "uberprufung"},
        SameCase{"sharp_s", "Straße", "STRASSE"}, SameCase{"combining", "e\u0301te\u0301", "ete"},
        SameCase{"ligature", "o\ufb03ce", "office"}, SameCase{"full_width", "Ｐａｙ", "pay"},
        SameCase{"mathematical", "\U0001d40f\U0001d41a\U0001d432", "pay"},
        SameCase{"circled", "\u24b6\u24dc\u24d0zon", "amazon"},
        SameCase{"cyrillic", "р\u0430ур\u0430l", "paypal"},
        SameCase{"greek", "\u03a1\u03b1ypal", "paypal"}, SameCase{"armenian", "p\u0585st", "post"},
        SameCase{"small_capitals", "\u1d18\u1d00y", "pay"},
        SameCase{"stroke", "po\u0142ska", "polska"},
        SameCase{"zero_width", "pa\u200by\u00ad\u2060p\ufeffal", "paypal"},
        SameCase{"direction", "\u202epaypal\u202c", "paypal"},
        SameCase{"joiner", "pa\u034fy\u180epal", "paypal"},
        SameCase{"zero", "micr0s0ft", "microsoft"}, SameCase{"one", "paypa1", "paypal"},
        SameCase{"bar", "paypa|s", "paypals"}, SameCase{"number_in_word", "covid19", "covid23"},
        SameCase{"long", std::string(40, 'a'), std::string(300, 'a')}),
    [](const auto& test) { return test.param.name; });

struct KindCase {
  const char* name;
  const char* text;
  const char* kinds;  // a letter a word: w word, p pair, - token
};

class Folds : public testing::TestWithParam<KindCase> {};

TEST_P(Folds, ToTheseKinds) {
  std::string kinds;
  for (const FoldedWord& word : fold(GetParam().text).words) {
    kinds += word.kind == WordKind::word ? 'w' : word.kind == WordKind::pair ? 'p' : '-';
  }
  EXPECT_EQ(kinds, GetParam().kinds);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Folds,
    testing::Values(KindCase{"empty", "", ""}, KindCase{"blank", " \n\t ", ""},
                    KindCase{"words", "one, two-three", "www"},
                    KindCase{"number", "12 1,234.50", "----"},
                    KindCase{"url", "see https://a.example/x?y=z now", "w-w"},
                    KindCase{"www", "www.a.example/x (www.b.example)", "--"},
                    KindCase{"address", "a.b@c.example, <d@e.example>", "--"},
                    KindCase{"bare_host", "paypal.com/login. end.Next 3.5", "-ww--"},
                    KindCase{"identifier", "a8f3c9d2 INV20240917", "--"},
                    KindCase{"han", "您的账户", "ppp"}, KindCase{"one_han", "a 您 b", "wpw"},
                    KindCase{"kana", "アカウント", "pppp"}, KindCase{"hangul", "계정 정보", "pp"},
                    KindCase{"thai", "บัญชี", "pp"}, KindCase{"mixed", "您的PayPal账户", "pwp"},
                    KindCase{"not_utf8", "one\xff two\xc3", "ww"},
                    KindCase{"marks_alone", "\u0301\u200b", ""}),
    [](const auto& test) { return test.param.name; });

TEST(Fold, KeepsPlaceAndCapital) {
  const auto words = fold("Dear anna,\nyour Invoice").words;
  ASSERT_EQ(words.size(), 4u);
  EXPECT_TRUE(words[0].line_start && words[0].capital);
  EXPECT_FALSE(words[1].line_start || words[1].capital);
  EXPECT_TRUE(words[2].line_start && !words[2].capital);
  EXPECT_TRUE(words[3].capital && !words[3].line_start);
}

TEST(Fold, OfRealCyrillicKeepsWordsApart) {
  EXPECT_NE(folded_hash("счёт"), folded_hash("почта"));
  EXPECT_EQ(folded_hash("Счёт"), folded_hash("СЧЕТ"));
}

TEST(Fold, OfEveryBytePairEnds) {
  std::string bytes;
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; b += 5) bytes += {static_cast<char>(a), static_cast<char>(b)};
  }
  EXPECT_LE(fold(bytes).words.size(), bytes.size());
}

}  // namespace
}  // namespace backstamp::message
