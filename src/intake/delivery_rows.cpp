#include "intake/delivery_rows.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "hunting/json_line.h"
#include "verdict/hunting_columns.h"
#include "verdict/reasons_json.h"

namespace backstamp::intake {
namespace {

using hunting::JsonLine;

// What a hunting row may hold of one value; the letter itself keeps everything.
constexpr std::size_t text_bytes_max = 4'096;

std::string_view name_of(message::Direction direction) {
  switch (direction) {
    case message::Direction::inbound: return "Inbound";
    case message::Direction::outbound: return "Outbound";
    case message::Direction::intra_org: return "Intra-org";
    case message::Direction::unknown: return "Unknown";
  }
  return "Unknown";
}

std::string_view name_of(message::UrlLocation location) {
  switch (location) {
    case message::UrlLocation::body: return "Body";
    case message::UrlLocation::subject: return "Subject";
    case message::UrlLocation::header: return "Header";
    case message::UrlLocation::attachment: return "Attachment";
    case message::UrlLocation::qr_code: return "QRCode";
  }
  return "Body";
}

Text addresses(const message::Facts& facts, message::RecipientKind kind) {
  std::string joined;
  for (const message::Recipient& recipient : facts.recipients) {
    if (recipient.kind != kind || joined.size() > text_bytes_max) continue;
    if (!joined.empty()) joined += ';';
    joined += recipient.address.address.view();
  }
  return Text::lossy(joined);
}

std::string_view domain_of(const Text& address) {
  const std::size_t at = address.view().rfind('@');
  return at == std::string_view::npos ? std::string_view() : address.view().substr(at + 1);
}

std::string file_extension(const Text& file_name) {
  const std::size_t dot = file_name.view().rfind('.');
  if (dot == std::string_view::npos || file_name.size() - dot > 16) return {};
  return ascii_lower(file_name.view().substr(dot + 1));
}

std::string authentication_details(const message::Authentication& said) {
  std::string details;
  JsonLine(details)
      .text("SPF", said.spf)
      .text("DKIM", said.dkim)
      .text("DMARC", said.dmarc)
      .text("ARC", said.arc)
      .text("Source", said.source)
      .end();
  details.pop_back();  // the line's end
  return details;
}

// Writes the rows of one delivery; what several rows repeat is made once.
class RowWriter {
 public:
  RowWriter(const Delivery& delivery, DeliveryRows& rows)
      : delivery_(delivery),
        facts_(delivery.facts),
        rows_(rows),
        timestamp_(rfc3339(delivery.delivered)) {}

  void write() {
    write_event();
    for (const message::Attachment& file : facts_.attachments) write_attachment(file);
    for (const message::Url& url : facts_.urls) write_url(url);
  }

 private:
  JsonLine& shown(JsonLine& line, std::string_view column, const Text& value) const {
    return value.size() <= text_bytes_max ? line.text(column, value)
                                          : line.text(column, value.cut(text_bytes_max));
  }

  JsonLine begun(std::string& lines) const {
    JsonLine line(lines);
    line.utf8("Timestamp", timestamp_);
    line.utf8("NetworkMessageId", rows_.network_message_id);
    return line;
  }

  std::string report_id(std::string_view part) const {
    std::string identity = rows_.network_message_id;
    identity += '\n';
    identity += delivery_.recipient.view();
    identity += '\n';
    identity += part;
    return Uuid::of_hash(identity).text();
  }

  void write_event() {
    JsonLine line = begun(rows_.event);
    write_sender(line);
    write_envelope(line);
    write_verdict(line);
    write_sketch(line);
  }

  void write_sender(JsonLine& line) const {
    const message::Sender& sender = facts_.sender;
    const bool six = sender.ip.view().find(':') != std::string_view::npos;
    shown(line, "SenderMailFromAddress", sender.mail_from);
    shown(line, "SenderMailFromDomain", sender.mail_from_domain);
    shown(line, "SenderFromAddress", sender.from.address);
    shown(line, "SenderFromDomain", sender.from.domain);
    shown(line, "SenderDisplayName", sender.from.display_name);
    line.text(six ? "SenderIPv6" : "SenderIPv4", sender.ip);
    if (!facts_.reply_to.empty()) shown(line, "SenderReplyTo", facts_.reply_to.front().address);
  }

