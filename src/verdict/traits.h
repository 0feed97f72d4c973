// Questions about a message that several detectors ask.
#pragma once

#include <string_view>

#include "message/facts.h"

namespace backstamp::verdict {

// The part of a host name that somebody registered: a public suffix (of the registries' part of
// the public suffix list) and one label more. Hosts of one provider's customers count as one
// organisation. A public suffix and an IP address are their own.
std::string_view organisation_of(std::string_view host);

// The top-level domain is in the public suffix list, or one of those reserved for examples and
// tests (RFC 2606). "local" and "lan" are neither.
bool has_public_zone(std::string_view host);

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
