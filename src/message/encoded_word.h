// Header text as a reader sees it: unfolded, encoded words (RFC 2047) decoded, valid UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"

namespace backstamp::message {

// Encoded words are decoded wherever they stand, also where RFC 2047 forbids them, as mail
// programs do; neighbours of one charset and encoding are joined before they are decoded, because
// characters are cut between them in practice. Raw 8-bit text is read as UTF-8, else as
// windows-1252. Control characters become blanks. Never fails.
Text decode_header(std::string_view raw);

// The value on one line: folds taken out (RFC 5322 section 2.2.3), blanks around it cut.
std::string unfold(std::string_view raw);

}  // namespace backstamp::message
