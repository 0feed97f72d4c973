// Structured header values (RFC 5322, 2045, 2183, 2231) read by GMime, which alone stays in the
// .cpp file. All of these take raw, folded values and never fail: what can't be read is empty.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/facts.h"

namespace backstamp::message {

struct ContentType {
  std::string media_type;  // "text/plain", lower case; empty when it can't be read
  std::string charset;
  std::string boundary;
  Text name;            // decoded
  bool joined = false;  // format=flowed; delsp=yes (RFC 3676)
};
ContentType read_content_type(std::string_view raw);

struct Disposition {
  bool attachment = false;  // anything but "inline" and nothing at all
  Text file_name;           // decoded, without path
};
Disposition read_disposition(std::string_view raw);

// The mailboxes of an address list, members of groups included, in order. Display names decoded.
std::vector<Address> read_mailboxes(std::string_view raw);

// "local@domain" with its domain folded to lower case and IDN domains as A-labels; a comment,
// display name or angle brackets around it are passed over. Empty for "<>" and nonsense.
Address read_address(std::string_view raw);

// RFC 5322 date-time, leniently. Nothing when it is none, or before 1970 or after 9999.
std::optional<Time> read_date(std::string_view raw);

// The last part of a path in either style, without control characters: "C:\x\y.exe" -> "y.exe".
Text bare_file_name(const Text& name);

}  // namespace backstamp::message
