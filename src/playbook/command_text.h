// The text of a command: its variables, its encoding, and the JSON around it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "playbook/document.h"

namespace backstamp::playbook {

// A text taken apart at its "__name__:value" references.
struct TextPiece {
  bool is_reference = false;
  std::string text;  // as it stands, or the variable's name
};
std::vector<TextPiece> pieces_of(std::string_view text);

// The text with each reference replaced by `shown` of the variable's value. Error: invalid when a
// variable is not there.
Result<std::string> filled(std::string_view text, const Variables& variables,
                           const std::function<std::string(const std::string&)>& shown);

// `command`, or what `command_b64` (RFC 4648, either alphabet) stands for. Error: invalid.
Result<std::string> text_of(const Command& command);

}  // namespace backstamp::playbook
