#include "click/link.h"

#include <gtest/gtest.h>

#include <random>

#include "base/file.h"

namespace backstamp::click {
namespace {

const std::string secret_a(64, 'a'), secret_b(64, 'b');
const KeyRing keys = KeyRing::parse("0a01 " + secret_a + "\n").value();

Link sample() {
  return {.target = "https://www.example.test/path?a=1&b=%20#x",
          .guard = Uuid::of_hash("one"),
          .recipient = Text::trusted("ännä@example.test"),
          .judgement = verdict::Judgement::suspicious};
}

TEST(Link, SurvivesItsWord) {
  const Link link = link_of(word_of(sample(), keys), keys).value();
  EXPECT_EQ(link.target, sample().target);
  EXPECT_EQ(link.guard, sample().guard);
  EXPECT_EQ(link.recipient, sample().recipient);
  EXPECT_EQ(link.judgement, sample().judgement);
  for (const char c : word_of(sample(), keys)) EXPECT_TRUE(std::isalnum(c) || c == '-' || c == '_');
}

TEST(Link, IsMadeOfWebAddressesOnly) {
  for (const char* target : {"", "http://", "javascript:alert(1)", "ftp://x.example/",
                             "//x.example", "https://x.example/a b", "https://x.example/\"",
                             "https://a\\b.example/", "https://x.example/\n"}) {
    EXPECT_EQ(word_of({.target = target, .guard = {}, .recipient = {}}, keys), "") << target;
  }
  const std::string longest = "http://x.example/" + std::string(target_bytes_max, 'a');
  EXPECT_EQ(word_of({.target = longest, .guard = {}, .recipient = {}}, keys), "");
}

TEST(Link, HoldsAsLongAsItsKey) {
  const std::string word = word_of(sample(), keys);
  const KeyRing both = KeyRing::parse("0b02 " + secret_b + "\n\n0a01 " + secret_a).value();
  EXPECT_TRUE(link_of(word, both));
  EXPECT_EQ(both.newest().id, 0x0b02);
  EXPECT_EQ(link_of(word, KeyRing::parse("0b02 " + secret_b).value()).error().fault,
            Fault::invalid);
  EXPECT_EQ(link_of(word, KeyRing::parse("0a01 " + secret_b).value()).error().fault,
            Fault::invalid);
}

// Each single change of a word, and words put together at random.
TEST(Link, IsForgedByNobody) {
  const std::string word = word_of(sample(), keys);
  for (std::size_t at = 0; at < word.size(); ++at) {
    for (const char c : {'A', 'b', '7', '-', '_', '=', '/', '\0', '\xff'}) {
      std::string forged = word;
      if (forged[at] == c) continue;
      forged[at] = c;
      EXPECT_FALSE(link_of(forged, keys)) << at;
    }
    EXPECT_FALSE(link_of(word.substr(0, at), keys));
    EXPECT_FALSE(link_of(word + word.substr(0, at + 1), keys));
  }
  std::mt19937 dice(7);
  for (int i = 0; i < 10'000; ++i) {
    std::string forged(dice() % 200, 'A');
    for (char& c : forged) c = word[dice() % word.size()];
    EXPECT_FALSE(link_of(forged, keys));
  }
  EXPECT_FALSE(link_of(std::string(100'000, 'A'), keys));
}

TEST(KeyRing, TellsWhichLineIsWrong) {
  for (const std::string& lines :
       std::vector<std::string>{"", "# none\n", "0a01\n", "zz " + secret_a, "0a01 abc",
                                "0a01 " + secret_a + "a1", "123456 " + secret_a}) {
    EXPECT_EQ(KeyRing::parse(lines).error().fault, Fault::invalid) << lines;
  }
}

TEST(KeyRing, Rotates) {
  char name[] = "/tmp/keys-XXXXXX";
  const std::filesystem::path folder = ::mkdtemp(name);
  const KeyRing first = KeyRing::read_or_make(folder / "keys").value();
  EXPECT_EQ(KeyRing::read_or_make(folder / "keys").value().newest().secret, first.newest().secret);
  const std::string word = word_of(sample(), first);
  for (std::size_t i = 1; i < KeyRing::keys_max; ++i) {
    const KeyRing rotated = KeyRing::rotate(folder / "keys").value();
    EXPECT_NE(rotated.newest().secret, first.newest().secret);
    EXPECT_TRUE(link_of(word, rotated));
  }
  const KeyRing last = KeyRing::rotate(folder / "keys").value();
  EXPECT_EQ(last.size(), KeyRing::keys_max);
  EXPECT_FALSE(link_of(word, last));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace backstamp::click
