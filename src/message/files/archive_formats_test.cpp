// Formats that libarchive reads and does not write: made here, byte by byte, without compression.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "message/files/made_ole.h"
#include "message/files/opened_file.h"
#include "message/files/rar5_header.h"

namespace backstamp::message {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

unsigned long checksum(const std::string& bytes) {
  return crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
}

// RAR 5.0: a header behind its checksum and size (sizes below 128 are one byte).
std::string rar_block(const std::string& header) {
  const std::string sized = number(header.size(), 1) + header;
  return number(checksum(sized), 4) + sized;
}

std::string rar5(const std::string& name, const std::string& bytes) {
  std::string file = number(2, 1) + number(2, 1) + number(bytes.size(), 1) + number(4, 1);
  file += number(bytes.size(), 1) + number(0, 1) + number(checksum(bytes), 4) + number(0, 1) +
          number(1, 1) + number(name.size(), 1) + name;
  return "Rar!\x1a\x07\x01" + std::string(1, '\0') + rar_block(std::string("\1\0\0", 3)) +
         rar_block(file) + bytes + rar_block(std::string("\5\0\0", 3));
}

// The same with a record in the header's extra area that says how it is encrypted.
std::string rar5_encrypted(const std::string& name, const std::string& bytes) {
  const std::string record = number(1, 1) + number(0, 1) + number(0, 1) + number(15, 1) +
                             std::string(16, 's') + std::string(16, 'v');
  const std::string extra = number(record.size(), 1) + record;
  const std::string file = number(2, 1) + number(3, 1) + number(extra.size(), 1) +
                           number(bytes.size(), 1) + number(0, 1) + number(bytes.size(), 1) +
                           number(0x20, 1) + number(0, 1) + number(0, 1) + number(name.size(), 1) +
                           name + extra;
  return "Rar!\x1a\x07\x01" + std::string(1, '\0') + rar_block(std::string("\1\0\0", 3)) +
         rar_block(file) + bytes + rar_block(std::string("\5\0\0", 3));
}

// RAR 1.5 to 4: the low half of the CRC, type, flags, size, the rest.
std::string rar4_block(int type, int flags, const std::string& rest) {
  const std::string header = number(type, 1) + number(flags, 2) + number(rest.size() + 7, 2) + rest;
  return number(checksum(header) & 0xffff, 2) + header;
}

std::string rar4(const std::string& name, const std::string& bytes) {
  const std::string file = number(bytes.size(), 4) + number(bytes.size(), 4) + number(3, 1) +
                           number(checksum(bytes), 4) + number(0, 4) + number(20, 1) +
                           number(0x30, 1) + number(name.size(), 2) + number(0100644, 4) + name;
  return "Rar!\x1a\x07" + std::string(1, '\0') + rar4_block(0x73, 0, std::string(6, '\0')) +
         rar4_block(0x74, 0x8000, file) + bytes + rar4_block(0x7b, 0, "");
}

std::string cab(const std::string& name, const std::string& bytes) {
  const std::string file = number(bytes.size(), 4) + number(0, 4) + number(0, 2) + number(0, 4) +
                           number(0x20, 2) + name + '\0';
  const std::size_t data_at = 36 + 8 + file.size();
  const std::string data = number(0, 4) + number(bytes.size(), 2) + number(bytes.size(), 2) + bytes;
  return "MSCF" + number(0, 4) + number(data_at + data.size(), 4) + number(0, 4) + number(44, 4) +
         number(0, 4) + number(0x0103, 2) + number(1, 2) + number(1, 2) + number(0, 2) +
         number(0, 2) + number(0, 2) + number(data_at, 4) + number(1, 2) + number(0, 2) + file +
         data;
}

unsigned crc16(const std::string& bytes) {
  unsigned crc = 0;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xa001U : 0U);
  }
  return crc;
}

std::string lha(const std::string& name, const std::string& bytes) {
  const std::string header = "-lh0-" + number(bytes.size(), 4) + number(bytes.size(), 4) +
                             number(0, 4) + number(0x20, 1) + number(0, 1) +
                             number(name.size(), 1) + name + number(crc16(bytes), 2);
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  return number(header.size(), 1) + number(sum & 0xff, 1) + header + bytes + '\0';
}

TEST(ArchiveFormats, AreToldByTheirBytesAndRead) {
  for (const std::string& bytes :
       {rar5("a.js", "run()"), cab("a.js", "run()"), lha("a.js", "run()")}) {
    const FileContents contents = opened(bytes);
    EXPECT_THAT(files_of(contents), ElementsAre("a.js=run()")) << bytes.substr(0, 8);
    EXPECT_THAT(contents.defects, IsEmpty()) << bytes.substr(0, 8);
  }
}

TEST(ArchiveFormats, Rar4IsListedOnly) {
  const FileContents contents = opened(rar4("a.js", "run()"));
  ASSERT_EQ(contents.files.size(), 1U);
  EXPECT_EQ(contents.files[0].name, "a.js");
  EXPECT_EQ(contents.files[0].size, 5U);
  EXPECT_FALSE(contents.files[0].complete);
  EXPECT_THAT(contents.defects,
              ElementsAre("an archive of RAR 4: its files were listed, not unpacked"));
}

TEST(ArchiveFormats, EncryptedRar5IsMarked) {
  const std::string locked = rar5_encrypted("a.js", "0123456789abcdef");
  EXPECT_THAT(rar5_encrypted_files(locked, 9), ElementsAre(true));
  const FileContents contents = opened(locked);
  EXPECT_TRUE(contents.encrypted);
  ASSERT_EQ(contents.files.size(), 1U);
  EXPECT_TRUE(contents.files[0].encrypted);
  EXPECT_FALSE(contents.files[0].complete);
  EXPECT_EQ(contents.files[0].bytes, "");
  EXPECT_THAT(rar5_encrypted_files(rar5("a.js", "run()"), 9), ElementsAre(false));
  EXPECT_THAT(rar5_encrypted_files(rar4("a.js", "run()"), 9), IsEmpty());
  EXPECT_THAT(rar5_encrypted_files(locked, 0), IsEmpty());
  for (std::size_t size = 0; size < locked.size(); ++size) {
    EXPECT_LE(rar5_encrypted_files(locked.substr(0, size), 9).size(), 1U);
  }
}

}  // namespace
}  // namespace backstamp::message
