// Which of a message's texts is read, and which part of it is the sender's own.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"
#include "message/html.h"
#include "message/parse.h"

namespace backstamp::message {

// What a reader sees: the HTML part's text; the plain part's when there is no HTML, or it says
// fewer than three words and shows no image. At most limits.text_bytes_max.
Text visible_text(std::string_view plain_utf8, const HtmlReading* html, const Limits& limits);

// Without what others wrote or every mail of a list holds: lines quoted with ">", everything from
// a signature mark ("-- ") or a list's footer on, and forwarded or replied-to mail below its
// introducing line. The whole text when less than eight words would be left.
std::string own_text(std::string_view text);

// How many words, separated by blanks, up to `words_max`.
std::size_t count_words(std::string_view text, std::size_t words_max);

}  // namespace backstamp::message
