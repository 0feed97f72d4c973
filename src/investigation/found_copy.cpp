#include "investigation/found_copy.h"

#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/text.h"

namespace backstamp::investigation {
namespace {

std::string authentication_result(const nlohmann::json& details, const char* method) {
  const auto found = details.find(method);
  return found != details.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void read_keys(std::string_view list, message::BodySketch& sketch) {
  const auto keys = nlohmann::json::parse(list, nullptr, false);
  if (!keys.is_array() || keys.size() != sketch.keys.size()) return;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].is_number_unsigned()) sketch.keys[i] = keys[i].get<std::uint32_t>();
  }
}

std::uint64_t unsigned_of(std::string_view digits) {
  return digits.empty() ? 0 : std::strtoull(std::string(digits).c_str(), nullptr, 10);
}

}  // namespace

std::string_view found_copy_columns() {
  return "Timestamp, NetworkMessageId, RecipientEmailAddress, SenderFromAddress, "
         "SenderFromDomain, if(SenderIPv4 != '', SenderIPv4, SenderIPv6) AS SenderIP, Subject, "
         "EmailDirection, DeliveryLocation, ThreatTypes, MailboxFolder, MailboxName, "
         "BodyFingerprint, AuthenticationDetails, BodyKeys, BodySketchVersion, BodyWordCount, "
         "MarkHash, UrlShapeHash, lower(BodySketch) AS Sketch";
}

FoundCopy found_copy(const hunting::Rows& rows, std::size_t row) {
  const auto text = [&](std::string_view name) { return std::string(rows.text(row, name)); };
  FoundCopy found;
  if (const auto id = Uuid::parse(rows.text(row, "NetworkMessageId"))) {
    found.copy.network_message_id = *id;
  }
  found.copy.recipient = Text::lossy(rows.text(row, "RecipientEmailAddress"));
  found.delivered = rows.time(row, "Timestamp");
  found.sender_address = text("SenderFromAddress");
  found.sender_domain = text("SenderFromDomain");
  found.sender_ip = text("SenderIP");
  found.subject = text("Subject");
  found.direction = text("EmailDirection");
  found.original_location = text("DeliveryLocation");
  found.latest_location = found.original_location;
  found.threat_types = text("ThreatTypes");
  found.folder = text("MailboxFolder");
  found.name = text("MailboxName");
  found.body_fingerprint = text("BodyFingerprint");
  const auto details =
      nlohmann::json::parse(rows.text(row, "AuthenticationDetails"), nullptr, false);
  if (details.is_object()) {
    found.spf = authentication_result(details, "SPF");
    found.dkim = authentication_result(details, "DKIM");
    found.dmarc = authentication_result(details, "DMARC");
  }
  found.sketch.version = static_cast<std::uint16_t>(rows.integer(row, "BodySketchVersion"));
  found.sketch.word_count = static_cast<std::uint32_t>(rows.integer(row, "BodyWordCount"));
  found.sketch.mark_hash = unsigned_of(rows.text(row, "MarkHash"));
  found.sketch.url_shape_hash = unsigned_of(rows.text(row, "UrlShapeHash"));
  (void)read_sketch_digits(rows.text(row, "Sketch"), found.sketch);
  read_keys(rows.text(row, "BodyKeys"), found.sketch);
  return found;
}

bool read_sketch_digits(std::string_view digits, message::BodySketch& sketch) {
  if (digits.size() != 2 * sketch.bytes.size()) return false;
  for (std::size_t i = 0; i < sketch.bytes.size(); ++i) {
    const int high = hex_digit(digits[2 * i]), low = hex_digit(digits[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    sketch.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return true;
}

std::string sketch_digits(const message::BodySketch& sketch) {
  return hex({reinterpret_cast<const char*>(sketch.bytes.data()), sketch.bytes.size()});
}

}  // namespace backstamp::investigation
