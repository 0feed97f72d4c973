// URLs in running text, as mail programs make them clickable.
#pragma once

#include <string_view>
#include <vector>

#include "message/facts.h"

namespace backstamp::message {

// http://, https://, ftp:// and www. at the start of a word; e-mail addresses are none. Closing
// punctuation is left out, a closing bracket only when its partner is outside the URL. Inside
// <...> a URL goes on over line ends, as RFC 3986 appendix C has it. In order, at most
// `urls_max`, duplicates included; `location` and `text` are left for the caller.
// Linear in the text.
std::vector<Url> scan_urls(std::string_view text, std::size_t urls_max);

}  // namespace backstamp::message
