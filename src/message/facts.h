// What one message says of itself, as far as it can be read. Pure data.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/strong.h"
#include "base/text.h"
#include "base/time.h"
#include "base/uuid.h"

namespace backstamp::message {

// Equal for all copies of one message: derived from the bytes that delivery does not change
// (network_message_id.h says which).
using NetworkMessageId = Strong<struct NetworkMessageIdTag, Uuid>;

struct Address {
  Text display_name;
  Text address;  // local part as written, domain lower case; empty when there was none
  Text domain;   // lower case
};

enum class RecipientKind { to, cc, bcc };
struct Recipient {
  Address address;
  RecipientKind kind = RecipientKind::to;
};

struct Sender {
  Address from;    // RFC 5322 From: the first mailbox
  Text mail_from;  // RFC 5321 MAIL FROM as recorded in Return-Path; empty for <>
  Text mail_from_domain;
  Text ip;  // of the last hop outside the trusted ones; empty when unknown
};

// RFC 8601 results: "pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", or
// empty when nothing was said.
struct Authentication {
  Text spf, dkim, dmarc, arc;
  Text source;  // the authserv-id that said so; empty when none was found
};

enum class UrlLocation { body, subject, header, attachment, qr_code };
struct Url {
  Text url;     // normalised: scheme and host lower case, fragment kept
  Text domain;  // host, lower case; an IP address in its usual form
  UrlLocation location = UrlLocation::body;
  Text text;            // what the reader sees for it; empty for bare URLs
  Text rewritten = {};  // the form in which mail protection had wrapped `url`; empty without one
  bool loaded = false;  // fetched to show the message (an image, a script): nobody clicks it
};

struct Attachment {
  Text file_name;
  Text file_type;  // media type by content where known, otherwise as declared
  std::uint64_t file_size = 0;
  std::string sha256;  // 64 lower-case hex digits of the decoded bytes; empty where these could
                       // not be read to their end (encrypted, broken, too large)
  int depth = 0;       // 0: a part of this message; 1: inside such an attachment; ...
  std::uint32_t url_count = 0;  // first met in it or in what it holds
  bool name_mismatch = false;   // the name promises another type than the bytes are
  bool macros = false;     // code in it runs when it is opened: VBA, Excel 4, Basic, JavaScript
  bool encrypted = false;  // it, or something in it, asks for a password
  bool active = false;     // an HTML or SVG page that runs a script or asks for a password
  Text command_line = {};  // what a shortcut (.lnk) starts, with its arguments; at most 4 KiB
};

// Nearness of bodies: weighted MinHash over the visible, folded words (similarity.md of the
// groundwork). Two sketches of one version share about J * 128 bytes, J = weighted Jaccard.
struct BodySketch {
  static constexpr std::size_t values = 128;
  static constexpr std::size_t keys_count = 16;
  std::uint16_t version = 0;                 // of the word weights; compare only equal versions
  std::uint32_t word_count = 0;              // visible words that are no numbers, URLs or addresses
  std::array<std::uint8_t, values> bytes{};  // low byte of each value
  std::array<std::uint32_t, keys_count>
      keys{};                   // of the first 16 values: find candidates by >= 2 equal
  std::uint64_t mark_hash = 0;  // order of a/img/form/heading/list marks; for bodies of few words
  std::uint64_t url_shape_hash = 0;  // set of URL path shapes
};

struct Defect {
  Text where;
  Text what;
};

// What the HTML body is built of, where a reader does not see it. All zero without HTML.
struct HtmlTraits {
  std::uint32_t links = 0;          // <a href>
  std::uint32_t images = 0;         // that can be seen
  std::uint32_t linked_images = 0;  // of these, inside a link
  std::uint32_t hidden_bytes = 0;   // text that is there and not shown
  std::uint32_t joints = 0;         // characters of no width between two ASCII letters
  bool form = false;
  bool password_field = false;
  bool script = false;
  std::vector<Text> mail_links = {};  // mailto: links as written, at most 20
};

enum class Direction { inbound, outbound, intra_org, unknown };

struct Facts {
  NetworkMessageId network_message_id;
  Text internet_message_id;  // without angle brackets
  Text subject;
  std::optional<Time> date;      // the Date header
  std::optional<Time> received;  // of the topmost Received header that has a date
  Sender sender;
  std::vector<Recipient> recipients;
  std::vector<Text> delivered_to;  // Delivered-To, X-Original-To, Envelope-To; outermost first
  std::vector<Address> reply_to;
  Authentication authentication;
  std::vector<Url> urls;
  std::vector<Attachment> attachments;
  std::string body_fingerprint;  // 16 hex digits; equal when only names, numbers and links differ
  std::string html_fingerprint;  // 16 hex digits of the structure; empty without HTML
  BodySketch sketch;
  Direction direction = Direction::unknown;
  Text language;                                     // ISO 639-1, empty when unknown
  std::map<std::string, std::vector<Text>> headers;  // names lower case, decoded values, in order
  std::vector<Defect> defects;
  std::uint64_t size = 0;  // bytes of the message as it came
  Text visible_text;       // what a reader sees, at most 64 KiB
  HtmlTraits html;
};

}  // namespace backstamp::message
