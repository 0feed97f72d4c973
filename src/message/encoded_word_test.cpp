#include "message/encoded_word.h"

#include <gtest/gtest.h>

namespace backstamp::message {
namespace {

TEST(EncodedWord, Decodes) {
  const struct {
    std::string_view raw, text;
  } cases[] = {
      {" plain subject\r\n", "plain subject"},
      {"one\r\n two\n\tthree", "one two three"},
      {"=?utf-8?q?gr=C3=BC=C3=9Fe?=",
       "gr\xc3\xbc\xc3\x9f"
       "e"},
      {"=?UTF-8?B?Z3LDvMOf?= x", "gr\xc3\xbc\xc3\x9f x"},
      {"=?iso-8859-1?Q?a_b=5Fc?=", "a b_c"},
      {"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"},
      {"=?utf-8?q?a?=\r\n =?utf-8?q?b?=", "ab"},
      {"=?utf-8?q?a?= c =?utf-8?q?b?=", "a c b"},
      // One character cut between two words, in either encoding.
      {"=?utf-8?q?=C3?= =?utf-8?q?=BC?=", "\xc3\xbc"},
      {"=?utf-8?B?w7zD?= =?utf-8?B?vA==?=", "\xc3\xbc\xc3\xbc"},
      {"=?utf-8*en?q?lang?=", "lang"},
      {"x=?utf-8?q?inside?=y", "xinsidey"},
      {"=?utf-8?q?with blank?=", "with blank"},
      {"=?broken", "=?broken"},
      {"=?a?z?b?=", "=?a?z?b?="},
      {"=?nonsense?q?x=E9?=", "x\xc3\xa9"},
      {"caf\xe9", "caf\xc3\xa9"},
      {"caf\xc3\xa9", "caf\xc3\xa9"},
      {"=?utf-8?q?a=0D=0AX-Evil:_1?=", "a  X-Evil: 1"},
      {"=?utf-8?q?=?=", "="},
      {"=?utf-8?q?=4?=", "=4"},
      {"", ""},
  };
  for (const auto& expected : cases) {
    EXPECT_EQ(decode_header(expected.raw).str(), expected.text) << expected.raw;
  }
}

TEST(EncodedWord, IsLinear) {
  std::string hostile;
  for (int i = 0; i < 100'000; ++i) hostile += "=?";
  EXPECT_FALSE(decode_header(hostile).empty());
}

}  // namespace
}  // namespace backstamp::message
