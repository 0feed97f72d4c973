// The words of a condition.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace backstamp::playbook {

enum class TokenKind { reference, text, number, word, symbol, end };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string value;     // a reference without ":value", a text unescaped, a word in upper case
  std::size_t byte = 0;  // where it begins
};

// The last token is of kind end. Error: invalid, with the place.
Result<std::vector<Token>> tokens_of(std::string_view text);

// "character 14": counted in characters from 1, as a person would.
std::string place_of(std::string_view text, std::size_t byte);

}  // namespace backstamp::playbook