  void write_envelope(JsonLine& line) const {
    shown(line, "InternetMessageId", facts_.internet_message_id);
    line.utf8("RecipientEmailAddress", rows_.recipient);
    line.utf8("RecipientDomain", domain_of(delivery_.recipient));
    shown(line, "Subject", facts_.subject);
    line.utf8("EmailDirection", name_of(facts_.direction));
    line.utf8("DeliveryAction", delivery_.location == "Junk folder" ? "Junked" : "Delivered");
    line.utf8("DeliveryLocation", delivery_.location);
    line.utf8("AuthenticationDetails", authentication_details(facts_.authentication));
    const auto own = std::ranges::count(facts_.attachments, 0, &message::Attachment::depth);
    line.number("AttachmentCount", static_cast<std::uint64_t>(own));
    line.number("UrlCount", facts_.urls.size());
    line.text("EmailLanguage", facts_.language);
    line.number("EmailSize", facts_.size);
    line.text("To", addresses(facts_, message::RecipientKind::to));
    line.text("Cc", addresses(facts_, message::RecipientKind::cc));
    line.utf8("ReportId", report_id("event"));
    // Names of files and folders may be any bytes.
    line.text("MailboxFolder", Text::lossy(delivery_.folder));
    line.text("MailboxName", Text::lossy(delivery_.name));
  }

  void write_verdict(JsonLine& line) const {
    const verdict::Verdict& verdict = delivery_.arrival.verdict;
    line.utf8("Verdict", name_of(verdict.judgement));
    line.utf8("VerdictReasons", verdict::reasons_json(delivery_.arrival.own_reasons));
    if (verdict.threat_types.empty()) return;
    const std::string types = verdict::threat_types_text(verdict);
    const std::string methods = verdict::detection_methods_json(verdict);
    const std::string confidence = verdict::confidence_json(verdict);
    line.utf8("ThreatTypes", types).utf8("OriginalThreatTypes", types);
    line.utf8("DetectionMethods", methods).utf8("OriginalDetectionMethods", methods);
    line.utf8("ConfidenceLevel", confidence).utf8("OriginalConfidenceLevel", confidence);
  }

  void write_sketch(JsonLine& line) const {
    const message::BodySketch& sketch = facts_.sketch;
    line.utf8("BodyFingerprint", facts_.body_fingerprint);
    line.utf8("HtmlFingerprint", facts_.html_fingerprint);
    line.utf8("BodySketch",
              hex({reinterpret_cast<const char*>(sketch.bytes.data()), sketch.bytes.size()}));
    line.numbers("BodyKeys", sketch.keys);
    line.number("BodySketchVersion", sketch.version);
    line.number("BodyWordCount", sketch.word_count);
    line.number("MarkHash", sketch.mark_hash);
    line.number("UrlShapeHash", sketch.url_shape_hash);
  }

  void write_attachment(const message::Attachment& file) {
    JsonLine line = begun(rows_.attachments.text);
    shown(line, "SenderFromAddress", facts_.sender.from.address);
    shown(line, "SenderDisplayName", facts_.sender.from.display_name);
    line.utf8("RecipientEmailAddress", rows_.recipient);
    shown(line, "FileName", file.file_name);
    shown(line, "FileType", file.file_type);
    line.utf8("FileExtension", file_extension(file.file_name));
    line.utf8("SHA256", file.sha256);
    line.number("FileSize", file.file_size);
    line.utf8("ReportId", report_id("attachment " + std::to_string(rows_.attachments.count++)));
    line.end();
  }

  void write_url(const message::Url& url) {
    JsonLine line = begun(rows_.urls.text);
    shown(line, "Url", url.url);
    shown(line, "UrlDomain", url.domain);
    line.utf8("UrlLocation", name_of(url.location));
    line.utf8("ReportId", report_id("url " + std::to_string(rows_.urls.count++)));
    line.end();
  }

  const Delivery& delivery_;
  const message::Facts& facts_;
  DeliveryRows& rows_;
  const std::string timestamp_;
};

void append(Lines& lines, const Lines& more) {
  lines.text += more.text;
  lines.count += more.count;
}

}  // namespace

void Rows::add(const DeliveryRows& delivery, bool first_copy) {
  events_.text += delivery.event;
  events_.text += first_copy ? ",\"FirstCopy\":1}\n" : ",\"FirstCopy\":0}\n";
  ++events_.count;
  append(attachments_, delivery.attachments);
  if (first_copy) append(urls_, delivery.urls);
}

std::vector<hunting::TableRows> Rows::take() {
  std::vector<hunting::TableRows> tables;
  const auto give = [&](std::string_view table, Lines& lines) {
    Lines taken = std::exchange(lines, {});
    if (taken.count == 0) return;
    tables.push_back({std::string(table), std::move(taken.text), taken.count});
  };
  // EmailEvents last: a copy that is known has all its other rows.
  give("EmailUrlInfo", urls_);
  give("EmailAttachmentInfo", attachments_);
  give("EmailEvents", events_);
  return tables;
}

DeliveryRows rows_of(const Delivery& delivery) {
  DeliveryRows rows{.network_message_id = delivery.facts.network_message_id.value().text(),
                    .recipient = delivery.recipient.cut(text_bytes_max).str(),
                    .event = {},
                    .attachments = {},
                    .urls = {}};
  RowWriter(delivery, rows).write();
  return rows;
}

}  // namespace backstamp::intake
