// Calendars and contact cards (RFC 5545, RFC 6350, vCard 2.1) as text in which URLs are whole.
#pragma once

#include <string>
#include <string_view>

namespace backstamp::message {

bool has_content_lines(std::string_view media_type);

// Folded lines joined, "\n", "\," and "\;" as what they stand for, values of quoted-printable
// decoded. Never longer than `text`.
std::string unfolded_lines(std::string_view text);

}  // namespace backstamp::message
