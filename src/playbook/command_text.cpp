#include "playbook/command_text.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "playbook/variables.h"

namespace backstamp::playbook {
namespace {

constexpr std::string_view suffix = ":value";
constexpr std::size_t name_bytes_max = 204;

bool may_stand_in_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
}

// Where the reference that ends before ":value" begins; npos when it is none.
std::size_t begin_of_reference(std::string_view text, std::size_t end, std::size_t from) {
  std::size_t begin = end;
  while (begin > from && end - begin < name_bytes_max && may_stand_in_name(text[begin - 1])) {
    --begin;
  }
  for (; begin < end; ++begin) {
    if (is_variable_name(text.substr(begin, end - begin))) return begin;
  }
  return text.npos;
}

int digit_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

Result<std::string> decoded(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    const int digit = digit_of(c);
    if (digit < 0) return fail(Fault::invalid, "command_b64 is not base64; encode it again");
    held = (held << 6 | static_cast<unsigned>(digit)) & 0xffffu;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(held >> bits & 0xffu);
  }
  return bytes;
}

}  // namespace

std::vector<TextPiece> pieces_of(std::string_view text) {
  std::vector<TextPiece> pieces;
  std::size_t from = 0;
  for (std::size_t at = 0; (at = text.find(suffix, at)) != text.npos; at += suffix.size()) {
    const std::size_t begin = begin_of_reference(text, at, from);
    if (begin == text.npos) continue;
    if (begin > from) pieces.push_back({false, std::string(text.substr(from, begin - from))});
    pieces.push_back({true, std::string(text.substr(begin, at - begin))});
    from = at + suffix.size();
  }
  if (from < text.size()) pieces.push_back({false, std::string(text.substr(from))});
  return pieces;
}

Result<std::string> filled(std::string_view text, const Variables& variables,
                           const std::function<std::string(const std::string&)>& shown) {
  std::string result;
  for (const TextPiece& piece : pieces_of(text)) {
    if (!piece.is_reference) {
      result += piece.text;
      continue;
    }
    const auto found = variables.find(piece.text);
    if (found == variables.end()) {
      return fail(Fault::invalid, piece.text + " is not given to the step; name it in its in_args");
    }
    result += shown(found->second.value);
  }
  return result;
}

Result<std::string> text_of(const Command& command) {
  if (!command.command.empty()) return command.command;
  const auto json = nlohmann::json::parse(command.json, nullptr, false);
  if (!json.is_object()) return "";
  const auto encoded = json.find("command_b64");
  if (encoded == json.end() || !encoded->is_string()) return "";
  return decoded(encoded->get<std::string>());
}

}  // namespace backstamp::playbook
