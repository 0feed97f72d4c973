#include "message/files/name_type.h"

#include <gtest/gtest.h>

#include "message/files/mail_signs.h"

namespace backstamp::message {
namespace {

constexpr std::string_view program = "application/vnd.microsoft.portable-executable";

TEST(NameType, TellsDeceptionFromHarmlessMixUps) {
  const struct {
    std::string_view name, type;
    bool mismatch;
  } cases[] = {
      {"invoice.pdf", program, true},
      {"invoice.PDF", "text/html", true},
      {"invoice.pdf", "application/zip", true},
      {"invoice.pdf", "application/pdf", false},
      {"invoice.pdf", "", false},
      {"letter.doc", "application/rtf", false},
      {"letter.doc", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
       false},
      {"letter.doc", program, true},
      {"letter.docx", "application/zip", false},
      {"letter.docx", "application/x-ole-storage", false},
      {"letter.docx", "application/pdf", true},
      {"report.xls", "text/html", false},
      {"photo.jpg", "image/png", false},
      {"photo.jpg", "image/svg+xml", true},
      {"photo.jpg", "text/html", true},
      {"list.txt", "text/html", false},
      {"list.txt", program, true},
      {"a.zip", "application/vnd.rar", false},
      {"a.zip", "application/java-archive", true},
      {"a.unknown", program, false},
      {"noname", program, false},
      {"setup.exe", program, false},
  };
  for (const auto& expected : cases) {
    EXPECT_EQ(is_name_mismatch(expected.name, expected.type), expected.mismatch)
        << expected.name << ' ' << expected.type;
  }
}

TEST(NameType, ReadsTheLastExtension) {
  EXPECT_EQ(type_of_name("a.pdf.JS "), "text/javascript");
  EXPECT_EQ(type_of_name("a"), "");
  EXPECT_EQ(type_of_name("a.strange"), "");
}

TEST(MailSigns, TellMailFromOtherLines) {
  EXPECT_TRUE(looks_like_mail("Received: from x\n\tby y\nFrom: a@b.example\n\nhi"));
  EXPECT_TRUE(looks_like_mail("From a@b.example Tue Nov 24\nDate: x\nSubject: y\n\n"));
  EXPECT_FALSE(looks_like_mail("Date: 2026-11-24\nLevel: info\n\nFrom: x\n"));
  EXPECT_FALSE(looks_like_mail("plain text\nFrom: a\nTo: b\n"));
  EXPECT_FALSE(looks_like_mail(""));
}

}  // namespace
}  // namespace backstamp::message
