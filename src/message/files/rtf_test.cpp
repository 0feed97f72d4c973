#include "message/files/rtf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "message/files/made_ole.h"
#include "message/files/opened_file.h"

namespace backstamp::message {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Rtf, ReadsLinksWithEscapes) {
  EXPECT_THAT(
      urls_of(opened("{\\rtf1{\\field{\\*\\fldinst HYPERLINK \"http://a.example/x\"}}\n"
                     "\\par see www.b.example/\\'41\\par"
                     "{\\*\\template \\u104?\\u116?\\u116?\\u112?://c.example/t.dot}}")),
      ElementsAre("http://a.example/x", "http://www.b.example/A", "http://c.example/t.dot"));
}

TEST(Rtf, TakesOutObjects) {
  const std::string ole = make_ole({{"Equation Native", "x"}});
  const std::string object = number(0x501, 4) + number(2, 4) + number(6, 4) + "Excel" + '\0' +
                             number(0, 4) + number(0, 4) + number(ole.size(), 4) + ole;
  std::string digits = hex(object);
  digits.insert(11, "\r\n {\\*\\junk} ");
  EXPECT_THAT(files_of(opened("{\\rtf1{\\object\\objupdate{\\*\\objdata " + digits + "}}}")),
              ElementsAre("Excel=" + ole));
  const std::string garbled = hex("garbled" + ole);
  EXPECT_THAT(files_of(opened("{\\rtf1{\\object{\\*\\objdata " + garbled + "}}")),
              ElementsAre("=" + ole));
  const std::string binary = "\\bin" + std::to_string(object.size()) + ' ' + object;
  EXPECT_THAT(files_of(opened("{\\rtf1{\\object{\\*\\objdata " + binary)),
              ElementsAre("Excel=" + ole));
}

TEST(Rtf, BrokenFilesEnd) {
  for (const char* broken : {"{\\rtf1\\", "{\\rtf1\\'", "{\\rtf1\\'4", "{\\rtf1\\bin99999999 x",
                             "{\\rtf1\\objdata 4", "{\\rtf1}}}}\\objdata 41}", "{\\rtf1\\u-"}) {
    EXPECT_THAT(urls_of(opened(broken)), IsEmpty()) << broken;
  }
}

}  // namespace
}  // namespace backstamp::message
