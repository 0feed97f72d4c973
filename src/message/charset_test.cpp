#include "message/charset.h"

#include <gtest/gtest.h>

namespace backstamp::message {
namespace {

struct Case {
  std::string_view bytes, declared, text;
  bool mistold;
};

TEST(Charset, ReadsWhatTheBytesBearOut) {
  const Case cases[] = {
      {"plain", "", "plain", false},
      {"plain", "no-such-charset", "plain", true},
      {"gr\xfc\xdf", "iso-8859-1", "gr\xc3\xbc\xc3\x9f", false},
      {"\x80 5", "ISO-8859-1", "\xe2\x82\xac 5", false},
      {"gr\xfc\xdf", "", "gr\xc3\xbc\xc3\x9f", true},
      {"gr\xfc\xdf", "utf-8", "gr\xc3\xbc\xc3\x9f", true},
      {"gr\xc3\xbc\xc3\x9f", "utf-8", "gr\xc3\xbc\xc3\x9f", false},
      {"gr\xc3\xbc\xc3\x9f", "iso-8859-1", "gr\xc3\xbc\xc3\x9f", true},
      {"gr\xc3\xbc\xc3\x9f", "us-ascii", "gr\xc3\xbc\xc3\x9f", true},
      {"\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251",
       "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82", false},
      {"\xf0\xd2\xc9", "koi8-r", "\xd0\x9f\xd1\x80\xd0\xb8", false},
      {"\xc4\xe3\xba\xc3", "GB2312", "\xe4\xbd\xa0\xe5\xa5\xbd", false},
      {"\x1b$B$\"\x1b(B", "iso-2022-jp", "\xe3\x81\x82", false},
      {"Hi+AKM-1", "utf-7",
       "Hi\xc2\xa3"
       "1",
       false},
      {"a", "../../etc/passwd", "a", true},
      {"", "utf-8", "", false},
  };
  for (const Case& expected : cases) {
    const Utf8Reading reading = to_utf8(expected.bytes, expected.declared);
    EXPECT_EQ(reading.text, expected.text) << expected.bytes << " as " << expected.declared;
    EXPECT_EQ(reading.mistold, expected.mistold) << expected.bytes << " as " << expected.declared;
  }
}

TEST(Charset, AFewSlipsDoNotTurnUtf8IntoLatin) {
  const std::string bytes = "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1";
  EXPECT_EQ(to_utf8(bytes, "utf-8").text, bytes.substr(0, 10) + "\xef\xbf\xbd");
}

TEST(Charset, AlwaysGivesUtf8) {
  std::string every;
  for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
  for (const std::string_view label : {"",
                                       "utf-8",
                                       "iso-8859-1",
                                       "gb2312",
                                       "big5",
                                       "euc-jp",
                                       "shift_jis",
                                       "iso-2022-jp",
                                       "utf-7",
                                       "utf-16",
                                       "utf-16le",
                                       "utf-32",
                                       "iso-2022-cn",
                                       "hz-gb-2312",
                                       "scsu",
                                       "bocu-1",
                                       "imap-mailbox-name",
                                       "ebcdic-us",
                                       "x-mac-cyrillic",
                                       "tis-620",
                                       "ibm437"}) {
    EXPECT_TRUE(is_utf8(to_utf8(every, label).text)) << label;
  }
}

}  // namespace
}  // namespace backstamp::message
