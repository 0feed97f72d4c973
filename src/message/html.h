// One HTML body -> what a reader sees, where it leads, and how it is built.
//
// A linear reader of its own (html_token.h, element_stack.h) instead of libgumbo's tree: measured
// on real mail gumbo takes 345 us for 6 kB where 200 us is the budget of a whole body, and its time
// grows with the square of the depth (16,000 nested <div>: 0.4 s). Here time and memory grow with
// the bytes read, whatever they are.
// Follows the WHATWG HTML standard, section 13.2, for tags, comments, raw text and references.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "message/parse.h"

namespace backstamp::message {

enum class LinkKind { anchor, area, form, refresh, image, frame, script, background };

struct Link {
  Text href;  // absolute where <base> or the link says so; otherwise as written, trimmed
  Text text;  // what the reader sees for it (anchor text, alt text of images), at most 500 bytes
  LinkKind kind = LinkKind::anchor;
};

struct HtmlReading {
  Text visible_text;        // lines end at block borders; at most Limits::text_bytes_max
  Text hidden_text;         // what is in the body and not shown; the same bound
  std::vector<Link> links;  // in order of the document, at most Limits::urls_max
  std::vector<char> marks;  // one letter a mark: a link, m image, f form, h heading, l list item
  std::vector<std::uint64_t> paths;  // shape of the block structure: hashes of tag paths, sorted,
                                     // each once
  std::vector<std::string> data_pictures;  // "data:image/..." as written, the first 32
  std::uint32_t image_count = 0;           // that can be seen; no pixels
  std::uint32_t linked_image_count = 0;    // of these, inside an anchor
  std::uint32_t joint_count = 0;           // see FlowText::joints()
  bool has_image = false;
  bool has_form = false;
  bool has_password_field = false;
  bool has_script = false;
};

// Never fails: broken HTML is read as browsers do, as far as that decides what is seen.
// Reads at most limits.html_bytes_max bytes; bytes that are not UTF-8 become U+FFFD.
HtmlReading read_html(std::string_view html_utf8, const Limits& limits);

}  // namespace backstamp::message
