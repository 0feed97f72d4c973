// The files of testdata/pdf were written by qpdf: a link and a packed script, encrypted in each
// way; "-open" ones with an empty password for reading.
#include "message/files/pdf_encryption.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "message/files/made_archive.h"
#include "message/files/opened_file.h"
#include "message/parse.h"

namespace backstamp::message {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::string_view kinds[] = {"rc4-40", "rc4-128", "aes-128", "aes-256", "aes-256-r5"};

std::string pdf(const std::string& name) {
  return read_file(std::filesystem::path(TESTDATA) / "pdf" / (name + ".pdf"), 1 << 20).value();
}

std::vector<std::string> urls_of(const Facts& facts) {
  std::vector<std::string> urls;
  for (const Url& url : facts.urls) urls.push_back(url.url.str());
  return urls;
}

TEST(PdfEncryption, OneThatOnlyForbidsIsRead) {
  for (const std::string_view kind : kinds) {
    const FileContents contents = opened(pdf(std::string(kind) + "-open"));
    EXPECT_THAT(urls_of(contents),
                UnorderedElementsAre("https://hidden.example/login", "https://script.example/x"))
        << kind;
    EXPECT_FALSE(contents.encrypted) << kind;
  }
}

TEST(PdfEncryption, APasswordNamedInTheTextOpensIt) {
  for (const std::string_view kind : kinds) {
    const std::string file = pdf(std::string(kind));
    const Facts read = parse(letter_with("Your password is Rechnung7.", "a.pdf", file), {});
    EXPECT_THAT(urls_of(read),
                UnorderedElementsAre("https://hidden.example/login", "https://script.example/x"))
        << kind;
    EXPECT_TRUE(read.attachments.at(0).encrypted) << kind;
    const Facts locked = parse(letter_with("Your password is Rechnung8.", "a.pdf", file), {});
    EXPECT_THAT(urls_of(locked), IsEmpty()) << kind;
    EXPECT_TRUE(locked.attachments.at(0).encrypted) << kind;
  }
}

TEST(PdfEncryption, BrokenFilesAreNotOpened) {
  for (const std::string_view kind : kinds) {
    const std::string whole = pdf(std::string(kind) + "-open");
    for (std::size_t size = 0; size < whole.size(); size += 7) opened(whole.substr(0, size));
  }
  EXPECT_FALSE(find_pdf_encryption("trailer <</Encrypt <</Filter/Other/O(a)/U(b)>>>>"));
  const auto empty = find_pdf_encryption(
      "trailer <</Encrypt <</Filter/Standard/V 4/R 4/O()/U()/Length 99999999999>>>>");
  EXPECT_FALSE(empty);
  const auto odd = find_pdf_encryption(
      "trailer <</Encrypt <</Filter/Standard/V 2/R 3/O(a)/U(b)/P -1/Length 99999999999>>>>");
  ASSERT_TRUE(odd);
  EXPECT_FALSE(pdf_file_key(*odd, ""));
  EXPECT_EQ(odd->permissions, 0xffffffffU);
}

TEST(PdfEncryption, DecryptedIsNeverLonger) {
  const PdfEncryption encryption{.version = 4, .revision = 4};
  for (const PdfCipher cipher : {PdfCipher::none, PdfCipher::rc4, PdfCipher::aes}) {
    for (std::size_t size = 0; size < 70; ++size) {
      const std::string bytes(size, 'x');
      EXPECT_LE(pdf_decrypted(encryption, "0123456789abcdef", cipher, {1, 0}, bytes).size(), size);
    }
  }
}

}  // namespace
}  // namespace backstamp::message
