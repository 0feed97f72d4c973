#include "casework/value.h"

#include <gtest/gtest.h>

namespace backstamp::casework {
namespace {

TEST(Storable, GivesBackAnyBytes) {
  const std::string all = [] {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    return bytes;
  }();
  for (const std::string& bytes :
       {std::string(), std::string("plain"), std::string("grün 請求書 100 %"), all, all + all,
        std::string("a\0b", 3), std::string("\x01"), std::string("\x01%41"),
        std::string("\xff%ff%0\x01"), std::string("%"), std::string("\xff%"),
        std::string("\xed\xa0\x80"), std::string("\xf0\x9f\x98")}) {
    const std::string stored = storable(bytes);
    EXPECT_TRUE(Text::parse(stored)) << stored;
    EXPECT_EQ(plain(stored), bytes);
  }
}

TEST(Storable, LeavesTextAsItIs) {
  EXPECT_EQ(storable("grün 100 %"), "grün 100 %");
  EXPECT_EQ(storable("a\xff%"),
            "\x01"
            "a%ff%25");
}

TEST(Storable, ReadsWhatOthersWroteWithoutHarm) {
  for (const char* stored : {"\x01", "\x01%", "\x01%4", "\x01%zz", "\x01%4\x01%41"}) {
    EXPECT_LE(plain(stored).size(), std::string_view(stored).size());
  }
}

TEST(IndexKey, IsShortAndTellsTextsApart) {
  const std::string long_text(5000, 'a');
  EXPECT_EQ(index_key("short"), "short");
  EXPECT_EQ(index_key(long_text).size(), 71u);
  EXPECT_NE(index_key(long_text), index_key(long_text + 'b'));
  // Nobody can choose a short text that stands for a long one.
  EXPECT_NE(index_key(index_key(long_text)), index_key(long_text));
}

}  // namespace
}  // namespace backstamp::casework
