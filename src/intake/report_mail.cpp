#include "intake/report_mail.h"

#include <array>

#include "message/mime_tree.h"
#include "message/structured_field.h"

namespace backstamp::intake {
namespace {

constexpr std::size_t letters_max = 50;
constexpr std::uint64_t letter_bytes_max = 64ull * 1024 * 1024;

std::string meaning_of_subject(std::string_view subject) {
  struct Prefix {
    std::string_view text, meaning;
  };
  constexpr std::array<Prefix, 6> prefixes = {{{"1|", "junk"},
                                               {"junk:", "junk"},
                                               {"2|", "not-junk"},
                                               {"not junk:", "not-junk"},
                                               {"3|", "phish"},
                                               {"phishing:", "phish"}}};
  const std::string lower = ascii_lower(trim(subject));
  for (const Prefix& prefix : prefixes) {
    if (lower.starts_with(prefix.text)) return std::string(prefix.meaning);
  }
  return "phish";
}

// Feedback-Type of RFC 5965 and its register.
std::string meaning_of_feedback(std::string_view report) {
  const message::HeaderBlock fields = message::read_part_header(report);
  const std::string type = ascii_lower(trim(fields.first("Feedback-Type").value_or("")));
  if (type == "abuse" || type == "spam") return "junk";
  if (type == "not-spam") return "not-junk";
  return "phish";
}

}  // namespace

ReportMail read_report_mail(std::string_view letter) {
  const message::MimeTree tree = message::read_mime(letter, {});
  ReportMail report;
  report.by = message::read_address(tree.header.first("From").value_or("")).address;
  report.as = meaning_of_subject(tree.header.first("Subject").value_or(""));
  for (const message::Part& part : tree.parts) {
    if (part.depth != 0) continue;
    if (part.type.media_type == "message/feedback-report") {
      report.as = meaning_of_feedback(message::decode_all(part.content, part.encoding, 64 * 1024));
    }
    if (part.role != message::PartRole::message || report.letters.size() >= letters_max) continue;
    report.letters.push_back(message::decode_all(part.content, part.encoding, letter_bytes_max));
  }
  return report;
}

}  // namespace backstamp::intake
