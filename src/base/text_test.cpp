#include "base/text.h"

#include <gtest/gtest.h>

namespace backstamp {
namespace {

TEST(Text, FindsOneWrongByteWhereverItStands) {
  for (std::size_t at = 0; at < 24; ++at) {
    for (const char wrong : {'\0', '\x80', '\xff', '\xc3'}) {
      std::string bytes(24, 'a');
      bytes[at] = wrong;
      std::string mended = bytes;
      mended.replace(at, 1, "\xef\xbf\xbd");
      EXPECT_FALSE(Text::parse(bytes).has_value()) << at;
      EXPECT_EQ(Text::lossy(bytes).str(), mended) << at;
    }
  }
}

TEST(Text, TakesOnlyUtf8) {
  EXPECT_TRUE(Text::parse("gr\xc3\xbc\xc3\x9f dich \xf0\x9f\x93\xa7"));
  for (const std::string_view bytes :
       {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\xc3"}) {
    EXPECT_FALSE(Text::parse(bytes));
  }
  EXPECT_FALSE(Text::parse(std::string_view("a\0b", 3)));
}

TEST(Text, LossyReplacesEachWrongByte) {
  EXPECT_EQ(Text::lossy("a\xff\xfe"
                        "b")
                .str(),
            "a\xef\xbf\xbd\xef\xbf\xbd"
            "b");
  EXPECT_EQ(Text::lossy("\xc3").str(), "\xef\xbf\xbd");
}

TEST(Text, CutsAtACharacterBorder) {
  const Text text = Text::trusted("a\xc3\xbc");
  EXPECT_EQ(text.cut(2).str(), "a");
  EXPECT_EQ(text.cut(3).str(), text.str());
}

TEST(Text, Trims) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim("  "), "");
}

}  // namespace
}  // namespace backstamp
