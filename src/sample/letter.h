// A message as its sender wrote it (RFC 5322, MIME), and the trace our own server puts above it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "sample/random.h"

namespace backstamp::sample {

struct Correspondent {
  std::string name, address;
};

struct Attachment {
  std::string name, type;
  Bytes bytes;
};

// How it came to our server: the peer, and what the server found out about it.
struct Origin {
  std::string host, ip;
  std::string spf = "none", dkim = "none", dmarc = "none";
  bool submitted = false;  // by one of our own people, signed in
};

struct Letter {
  Correspondent from;
  std::vector<Correspondent> to, cc;
  std::string subject;
  Time date;
  std::string message_id;               // without angle brackets
  std::vector<std::string> references;  // oldest first; the last one is In-Reply-To
  std::string plain, html;              // UTF-8, lines end in \n; html may be empty
  std::vector<Attachment> attachments;
  std::vector<std::pair<std::string, std::string>> fields;  // further header fields, ASCII
  Origin origin;
};

// From the From: field to the end; what lies in the author's own folder of sent mail.
Bytes write_letter(Random& random, const Letter& letter);

// The fields our server puts above it when it delivers to `recipient`.
Bytes write_trace(Random& random, const Letter& letter, std::string_view recipient, Time delivered);

std::string rfc5322_date(Time time);
std::string base64(std::string_view bytes);           // one line
std::string quoted_printable(std::string_view text);  // RFC 2045 section 6.7
std::string escape_html(std::string_view text);
// The plain text as simple HTML: a paragraph for each run of lines.
std::string paragraphs(std::string_view plain);

}  // namespace backstamp::sample
