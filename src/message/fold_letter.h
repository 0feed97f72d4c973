// One character -> the letters it is compared as.
#pragma once

#include <cstdint>
#include <string>

#include "message/fold.h"

namespace backstamp::message {

enum class LetterKind : std::uint8_t { blank, letter, digit, ignored, pair_letter };

// What a character is before folding.
LetterKind letter_kind(char32_t code);
Script script_of(char32_t code);
bool is_upper(char32_t code);

// Appends the folded form of a letter or digit as UTF-8: "É" -> "e", "а" (Cyrillic) -> "a",
// "ﬁ" -> "fi", "ß" -> "ss", "𝐏" -> "p", "２" -> "2".
void append_folded(char32_t code, std::string& out);

}  // namespace backstamp::message
