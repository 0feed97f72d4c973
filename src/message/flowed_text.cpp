#include "message/flowed_text.h"

#include <algorithm>

#include "message/header_block.h"

namespace backstamp::message {
namespace {

struct FlowedLine {
  std::size_t depth = 0;     // ">" before it
  std::string_view quote;    // these, and a blank
  std::string_view content;  // without them and the blank that was stuffed in
  bool goes_on = false;
};

FlowedLine read_line(std::string_view line) {
  line = without_line_end(line);
  FlowedLine read;
  read.depth = std::min(line.find_first_not_of('>'), line.size());
  read.content = line.substr(read.depth);
  if (read.content.starts_with(' ')) read.content.remove_prefix(1);
  if (read.depth > 0) read.quote = line.substr(0, line.size() - read.content.size());
  // The line above a signature is whole, though it ends in a blank (section 4.3).
  read.goes_on = read.content.ends_with(' ') && read.content != "-- ";
  if (read.goes_on) read.content.remove_suffix(1);
  return read;
}

}  // namespace

std::string joined_lines(std::string_view text) {
  std::string joined;
  joined.reserve(text.size());
  bool open = false;  // the last line goes on
  std::size_t depth = 0;
  while (!text.empty()) {
    const std::string_view line = first_line(text);
    text.remove_prefix(line.size());
    const FlowedLine read = read_line(line);
    if (open && read.depth == depth && read.content != "-- ") {
      joined += read.content;
    } else {
      if (open) joined += '\n';
      joined.append(read.quote).append(read.content);
    }
    open = read.goes_on;
    depth = read.depth;
    if (!open && line.ends_with('\n')) joined += '\n';
  }
  return joined;
}

}  // namespace backstamp::message
