#include "message/files/ole_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "message/files/made_ole.h"
#include "message/files/ole_directory.h"
#include "message/files/opened_file.h"
#include "message/files/vba_source.h"

namespace backstamp::message {
namespace {

using namespace std::string_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

std::string ole_package(const std::string& label, const std::string& bytes) {
  return number(2, 2) + label + '\0' + "C:\\tmp\\x" + '\0' + number(0x00030000, 4) + number(3, 4) +
         "ab" + '\0' + number(bytes.size(), 4) + bytes;
}

TEST(OleDirectory, ReadsSmallAndLargeStreams) {
  const std::string large(10'000, 'L');
  const std::string bytes =
      make_ole({{"small", "S"}, {"large", large}, {"inner", "I"s + std::string(300, 'i'), "box"}});
  const auto directory = OleDirectory::read(bytes);
  ASSERT_TRUE(directory);
  ASSERT_EQ(directory->entries().size(), 8U);  // four to a sector
  const auto& entries = directory->entries();
  EXPECT_EQ(entries[1].name, "small");
  EXPECT_EQ(directory->stream(entries[1], 100), "S");
  EXPECT_EQ(directory->stream(entries[2], 1 << 20), large);
  EXPECT_EQ(directory->stream(entries[2], 10), large.substr(0, 10));
  EXPECT_FALSE(entries[3].is_stream);
  EXPECT_EQ(entries[4].parent, 3U);
  EXPECT_EQ(directory->stream(entries[4], 1000).size(), 301U);
}

TEST(OleDirectory, BrokenFilesEnd) {
  std::string bytes = make_ole({{"large", std::string(10'000, 'L')}});
  for (std::size_t size = 0; size < bytes.size(); size += 97) {
    const std::string cut = bytes.substr(0, size);
    if (const auto directory = OleDirectory::read(cut)) {
      for (const auto& entry : directory->entries()) directory->stream(entry, 1 << 20);
    }
  }
  // Every chain leads to sector 0.
  const std::size_t table = bytes.size() - 1024;
  for (std::size_t at = table; at < bytes.size(); ++at) bytes[at] = '\0';
  const auto looped = OleDirectory::read(bytes);
  ASSERT_TRUE(looped);
  for (const auto& entry : looped->entries()) {
    EXPECT_LE(looped->stream(entry, UINT64_MAX).size(), bytes.size());
  }
}

TEST(OleFile, SeesMacrosAndEncryption) {
  EXPECT_TRUE(opened(make_ole({{"_VBA_PROJECT", "x", "VBA"}})).macros);
  const std::string sheet = number(0x0085, 2) + number(8, 2) + number(0, 4) + number(0, 1);
  const std::string excel4 = sheet + number(1, 1) + number(0, 2);
  const std::string plain = sheet + number(0, 1) + number(0, 2);
  EXPECT_TRUE(opened(make_ole({{"Workbook", excel4}})).macros);
  EXPECT_FALSE(opened(make_ole({{"Workbook", plain}})).macros);
  EXPECT_TRUE(opened(make_ole({{"Workbook", number(0x2f, 2) + number(0, 2)}})).encrypted);
  EXPECT_TRUE(opened(make_ole({{"EncryptedPackage", "x"}})).encrypted);
  const std::string word = std::string(10, '\0') + number(0x0100, 2);
  EXPECT_TRUE(opened(make_ole({{"WordDocument", word}})).encrypted);
  EXPECT_FALSE(opened(make_ole({{"WordDocument", "x"}})).encrypted);
}

TEST(OleFile, TakesOutEmbeddedFilesAndUrls) {
  const std::string native = ole_package("run.exe", "MZ...");
  const FileContents contents = opened(make_ole(
      {{"\1Ole10Native", number(native.size(), 4) + native, "ObjectPool"},
       {"1Table", wide("HYPERLINK \"http://wide.example/a\" ") + "http://thin.example/b\1"},
       {"other", "http://schemas.openxmlformats.org/x "}}));
  EXPECT_THAT(files_of(contents), ElementsAre("run.exe=MZ..."));
  EXPECT_THAT(urls_of(contents), ElementsAre("http://thin.example/b", "http://wide.example/a"));
}

TEST(OleFile, ReadsOutlookMessages) {
  const FileContents contents = opened(
      make_ole({{"__substg1.0_1000001F", wide("see http://msg.example/")},
                {"__substg1.0_37010102", "%PDF-1.7", "__attach_version1.0_#00000000"},
                {"__substg1.0_3704001E", "SHORT.PDF", "__attach_version1.0_#00000000"},
                {"__substg1.0_3707001F", wide("long name.pdf"), "__attach_version1.0_#00000000"},
                {"__substg1.0_37010102", "second", "__attach_version1.0_#00000001"}}));
  EXPECT_THAT(files_of(contents), ElementsAre("long name.pdf=%PDF-1.7", "=second"));
  EXPECT_THAT(urls_of(contents), ElementsAre("http://msg.example/"));
}

TEST(OleFile, ReadsUrlsOfCompressedMacros) {
  // Literals in eights, then a copy token: "http://x.example/" comes from a repeat of "http://".
  const std::string literals =
      "\0Attribut\0e VB_Nam\0e = \"M\"\n\0\r\nx=\"htt\0p://vba.\0example/"s;
  const std::string chunk = literals + "\0a\"     "s;
  const std::string module = "junk\1" + number(0xb000 | (chunk.size() - 1), 2) + chunk;
  EXPECT_EQ(vba_source(module, 1000).substr(0, 21), "Attribute VB_Name = \"");
  EXPECT_THAT(urls_of(opened(make_ole({{"Module1", module, "VBA"}}))),
              Contains("http://vba.example/a"));
  EXPECT_EQ(vba_source("no module", 1000), "");
}

TEST(OleFile, WhatCannotBeReadIsADefect) {
  EXPECT_THAT(opened("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + std::string(20, '\0')).defects,
              ElementsAre("the compound file cannot be read"));
  EXPECT_THAT(opened("text", "application/msword").defects, IsEmpty());
}

}  // namespace
}  // namespace backstamp::message
