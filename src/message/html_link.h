// Where a link of an HTML document leads: <base> applied (RFC 3986 5.2, on the text alone).
#pragma once

#include <string>
#include <string_view>

namespace backstamp::message {

// A link longer than this is cut.
inline constexpr std::size_t href_bytes_max = 8192;

// `raw` is an attribute value: references are decoded, line ends and tabs taken out as browsers do.
std::string clean_href(std::string_view raw);

// `href` seen from `base`; unchanged when it has a scheme of its own, is a fragment, or `base`
// is no absolute http(s) URL.
std::string resolve_href(std::string_view base, std::string_view href);

// The target of <meta http-equiv="refresh" content="0; url=...">; empty without one.
std::string_view refresh_target(std::string_view content);

}  // namespace backstamp::message
