#include "playbook/command_text.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "playbook/base64.h"
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
  return TRY_IN("command_b64", decode_base64(encoded->get<std::string>()));
}

}  // namespace backstamp::playbook
