// IPv4 addresses as browsers take them in URLs: "http://3221226219/" leads to 192.0.2.43.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace backstamp::message {

// True when the last label is a number (WHATWG URL, "ends-in-a-number checker"): then the host is
// an IPv4 address or none at all. `host` has no dot at its end.
bool ends_in_number(std::string_view host);

// "192.0.2.43" for up to four parts, each decimal, octal ("0300") or hexadecimal ("0xc0"), of which
// the last fills all bytes that are left (WHATWG URL, "IPv4 parser"). Nothing for others.
std::optional<std::string> ipv4_host(std::string_view host);

}  // namespace backstamp::message
