// Words of a message that may be the password of what is attached to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace backstamp::message {

// Likeliest first, each once, at most `words_max`: what follows "password", "Passwort", "mot de
// passe", "PIN" and their like, then what stands before them, then short words with a digit in
// them. `text` is UTF-8; at most its first 64 KiB are read.
std::vector<std::string> password_words(std::string_view text, std::size_t words_max);

}  // namespace backstamp::message
