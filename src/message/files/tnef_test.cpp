#include "message/files/tnef.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "message/files/made_ole.h"
#include "message/files/onenote.h"
#include "message/files/opened_file.h"

namespace backstamp::message {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::string attribute(unsigned id, const std::string& data) {
  return number(2, 1) + number(id, 4) + number(data.size(), 4) + data + number(0, 2);
}

const std::string begin = number(0x223e9f78, 4) + number(1, 2);

TEST(Tnef, TakesOutAttachments) {
  std::string name = wide("long name.exe");
  name += std::string(2, '\0');
  std::string properties = number(2, 4) + number(0x03, 2) + number(0x3705, 2) + number(1, 4);
  properties += number(0x1f, 2) + number(0x3707, 2) + number(1, 4) + number(name.size(), 4) + name;
  const FileContents contents = opened(
      begin + attribute(0x0002800c, "see http://tnef.example/") + attribute(0x00069002, "render") +
      attribute(0x00018010, "SHORT.EXE\0"s) + attribute(0x0006800f, "MZ first") +
      attribute(0x00069005, properties) + attribute(0x00069002, "render") +
      attribute(0x00018010, "b.txt\0"s) + attribute(0x0006800f, "second"));
  EXPECT_THAT(files_of(contents), ElementsAre("long name.exe=MZ first", "b.txt=second"));
  EXPECT_THAT(urls_of(contents), ElementsAre("http://tnef.example/"));
  EXPECT_THAT(contents.defects, IsEmpty());
}

TEST(Tnef, BreakingOffIsADefect) {
  const std::string whole =
      begin + attribute(0x00069002, "render") + attribute(0x0006800f, "MZ first");
  for (std::size_t size = begin.size() + 1; size < whole.size(); ++size) {
    EXPECT_LE(opened(whole.substr(0, size)).files.size(), 1U);
  }
  EXPECT_THAT(opened(whole.substr(0, whole.size() - 4)).defects,
              ElementsAre("the TNEF file breaks off"));
}

TEST(OneNote, TakesOutFiles) {
  const std::string mark = "\xe7\x16\xe3\xbd\x65\x26\x11\x45\xa4\xc4\x8d\x4d\x0b\x7a\x9e\xac";
  const std::string bytes = "\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d" + wide("http://note.example/ ") +
                            mark + number(8, 8) + std::string(12, '\0') + "echo one" + mark +
                            number(99, 8) + std::string(12, '\0') + "cut";
  const FileContents contents = opened(bytes);
  EXPECT_THAT(files_of(contents), ElementsAre("=echo one", "=cut"));
  EXPECT_FALSE(contents.files.at(1).complete);
  EXPECT_THAT(urls_of(contents), ElementsAre("http://note.example/"));
}

}  // namespace
}  // namespace backstamp::message
