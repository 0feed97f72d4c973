#include "message/line_defects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "message/parse.h"

namespace backstamp::message {
namespace {

std::string line(std::size_t bytes) { return std::string(bytes, 'x'); }

TEST(LineDefects, LongLines) {
  for (const char* end : {"\n", "\r\n", ""}) {
    EXPECT_FALSE(has_long_line(line(998) + end)) << end;
    EXPECT_TRUE(has_long_line(line(999) + end)) << end;
    EXPECT_FALSE(has_long_line("a\n" + line(998) + end)) << end;
    EXPECT_TRUE(has_long_line("a\n" + line(999) + end)) << end;
    EXPECT_TRUE(has_long_line(line(997) + "\n" + line(999) + end)) << end;
    EXPECT_FALSE(has_long_line(line(500) + "\n" + line(600) + "\r\n" + line(998) + end)) << end;
  }
  EXPECT_FALSE(has_long_line(""));
  EXPECT_TRUE(has_long_line(line(5000)));
}

TEST(LineDefects, BareReturns) {
  for (const std::string_view sound : {"", "a\nb\n", "a\r\nb\r\n", "a\r\r\nb", "a\r"}) {
    EXPECT_FALSE(has_bare_return(sound)) << sound;
  }
  for (const std::string_view broken : {"a\rb", "\r\r\r ", "a\r\n\rb\r\n"}) {
    EXPECT_TRUE(has_bare_return(broken)) << broken;
  }
}

TEST(LineDefects, BrokenEncodings) {
  const struct {
    std::string_view encoded;
    TransferEncoding encoding;
    bool broken;
  } cases[] = {
      {"aGVs\r\nbG8=\n", TransferEncoding::base64, false},
      {"aGVsbG8", TransferEncoding::base64, false},
      {"aGVsbG8=\naGVsbG8=", TransferEncoding::base64, false},
      {"aGVsb", TransferEncoding::base64, true},
      {"aGVs-bG8=", TransferEncoding::base64, true},
      {"", TransferEncoding::base64, false},
      {"a=3Db=\r\nc=3d= \t\nd=", TransferEncoding::quoted_printable, false},
      {"a=zz", TransferEncoding::quoted_printable, true},
      {"a=4", TransferEncoding::quoted_printable, true},
      {"a=zz", TransferEncoding::identity, false},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(is_broken(one.encoded, one.encoding), one.broken) << one.encoded;
  }
}

std::vector<std::string> defects_of(const std::string& message) {
  std::vector<std::string> all;
  for (const Defect& defect : parse(message, {}).defects) {
    all.push_back(defect.where.str() + ": " + defect.what.str());
  }
  return all;
}

TEST(LineDefects, AreToldOnceEach) {
  const std::string sound = "From: a@b.example\nDate: Tue, 24 Nov 2026 08:00:00 +0000\n";
  EXPECT_THAT(defects_of(sound + "\nbody\n"), testing::IsEmpty());
  EXPECT_THAT(
      defects_of(sound +
                 "Subject: gr\xfc\xdf\nX: gr\xfc\xdf\nReply-To: a@b.example\n"
                 "Reply-To: b@b.example\n"
                 "Content-Transfer-Encoding: base64\nX: " +
                 line(2000) + "\n\naGVs!\r bG8=\n"),
      testing::UnorderedElementsAre("header: bytes above 127 that are not UTF-8",
                                    "reply-to: the header stands more than once; the first counts",
                                    "message: a carriage return that ends no line",
                                    "message: a line over 998 bytes", "part 1: base64 is broken"));
}

}  // namespace
}  // namespace backstamp::message
