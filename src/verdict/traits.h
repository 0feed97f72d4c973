// Questions about a message that several detectors ask.
#pragma once

#include <string_view>

#include "message/facts.h"

namespace backstamp::verdict {

// The last two labels of a host name, three where the last but one is a registry's own ("co.uk",
// "com.br"). An approximation without the public suffix list: hosts of one provider's customers
// count as one organisation. An IP address is its own.
std::string_view organisation_of(std::string_view host);

// The message proves to come from the From domain: DMARC passed, or SPF passed for a MAIL FROM of
// the same organisation.
bool is_authenticated(const message::Facts& facts);

// Whether the mail server checked anything at all.
bool was_checked(const message::Facts& facts);

bool is_list(const message::Facts& facts);  // List-Id or List-Post

// Anybody may open an address there (content/rules/free_mail_domains.txt).
bool is_free_mail(std::string_view domain);

// A web link to another organisation than the sender's; null when there is none.
const message::Url* foreign_link(const message::Facts& facts);

}  // namespace backstamp::verdict
