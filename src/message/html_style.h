// What an element's own attributes say about being seen. Style sheets are not read.
#pragma once

#include <optional>
#include <string_view>

#include "message/html_token.h"

namespace backstamp::message {

// Parts that are not said stay unset; the parent's hold then.
struct StyleEffect {
  bool removed = false;           // nothing below can be seen again: display:none, opacity:0, ...
  std::optional<bool> invisible;  // visibility, which an element below may turn back
  std::optional<bool> tiny_font;  // font-size of at most 1 px, likewise
};

// Reads `hidden` and `style` of a start tag: display:none, visibility:hidden, mso-hide:all,
// max-height:0, font-size <= 1px, opacity < 0.02, offsets of -500px or more, and a box of no
// width or height that hides what overflows.
StyleEffect style_effect(const HtmlToken& tag);

// The number at the start of a CSS value and its unit: "-9999px" -> {-9999, "px"}.
struct CssNumber {
  double value = 0;
  std::string_view unit;
};
std::optional<CssNumber> css_number(std::string_view text);

}  // namespace backstamp::message
