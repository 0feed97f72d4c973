// A URL as written -> Url in one form, so that equal links compare equal.
#pragma once

#include <optional>
#include <string_view>

#include "message/facts.h"

namespace backstamp::message {

constexpr std::size_t url_bytes_max = 8 * 1024;  // longer ones are cut

// Reads http, https and ftp URLs, "www.host..." (as http) and "//host..." (as http), as browsers
// read them (WHATWG URL): blanks around and line ends inside go, backslashes are slashes, the host
// is percent-decoded, lower case, IDN as A-labels, IP addresses of any form in the usual one; a
// default port and dot segments go; an empty path becomes "/".
// Percent escapes of unreserved characters are decoded, others written in upper case; what may not
// stand in a URL is escaped. User information is kept, because it deceives, but is no domain.
// Nothing for other schemes and where there is no host that a browser would go to.
std::optional<Url> read_url(std::string_view written);

}  // namespace backstamp::message
