#include "intake/report_mail.h"

#include <gmock/gmock.h>

#include "message/network_message_id.h"

namespace backstamp::intake {
namespace {

using testing::IsEmpty;

const std::string bad = "From: Eve <eve@evil.example>\r\nSubject: Bill\r\n\r\nPay now.\r\n";

std::string mail(const std::string& subject, const std::string& parts) {
  return "From: Anna <Anna@Example.test>\r\nTo: phish@example.test\r\nSubject: " + subject +
         "\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + "--b--\r\n";
}
std::string part(const std::string& head, const std::string& content) {
  return "--b\r\nContent-Type: " + head + "\r\n\r\n" + content + "\r\n";
}

TEST(ReportMail, IsAForwardAsAttachment) {
  const ReportMail report =
      read_report_mail(mail("Fwd: Bill", part("text/plain", "Look") + part("message/rfc822", bad)));
  EXPECT_EQ(report.by.str(), "Anna@example.test");
  EXPECT_EQ(report.as, "phish");
  ASSERT_EQ(report.letters.size(), 1U);
  EXPECT_EQ(message::network_message_id(report.letters[0]), message::network_message_id(bad));
}

TEST(ReportMail, MayHoldAMessageInBase64) {
  const ReportMail report = read_report_mail(mail(
      "x", part("message/rfc822\r\nContent-Transfer-Encoding: base64",
                "RnJvbTogRXZlIDxldmVAZXZpbC5leGFtcGxlPg0KU3ViamVjdDogQmlsbA0KDQpQYXkgbm93Lg0K")));
  ASSERT_EQ(report.letters.size(), 1U);
  EXPECT_EQ(message::network_message_id(report.letters[0]), message::network_message_id(bad));
}

TEST(ReportMail, SaysHowItIsMeant) {
  const std::string parts = part("message/rfc822", bad);
  const auto meant = [&](const std::string& subject) {
    return read_report_mail(mail(subject, parts)).as;
  };
  EXPECT_EQ(meant("1|x"), "junk");
  EXPECT_EQ(meant("Junk: x"), "junk");
  EXPECT_EQ(meant("2|x"), "not-junk");
  EXPECT_EQ(meant("NOT JUNK: x"), "not-junk");
  EXPECT_EQ(meant("3|x"), "phish");
  EXPECT_EQ(meant("anything"), "phish");
  const auto feedback = [&](const std::string& type) {
    return read_report_mail(
               mail("x", part("message/feedback-report", "Feedback-Type: " + type) + parts))
        .as;
  };
  EXPECT_EQ(feedback("abuse"), "junk");
  EXPECT_EQ(feedback("fraud"), "phish");
  EXPECT_EQ(feedback("not-spam"), "not-junk");
}

TEST(ReportMail, HoldsOnlyTheOutermostMessages) {
  const std::string nested =
      "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\nContent-Type: "
      "message/rfc822\r\n\r\n" +
      bad + "\r\n--c--\r\n";
  EXPECT_EQ(
      read_report_mail(mail("x", part("message/rfc822", nested) + part("message/rfc822", bad)))
          .letters.size(),
      2U);
  EXPECT_THAT(read_report_mail(bad).letters, IsEmpty());
  EXPECT_THAT(read_report_mail("").letters, IsEmpty());
}

}  // namespace
}  // namespace backstamp::intake
