#include "message/content_lines.h"

#include "base/text.h"
#include "message/header_block.h"
#include "message/transfer.h"

namespace backstamp::message {
namespace {

std::string_view take_line(std::string_view& text) {
  const std::string_view line = first_line(text);
  text.remove_prefix(line.size());
  return without_line_end(line);
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// vCard 2.1: "URL;ENCODING=QUOTED-PRINTABLE:...", or without the parameter's name.
bool is_quoted_printable(std::string_view line) {
  return ascii_lower(line.substr(0, line.find(':'))).contains("quoted-printable");
}

void append_unescaped(std::string_view line, std::string& out) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char next = line[i] == '\\' && i + 1 < line.size() ? line[i + 1] : '\0';
    const bool escape =
        next == 'n' || next == 'N' || next == ',' || next == ';' || next == ':' || next == '\\';
    if (!escape) {
      out += line[i];
    } else {
      out += next == 'n' || next == 'N' ? '\n' : next;
      ++i;
    }
  }
}

}  // namespace

bool has_content_lines(std::string_view media_type) {
  return media_type == "text/calendar" || media_type == "text/vcard" ||
         media_type == "text/x-vcard" || media_type == "text/directory";
}

std::string unfolded_lines(std::string_view text) {
  std::string all;
  all.reserve(text.size());
  std::string line;
  while (!text.empty()) {
    line = take_line(text);
    const bool quoted = is_quoted_printable(line);
    while (!text.empty() && (is_blank(text.front()) || (quoted && line.ends_with('=')))) {
      if (quoted && line.ends_with('=')) {
        line.pop_back();
      } else {
        text.remove_prefix(1);
      }
      line += take_line(text);
    }
    if (quoted) line = decode_all(line, TransferEncoding::quoted_printable);
    append_unescaped(line, all);
    all += '\n';
  }
  return all;
}

}  // namespace backstamp::message
