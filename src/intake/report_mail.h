// Reports that users send to a report mailbox: the message in question as an attachment. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace backstamp::intake {

struct ReportMail {
  Text by;                     // the address of From
  std::string as = "phish";    // "phish", "junk" or "not-junk"
  std::vector<Bytes> letters;  // the attached messages, outermost ones only
};

// How a report is meant: an abuse report (RFC 5965) says so in Feedback-Type; else the subject may
// begin with "1|" or "Junk:", "2|" or "Not junk:", "3|" or "Phishing:"; else it is phish.
ReportMail read_report_mail(std::string_view letter);

}  // namespace backstamp::intake
