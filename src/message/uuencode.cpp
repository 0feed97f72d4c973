#include "message/uuencode.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "message/header_block.h"

namespace backstamp::message {
namespace {

std::string_view take_line(std::string_view& rest) {
  const std::string_view line = first_line(rest);
  rest.remove_prefix(line.size());
  return without_line_end(line);
}

unsigned value(std::string_view line, std::size_t at) {
  return at < line.size() ? (static_cast<unsigned char>(line[at]) - 32U) & 63U : 0U;
}

void decode_line(std::string_view line, std::string& bytes) {
  std::size_t left = value(line, 0);
  for (std::size_t at = 1; left > 0 && at < line.size(); at += 4) {
    const unsigned bits = value(line, at) << 18 | value(line, at + 1) << 12 |
                          value(line, at + 2) << 6 | value(line, at + 3);
    const char group[3] = {static_cast<char>(bits >> 16), static_cast<char>(bits >> 8),
                           static_cast<char>(bits)};
    const std::size_t size = std::min<std::size_t>(left, 3);
    bytes.append(group, size);
    left -= size;
  }
}

// As long as its count says; blanks at its end may have been cut off on the way, and a check
// character may have been added.
bool is_file_line(std::string_view line) {
  if (line.empty() || line[0] < ' ' || line[0] > '`') return false;
  const std::size_t told = 1 + ((value(line, 0) + 2) / 3 * 4);
  const auto in_alphabet = [](char c) { return c >= ' ' && c <= '`'; };
  return line.size() <= told + 1 && line.size() + 3 >= told &&
         std::ranges::all_of(line, in_alphabet);
}

// The name in "begin 644 name"; empty where the line is none such.
std::string_view name_in_begin(std::string_view line) {
  constexpr std::string_view begin = "begin ";
  if (!line.starts_with(begin)) return {};
  line.remove_prefix(begin.size());
  const std::size_t digits = std::min(line.find_first_not_of("01234567"), line.size());
  if (digits < 3 || digits > 4 || !line.substr(digits).starts_with(' ')) return {};
  return trim(line.substr(digits));
}

// Takes the file whose "begin" line stands at the front of `rest`, if one does; otherwise a line.
std::optional<UuencodedFile> take_file(std::string_view& rest) {
  const std::string_view from = rest;
  const std::string_view name = name_in_begin(take_line(rest));
  if (name.empty() || !is_file_line(without_line_end(first_line(rest)))) return std::nullopt;
  while (!rest.empty() && is_file_line(without_line_end(first_line(rest)))) take_line(rest);
  return UuencodedFile{.name = name, .encoded = from.substr(0, from.size() - rest.size())};
}

}  // namespace

std::vector<UuencodedFile> uuencoded_files(std::string_view text, std::size_t files_max) {
  std::vector<UuencodedFile> files;
  while (files.size() < files_max) {
    const std::size_t line = text.starts_with("begin ") ? 0 : text.find("\nbegin ");
    if (line == text.npos) break;
    text.remove_prefix(text[line] == '\n' ? line + 1 : line);
    if (const auto file = take_file(text)) files.push_back(*file);
    // The line end before the next "begin" belongs to the line that was just taken.
    if (text.empty()) break;
  }
  return files;
}

std::string decode_uuencode(std::string_view encoded) {
  std::string bytes;
  while (!encoded.empty() && !take_line(encoded).starts_with("begin ")) {
  }
  while (!encoded.empty()) {
    const std::string_view line = take_line(encoded);
    if (line == "end") break;
    if (!line.empty()) decode_line(line, bytes);
  }
  return bytes;
}

}  // namespace backstamp::message
