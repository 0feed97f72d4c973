#include "message/file_type.h"

#include <gtest/gtest.h>

#include <string>

namespace backstamp::message {
namespace {

using namespace std::string_literals;

TEST(FileType, IsToldByTheBytes) {
  const std::string ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
  const struct {
    std::string bytes;
    std::string_view type;
  } cases[] = {
      {"%PDF-1.7\n", "application/pdf"},
      {"PK\3\4....a.txt", "application/zip"},
      {"PK\3\4..[Content_Types].xml..word/document.xml",
       "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      {"PK\3\4..[Content_Types].xml..xl/workbook.xml",
       "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
      {"PK\3\4..word/document.xml", "application/zip"},
      {"PK\3\4..META-INF/MANIFEST.MF", "application/java-archive"},
      {"PK\3\4..mimetypeapplication/vnd.oasis.opendocument.textPK",
       "application/vnd.oasis.opendocument.text"},
      {ole + "....", "application/x-ole-storage"},
      {ole + "..W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"s, "application/msword"},
      {"Rar!\x1a\x07\x01", "application/vnd.rar"},
      {"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"},
      {"\x1f\x8b\x08", "application/gzip"},
      {"\x89PNG\r\n\x1a\n", "image/png"},
      {"\xff\xd8\xff\xe0", "image/jpeg"},
      {"GIF89a", "image/gif"},
      {"MZ" + std::string(100, '\0'), "application/vnd.microsoft.portable-executable"},
      {"{\\rtf1", "application/rtf"},
      {"\xef\xbb\xbf <!DOCTYPE HTML><p>", "text/html"},
      {"<?xml version='1.0'?><svg xmlns=''>", "image/svg+xml"},
      {"<?xml version='1.0'?><a/>", "application/xml"},
      {"MZ is how this text begins", ""},
      {"plain text", ""},
      {"", ""},
  };
  for (const auto& expected : cases) {
    EXPECT_EQ(file_type(expected.bytes, expected.bytes), expected.type) << expected.bytes;
  }
}

TEST(FileType, LooksAtTheEndToo) {
  EXPECT_EQ(file_type("PK\3\4[Content_Types].xml", "ppt/presentation.xml"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation");
}

}  // namespace
}  // namespace backstamp::message
