#include "message/word_weights.h"

#include <gtest/gtest.h>

#include "message/fold.h"

namespace backstamp::message {
namespace {

int band(const char* word) { return WordWeights::built_in().of(folded_hash(word)).band; }
WordUse use(const char* word) { return WordWeights::built_in().of(folded_hash(word)).use; }

// Whoever changes a weight changes every stored sketch: raise word_weights_version, then set this.
TEST(WordWeights, AreFrozen) {
  EXPECT_EQ(word_weights_version, 1);
  EXPECT_EQ(WordWeights::built_in().digest(), 681191895281896531u);
}

TEST(WordWeights, KnowHowCommonWordsAre) {
  for (const char* word : {"the", "und", "der", "les", "para", "della", "não", "het", "och", "и"}) {
    EXPECT_EQ(band(word), 0) << word;
  }
  for (const char* word : {"account", "konto", "compte", "cuenta", "conta", "klant", "счет"}) {
    EXPECT_EQ(band(word), 1) << word;
  }
  EXPECT_LT(band("invoice"), band("warehouse"));
  EXPECT_EQ(band("zyzzyva"), band_unknown);
  EXPECT_EQ(use("dear"), WordUse::greeting);
  EXPECT_EQ(use("Grüßen"), WordUse::greeting);
  EXPECT_EQ(use("Friday"), WordUse::date);
  EXPECT_EQ(use("Jennifer"), WordUse::name);
  EXPECT_GT(WordWeights::built_in().size(), 9000u);
}

struct BadCase {
  const char* name;
  const char* file;
  const char* message;
};

class BadWords : public testing::TestWithParam<BadCase> {};

TEST_P(BadWords, AreRefused) {
  WordWeights weights;
  const auto added = weights.add(GetParam().file);
  ASSERT_FALSE(added.has_value());
  EXPECT_EQ(added.error().fault, Fault::invalid);
  EXPECT_THAT(added.error().what, testing::HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, BadWords,
    testing::Values(
        BadCase{"empty", "", "version"},
        BadCase{"other_version", "version\t999\n0\tthe\n", "version"},
        BadCase{"key", "version\t1\nfive\tthe\n", "line 2: unknown kind of words: five"},
        BadCase{"band", "version\t1\n5\tthe\n", "line 2: unknown kind"},
        BadCase{"two_words", "version\t1\n\n1\tthe don't\n", "line 3: not one word: \"don't\""},
        BadCase{"number", "version\t1\n1\t123\n", "not one word"},
        BadCase{"blank", "version\t1\n1\tone  two\n", "not one word"}),
    [](const auto& test) { return test.param.name; });

TEST(WordWeights, OfSeveralLanguagesTakeTheLowest) {
  WordWeights weights;
  ASSERT_TRUE(weights.add("version\t1\nlanguage\ten\n3\tdie war\n2\tgift\n").has_value());
  ASSERT_TRUE(weights.add("version\t1\nlanguage\tde\n0\tdie war\n3\tgift\n").has_value());
  EXPECT_EQ(weights.of(folded_hash("die")).band, 0);
  EXPECT_EQ(weights.of(folded_hash("die")).languages, 2u);
  EXPECT_EQ(weights.of(folded_hash("gift")).band, 2);
  EXPECT_EQ(weights.size(), 3u);
}

TEST(WordWeights, DigestDoesNotDependOnOrder) {
  WordWeights one;
  WordWeights other;
  ASSERT_TRUE(one.add("version\t1\n0\tthe\n2\tgift war\n").has_value());
  ASSERT_TRUE(other.add("version\t1\n2\twar gift\n0\tthe\n").has_value());
  EXPECT_EQ(one.digest(), other.digest());
  ASSERT_TRUE(other.add("version\t1\n1\tgift\n").has_value());
  EXPECT_NE(one.digest(), other.digest());
}

}  // namespace
}  // namespace backstamp::message
