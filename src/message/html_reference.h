// Character references: "&eacute;", "&#233;", "&#xE9;" (WHATWG HTML 13.2.5.72 to .80).
#pragma once

#include <string>
#include <string_view>

namespace backstamp::message {

enum class ReferencePlace {
  text,
  attribute,  // "&copy=1" in a link stays as it is
};

// Appends `raw` to `out` with references decoded. Names are those of content/html/references.tsv.
void append_decoded(std::string_view raw, ReferencePlace place, std::string& out);

// Appends one code point as UTF-8; what is no character becomes U+FFFD.
void append_utf8(char32_t code, std::string& out);

}  // namespace backstamp::message
