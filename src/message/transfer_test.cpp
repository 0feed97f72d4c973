#include "message/transfer.h"

#include <gtest/gtest.h>

#include "message/uuencode.h"

namespace backstamp::message {
namespace {

TEST(Transfer, NamesEncodings) {
  EXPECT_EQ(transfer_encoding(" BASE64 "), TransferEncoding::base64);
  EXPECT_EQ(transfer_encoding("quoted-printable (comment)"), TransferEncoding::quoted_printable);
  EXPECT_EQ(transfer_encoding("8bit;"), TransferEncoding::identity);
  EXPECT_EQ(transfer_encoding(""), TransferEncoding::identity);
  EXPECT_EQ(transfer_encoding("rot13"), TransferEncoding::unknown);
}

TEST(Transfer, Decodes) {
  const struct {
    std::string_view encoded;
    TransferEncoding encoding;
    std::string_view decoded;
  } cases[] = {
      {"aGVsbG8=", TransferEncoding::base64, "hello"},
      {"aGV\r\nsb G8", TransferEncoding::base64, "hello"},
      {"aGVsbG8=\naGVsbG8=", TransferEncoding::base64, "hellohello"},
      {"aGVsbG8", TransferEncoding::base64, "hello"},
      {"aGVsb", TransferEncoding::base64, "hel"},
      {"a=3Db=\r\nc=\nd", TransferEncoding::quoted_printable, "a=bcd"},
      {"bad =zz escape", TransferEncoding::quoted_printable, "bad =zz escape"},
      {"as it is", TransferEncoding::unknown, "as it is"},
      {"begin 644 x\n%:&5L;&\\`\n`\nend\n", TransferEncoding::uuencode, "hello"},
      {"", TransferEncoding::base64, ""},
  };
  for (const auto& expected : cases) {
    EXPECT_EQ(decode_all(expected.encoded, expected.encoding), expected.decoded)
        << expected.encoded;
  }
}

TEST(Transfer, UuencodeNeverGrows) {
  std::string encoded = "begin 644 x\n";
  for (int i = 0; i < 1000; ++i) encoded += "_\n";
  EXPECT_LE(decode_all(encoded, TransferEncoding::uuencode).size(), encoded.size());
}

TEST(Uuencode, FilesInTextAreFound) {
  const auto names = [](std::string_view text) {
    std::string all;
    for (const UuencodedFile& file : uuencoded_files(text, 3)) {
      all += std::string(file.name) + "=" + decode_uuencode(file.encoded) + ";";
    }
    return all;
  };
  EXPECT_EQ(names("begin 644 a b.txt\n#0V%T\n`\nend\n"), "a b.txt=Cat;");
  EXPECT_EQ(names("x\r\nbegin 0755 a\r\n#0V%T\r\nend\r\nbegin 644 b\n#0V%T\n"), "a=Cat;b=Cat;");
  EXPECT_EQ(names("\nbegin 644 a\nno line of a file\nbegin 644 b\n#0V%T\n"), "b=Cat;");
  EXPECT_EQ(names("begin 644 a\n#0V%T\nand more text\n"), "a=Cat;");
  for (const std::string_view none :
       {"", "begin", "begin 644 a", "begin 644 a\n", "begin 9 a\n#0V%T\n", "begin 644\n#0V%T\n",
        " begin 644 a\n#0V%T\n", "begin again\n#0V%T\n", "begin 644 a\n\n"}) {
    EXPECT_EQ(names(none), "") << none;
  }
  std::string many;
  for (int i = 0; i < 9; ++i) many += "begin 644 a\n#0V%T\nend\n";
  EXPECT_EQ(names(many), "a=Cat;a=Cat;a=Cat;");
}

TEST(Transfer, PiecesJoinToTheWhole) {
  std::string encoded;
  while (encoded.size() < 300'000) encoded += "aGVsbG8gd29y\r\n";
  std::string joined;
  int pieces = 0;
  decode_pieces(encoded, TransferEncoding::base64, [&](std::string_view bytes) {
    joined += bytes;
    ++pieces;
    return true;
  });
  EXPECT_EQ(joined, decode_all(encoded, TransferEncoding::base64));
  EXPECT_GT(pieces, 1);
  EXPECT_EQ(decode_all(encoded, TransferEncoding::base64, 5), "hello");
}

}  // namespace
}  // namespace backstamp::message
