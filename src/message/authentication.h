// What the receiving organisation's mail server found out: Authentication-Results (RFC 8601) and,
// where it says nothing of SPF, Received-SPF (RFC 7208 section 9.1).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/facts.h"
#include "message/header_block.h"

namespace backstamp::message {

struct MethodResult {
  std::string method;  // "spf", "dkim", "dmarc", "arc", ...; lower case
  std::string result;  // one of the words of struct Authentication
};

struct AuthenticationResults {
  std::string authserv_id;  // lower case; empty where the header names none, as Exchange's
  std::vector<MethodResult> results;
};

// One header value. Never fails; what can't be read is left out.
AuthenticationResults read_authentication_results(std::string_view raw);

// The results the message's header brings. Believed are the headers of the accepted ids, wherever
// they stand (the border server removes foreign ones that bear its name); with none accepted, the
// topmost header and those of the same id that follow it before the next Received header.
// Of several DKIM results one pass decides; of the others the topmost. Received-SPF counts only
// where it stands above the second Received header: further down anyone can have written it.
Authentication read_authentication(const HeaderBlock& header,
                                   const std::vector<Text>& accepted_ids);

}  // namespace backstamp::message
