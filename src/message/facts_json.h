// Facts as the JSON of `backstamp parse`.
#pragma once

#include <string>

#include "message/facts.h"

namespace backstamp::message {

// One compact object, its keys in the order of the interface: network_message_id,
// internet_message_id, subject, date, sender, recipients, reply_to, authentication, urls,
// attachments, body_fingerprint, html_fingerprint, direction, language, headers, defects, html.
// Times are RFC 3339; a date that is not known is null.
std::string to_json(const Facts& facts);

// "inbound", "outbound", "intra-org", "unknown".
std::string_view name_of(Direction direction);
// "Body", "Subject", "Header", "Attachment", "QRCode".
std::string_view name_of(UrlLocation location);
// "to", "cc", "bcc".
std::string_view name_of(RecipientKind kind);

}  // namespace backstamp::message
