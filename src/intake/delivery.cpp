#include "intake/delivery.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/hash.h"

namespace backstamp::intake {
namespace {

using Json = nlohmann::ordered_json;

// What a hunting row may hold of one value; the letter itself keeps everything.
constexpr std::size_t text_bytes_max = 4'096;

std::string shown(const Text& text) { return text.cut(text_bytes_max).str(); }

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

std::string addresses(const message::Facts& facts, message::RecipientKind kind) {
  std::string joined;
  for (const message::Recipient& recipient : facts.recipients) {
    if (recipient.kind != kind || joined.size() > text_bytes_max) continue;
    if (!joined.empty()) joined += ';';
    joined += recipient.address.address.str();
  }
  return joined;
}

std::string domain_of(const Text& address) {
  const std::size_t at = address.view().rfind('@');
  return at == std::string_view::npos ? std::string() : address.str().substr(at + 1);
}

std::string report_id(const Delivery& delivery, std::string_view part) {
  return Uuid::of_hash(delivery.facts.network_message_id.value().text() + '\n' +
                       delivery.recipient.str() + '\n' + std::string(part))
      .text();
}

std::string file_extension(const Text& file_name) {
  const std::size_t dot = file_name.view().rfind('.');
  if (dot == std::string_view::npos || file_name.size() - dot > 16) return {};
  return ascii_lower(file_name.view().substr(dot + 1));
}

Json authentication(const message::Authentication& said) {
  return {{"SPF", said.spf.str()},
          {"DKIM", said.dkim.str()},
          {"DMARC", said.dmarc.str()},
          {"ARC", said.arc.str()},
          {"Source", said.source.str()}};
}

void add_sender(Json& row, const message::Facts& facts) {
  const bool six = facts.sender.ip.view().find(':') != std::string_view::npos;
  row["SenderMailFromAddress"] = shown(facts.sender.mail_from);
  row["SenderMailFromDomain"] = shown(facts.sender.mail_from_domain);
  row["SenderFromAddress"] = shown(facts.sender.from.address);
  row["SenderFromDomain"] = shown(facts.sender.from.domain);
  row["SenderDisplayName"] = shown(facts.sender.from.display_name);
  row[six ? "SenderIPv6" : "SenderIPv4"] = facts.sender.ip.str();
  if (!facts.reply_to.empty()) row["SenderReplyTo"] = shown(facts.reply_to.front().address);
}

void add_sketch(Json& row, const message::Facts& facts) {
  const message::BodySketch& sketch = facts.sketch;
  row["BodyFingerprint"] = facts.body_fingerprint;
  row["HtmlFingerprint"] = facts.html_fingerprint;
  row["BodySketch"] =
      hex({reinterpret_cast<const char*>(sketch.bytes.data()), sketch.bytes.size()});
  row["BodyKeys"] = sketch.keys;
  row["BodySketchVersion"] = sketch.version;
  row["BodyWordCount"] = sketch.word_count;
  row["MarkHash"] = sketch.mark_hash;
  row["UrlShapeHash"] = sketch.url_shape_hash;
}

Json email_event(const Delivery& delivery) {
  const message::Facts& facts = delivery.facts;
  Json row;
  row["Timestamp"] = rfc3339(delivery.delivered);
  row["NetworkMessageId"] = facts.network_message_id.value().text();
  row["InternetMessageId"] = shown(facts.internet_message_id);
  add_sender(row, facts);
  row["RecipientEmailAddress"] = shown(delivery.recipient);
  row["RecipientDomain"] = domain_of(delivery.recipient);
  row["Subject"] = shown(facts.subject);
  row["EmailDirection"] = name_of(facts.direction);
  row["DeliveryAction"] = delivery.location == "Junk folder" ? "Junked" : "Delivered";
  row["DeliveryLocation"] = delivery.location;
  row["AuthenticationDetails"] = authentication(facts.authentication).dump();
  row["AttachmentCount"] = facts.attachments.size();
  row["UrlCount"] = facts.urls.size();
  row["EmailLanguage"] = facts.language.str();
  row["EmailSize"] = facts.size;
  row["To"] = addresses(facts, message::RecipientKind::to);
  row["Cc"] = addresses(facts, message::RecipientKind::cc);
  row["ReportId"] = report_id(delivery, "event");
  row["MailboxFolder"] = delivery.folder;
  row["MailboxName"] = delivery.name;
  add_sketch(row, facts);
  return row;
}

Json attachment_info(const Delivery& delivery, const message::Attachment& attachment,
                     std::size_t place) {
  const message::Facts& facts = delivery.facts;
  return {{"Timestamp", rfc3339(delivery.delivered)},
          {"NetworkMessageId", facts.network_message_id.value().text()},
          {"SenderFromAddress", shown(facts.sender.from.address)},
          {"SenderDisplayName", shown(facts.sender.from.display_name)},
          {"RecipientEmailAddress", shown(delivery.recipient)},
          {"FileName", shown(attachment.file_name)},
          {"FileType", shown(attachment.file_type)},
          {"FileExtension", file_extension(attachment.file_name)},
          {"SHA256", attachment.sha256},
          {"FileSize", attachment.file_size},
          {"ReportId", report_id(delivery, "attachment " + std::to_string(place))}};
}

Json url_info(const Delivery& delivery, const message::Url& url, std::size_t place) {
  return {{"Timestamp", rfc3339(delivery.delivered)},
          {"NetworkMessageId", delivery.facts.network_message_id.value().text()},
          {"Url", shown(url.url)},
          {"UrlDomain", shown(url.domain)},
          {"UrlLocation", name_of(url.location)},
          {"ReportId", report_id(delivery, "url " + std::to_string(place))}};
}

void add_line(std::string& lines, std::uint64_t& count, const Json& row) {
  lines += row.dump(-1, ' ', false, Json::error_handler_t::replace);
  lines += '\n';
  ++count;
}

}  // namespace

std::string delivery_location(std::string_view folder) {
  struct Name {
    std::string_view folder, location;
  };
  static constexpr std::array names = {Name{"junk", "Junk folder"},
                                       Name{"spam", "Junk folder"},
                                       Name{"junk e-mail", "Junk folder"},
                                       Name{"trash", "Deleted items folder"},
                                       Name{"deleted items", "Deleted items folder"},
                                       Name{"deleted messages", "Deleted items folder"}};
  const std::string lower = ascii_lower(folder);
  for (const Name& name : names) {
    if (lower == name.folder || lower == "inbox/" + std::string(name.folder)) {
      return std::string(name.location);
    }
  }
  return "Inbox/folder";
}

void Rows::add(const Delivery& delivery, bool first_copy) {
  const message::Facts& facts = delivery.facts;
  add_line(email_events, events, email_event(delivery));
  for (std::size_t i = 0; i < facts.attachments.size(); ++i) {
    add_line(email_attachment_info, attachments,
             attachment_info(delivery, facts.attachments[i], i));
  }
  if (!first_copy) return;
  for (std::size_t i = 0; i < facts.urls.size(); ++i) {
    add_line(email_url_info, urls, url_info(delivery, facts.urls[i], i));
  }
  if (facts.sketch.word_count == 0) return;
  for (const std::uint32_t key : facts.sketch.keys) {
    add_line(email_body_keys, keys,
             {{"Key", key},
              {"Timestamp", rfc3339(delivery.delivered)},
              {"NetworkMessageId", facts.network_message_id.value().text()},
              {"BodySketchVersion", facts.sketch.version}});
  }
}

std::vector<hunting::TableRows> Rows::take() {
  std::vector<hunting::TableRows> tables;
  const auto give = [&](std::string_view table, std::string& lines, std::uint64_t& count) {
    if (count > 0) tables.push_back({std::string(table), std::move(lines), count});
    lines.clear();
    count = 0;
  };
  // EmailEvents last: a copy that is known has all its other rows.
  give("EmailUrlInfo", email_url_info, urls);
  give("EmailAttachmentInfo", email_attachment_info, attachments);
  give("EmailBodyKeys", email_body_keys, keys);
  give("EmailEvents", email_events, events);
  return tables;
}

}  // namespace backstamp::intake
