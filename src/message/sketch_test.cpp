#include "message/sketch.h"

#include <gtest/gtest.h>

#include <cmath>

#include "message/min_hash.h"
#include "message/word_weights.h"

namespace backstamp::message {
namespace {

BodyFeatures features(std::string_view plain) { return body_features(plain, nullptr, {}, {}); }

BodyFeatures html_features(std::string_view html) {
  const HtmlReading reading = read_html(html, {});
  return body_features("", &reading, {}, {});
}

// "wordqa wordqb ...": letters alone, so that each is one unknown word.
std::string invented_words(int first, int count) {
  std::string text;
  for (int i = first; i < first + count; ++i) {
    text += "zq";
    for (int rest = i; rest > 0; rest /= 20) text += static_cast<char>('a' + rest % 20);
    text += i % 10 == 9 ? '\n' : ' ';
  }
  return text;
}

constexpr const char* notice =
    "Dear Anna Schmidt,\n"
    "your mailbox has exceeded its storage quota and outgoing messages are being held.\n"
    "Release the pending messages within 24 hours or the mailbox will be suspended:\n"
    "https://mail.example/a/8812?u=anna\n"
    "Reference 99871, 3 March 2024\n"
    "Kind regards,\nPeter Walters\n";

constexpr const char* same_notice =
    "Hello Mr Jansen,\n"
    "your mailbox has exceeded its storage quota and outgoing messages are being held.\n"
    "Release the pending messages within 48 hours or the mailbox will be suspended:\n"
    "http://other.example/zz/index.php?k=17&m=2\n"
    "Reference 10235, 17 April 2024\n"
    "Best regards,\nLucia Fernandez\n";

constexpr const char* other_notice =
    "Dear Anna Schmidt,\n"
    "the parcel you ordered could not be delivered because the customs fee was not paid.\n"
    "Pay the fee within 24 hours or the parcel will be returned to the sender:\n"
    "https://mail.example/a/8812?u=anna\n";

struct NearCase {
  const char* name;
  int shared, only_first, only_second;
};

class Nearness : public testing::TestWithParam<NearCase> {};

TEST_P(Nearness, IsThatOfTheWordSets) {
  const auto [name, shared, first, second] = GetParam();
  const auto a = features(invented_words(1, shared) + invented_words(5000, first));
  const auto b = features(invented_words(1, shared) + invented_words(9000, second));
  const double truth = static_cast<double>(shared) / (shared + first + second);
  const double error = std::sqrt(truth * (1 - truth) / 128);
  EXPECT_NEAR(jaccard(a.sketch, b.sketch), truth, 4 * error + 0.01);
}

INSTANTIATE_TEST_SUITE_P(Cases, Nearness,
                         testing::Values(NearCase{"same", 100, 0, 0},
                                         NearCase{"four_fifths", 160, 20, 20},
                                         NearCase{"half", 100, 50, 50},
                                         NearCase{"quarter", 50, 75, 75},
                                         NearCase{"nothing", 0, 300, 300}),
                         [](const auto& test) { return test.param.name; });

TEST(MinHash, FollowsTheWeights) {
  // One heavy shared word against a light word of each side: J = 9 / (9 + 1 + 1).
  int equal = 0;
  constexpr int rounds = 60;
  for (std::uint64_t round = 1; round <= rounds; ++round) {
    const std::uint64_t base = round * 0x9e3779b97f4a7c15;
    const auto a = min_hash({{9.0, {base}}, {1.0, {base + 1}}});
    const auto b = min_hash({{9.0, {base}}, {1.0, {base + 2}}});
    for (std::size_t i = 0; i < min_hash_values; ++i) equal += a[i] == b[i] ? 1 : 0;
  }
  EXPECT_NEAR(equal / (rounds * 128.0), 9.0 / 11.0, 0.02);
}

TEST(MinHash, OfNothingIsNothing) {
  for (const std::uint64_t value : min_hash({})) EXPECT_EQ(value, 0u);
}

TEST(Sketch, IsTheSameOnEveryMachine) {
  const BodyFeatures found = features(notice);
  EXPECT_EQ(found.sketch.version, word_weights_version);
  // Of invented words, whose weight no table changes. These values are stored in the field.
  const BodySketch sketch = features(invented_words(1, 30)).sketch;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < BodySketch::values; ++i) sum = sum * 31 + sketch.bytes[i];
  for (const std::uint32_t key : sketch.keys) sum = sum * 31 + key;
  EXPECT_EQ(sum, 15702149645531919561u);
}

TEST(Sketch, FindsTheSameTextWithOtherNames) {
  const BodyFeatures a = features(notice);
  const BodyFeatures b = features(same_notice);
  const BodyFeatures c = features(other_notice);
  EXPECT_GE(jaccard(a.sketch, b.sketch), near_duplicate_likely);
  EXPECT_GE(equal_keys(a.sketch, b.sketch), candidate_keys_min);
  EXPECT_LT(jaccard(a.sketch, c.sketch), near_duplicate_likely);
}

TEST(Sketch, SaysNothingOfFewWords) {
  const BodyFeatures few = features("please see the attached invoice");
  EXPECT_FALSE(comparable(few.sketch));
  EXPECT_EQ(jaccard(few.sketch, few.sketch), 0.0);
}

TEST(Sketch, OfOtherVersionsIsNotCompared) {
  BodySketch sketch = features(notice).sketch;
  BodySketch other = sketch;
  other.version += 1;
  EXPECT_EQ(jaccard(sketch, sketch), 1.0);
  EXPECT_EQ(jaccard(sketch, other), 0.0);
  EXPECT_EQ(equal_keys(sketch, other), 0);
}

TEST(Sketch, OfHiddenTextMeetsItsLikeAlone) {
  const std::string words = invented_words(1, 40);
  const BodyFeatures hidden = html_features("<div style='display:none'>" + words + "</div>hi");
  const BodyFeatures shown = html_features("<div>" + words + "</div>");
  EXPECT_EQ(jaccard(hidden.sketch, hidden.sketch), 1.0);
  EXPECT_LT(jaccard(hidden.sketch, shown.sketch), 0.1);
}

TEST(Sketch, IgnoresHowTheTextIsBuilt) {
  const BodyFeatures plain = features(
      "Your account was limited because unusual activity reached "
      "our Helsinki office. Confirm the particulars.");
  const BodyFeatures built = html_features(
      "<table><tr><td>Your acc<b>ou</b>nt was lim&#105;ted because un&#8203;usual activity reached "
      "our Helsi<span style='display:none'>xx</span>nki office. <p>C\u043enf\u0456rm the "
      "particu1ars.</table>");
  EXPECT_EQ(plain.sketch.bytes, built.sketch.bytes);
}

TEST(BodyFingerprint, StaysWhenOnlyWhatIsFilledInDiffers) {
  EXPECT_EQ(features(notice).body_fingerprint, features(same_notice).body_fingerprint);
  EXPECT_NE(features(notice).body_fingerprint, features(other_notice).body_fingerprint);
  EXPECT_EQ(features(notice).body_fingerprint.size(), 16u);
}

TEST(BodyFingerprint, IsEmptyOfNothing) {
  EXPECT_EQ(features("").body_fingerprint, "");
  EXPECT_EQ(features(" \n 12345 \n").body_fingerprint, "");
}

TEST(BodyFingerprint, OfImagesAloneGoesByTheMarks) {
  const auto fingerprint = [](const char* html) { return html_features(html).body_fingerprint; };
  EXPECT_EQ(fingerprint("<a href=http://a.example/x><img src=http://a.example/1.png></a>"),
            fingerprint("<a href=http://b.example/y><img src=http://c.example/2.png></a>"));
  EXPECT_NE(fingerprint("<a href=http://a.example/x><img src=http://a.example/1.png></a>"),
            fingerprint("<img src=http://a.example/1.png>"));
}

TEST(HtmlFingerprint, GoesByTheBlocks) {
  EXPECT_EQ(features("x").html_fingerprint, "");
  EXPECT_EQ(html_features("<div><p>one").html_fingerprint,
            html_features("<div class=x><p><b>two</b>").html_fingerprint);
  EXPECT_NE(html_features("<div><p>one").html_fingerprint,
            html_features("<table><td>one").html_fingerprint);
}

Url body_url(const char* url) {
  return {.url = Text::trusted(url), .domain = {}, .location = UrlLocation::body, .text = {}};
}

TEST(UrlShape, ForgetsHostsAndValues) {
  const auto shape = [](const char* url) {
    return body_features("", nullptr, {body_url(url)}, {}).sketch.url_shape_hash;
  };
  EXPECT_EQ(shape("https://a.example/track/1234/a7x.php?id=9&u=x"),
            shape("http://b.example/other/77/b8c.php?id=1&u=yy#z"));
  EXPECT_NE(shape("https://a.example/track/1234"), shape("https://a.example/track"));
  EXPECT_NE(shape("https://a.example/x?id=1"), shape("https://a.example/x?key=1"));
  EXPECT_NE(shape("https://a.example/"), 0u);
}

TEST(BodyFeatures, AreTheSameEveryTime) {
  const BodyFeatures first = features(notice);
  const BodyFeatures second = features(notice);
  EXPECT_EQ(first.sketch.bytes, second.sketch.bytes);
  EXPECT_EQ(first.sketch.keys, second.sketch.keys);
  EXPECT_EQ(first.body_fingerprint, second.body_fingerprint);
}

struct TextCase {
  const char* name;
  const char* plain;
  const char* html;  // null: no HTML part
  const char* visible;
};

class Choice : public testing::TestWithParam<TextCase> {};

TEST_P(Choice, OfTheTextThatIsRead) {
  const TextCase& test = GetParam();
  HtmlReading reading;
  if (test.html != nullptr) reading = read_html(test.html, {});
  const BodyFeatures found =
      body_features(test.plain, test.html != nullptr ? &reading : nullptr, {}, {});
  EXPECT_EQ(found.visible_text.str(), test.visible);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Choice,
    testing::Values(TextCase{"nothing", "", nullptr, ""},
                    TextCase{"plain", "one \r\n\r\n two\tthree", nullptr, "one\ntwo three"},
                    TextCase{"html_first", "plain words here", "<p>html words here",
                             "html words here"},
                    TextCase{"thin_html", "plain words here", "<p>html words", "plain words here"},
                    TextCase{"image", "plain words here", "<img src=x>", ""},
                    TextCase{"only_html", "", "<p>hi", "hi"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace backstamp::message
