#include "message/header_block.h"

#include "base/text.h"

namespace backstamp::message {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool name_character(char c) { return c > ' ' && c < 127 && c != ':'; }

// A line that is no field is passed over when the next one is a field again; otherwise the body
// has begun without its empty line. Mail programs differ here; this shows most of what any shows.
bool header_goes_on(std::string_view rest) { return field_name_length(first_line(rest)) > 0; }

// Takes the field at the start of `rest` with its continuation lines.
std::string_view take_field(std::string_view& rest) {
  std::size_t size = first_line(rest).size();
  while (size < rest.size() && is_blank(rest[size])) {
    size += first_line(rest.substr(size)).size();
  }
  const std::string_view field = rest.substr(0, size);
  rest.remove_prefix(size);
  return field;
}

void add_field(HeaderBlock& block, std::string_view field, std::size_t name_length) {
  if (block.fields.size() >= HeaderBlock::fields_max) {
    block.too_many = true;
    return;
  }
  const std::size_t colon = field.find(':', name_length);
  block.fields.push_back({field.substr(0, name_length), without_line_end(field.substr(colon + 1))});
}

// An mbox line before the first field, and empty lines where a field follows them: exports have
// them. Otherwise an empty line at the front means an empty header.
void skip_front(HeaderBlock& block, std::string_view& rest) {
  std::string_view ahead = rest;
  while (!ahead.empty() && without_line_end(first_line(ahead)).empty()) {
    ahead.remove_prefix(first_line(ahead).size());
  }
  const std::string_view line = first_line(ahead);
  if (is_mbox_line(line)) {
    block.mbox_line = without_line_end(line);
    rest = ahead.substr(line.size());
  } else if (field_name_length(line) > 0) {
    rest = ahead;
  }
}

void read_fields(HeaderBlock& block, std::string_view rest) {
  while (!rest.empty()) {
    const std::string_view line = first_line(rest);
    if (without_line_end(line).empty()) {
      block.body = rest.substr(line.size());
      return;
    }
    if (const std::size_t length = field_name_length(line)) {
      add_field(block, take_field(rest), length);
      continue;
    }
    const std::string_view after = rest.substr(line.size());
    if (!header_goes_on(after)) {
      block.body_at_once = true;
      block.body = rest;
      return;
    }
    ++block.odd_lines;
    rest = after;
  }
}

}  // namespace

std::string_view without_mark(std::string_view bytes) {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  return bytes.starts_with(mark) ? bytes.substr(mark.size()) : bytes;
}

std::string_view first_line(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  return end == bytes.npos ? bytes : bytes.substr(0, end + 1);
}

std::string_view without_line_end(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::size_t field_name_length(std::string_view line) {
  std::size_t length = 0;
  while (length < line.size() && name_character(line[length])) ++length;
  std::size_t colon = length;
  while (colon < line.size() && is_blank(line[colon])) ++colon;
  if (colon >= line.size() || line[colon] != ':') return 0;
  return line.substr(colon).starts_with("://") ? 0 : length;  // a URL at the start of a text
}

bool is_mbox_line(std::string_view line) {
  if (line.starts_with('>')) line.remove_prefix(1);
  return line.starts_with("From ");
}

HeaderBlock read_part_header(std::string_view bytes) {
  HeaderBlock block;
  read_fields(block, bytes);
  return block;
}

HeaderBlock read_header_block(std::string_view bytes) {
  HeaderBlock block;
  std::string_view rest = without_mark(bytes);
  block.marked = rest.size() < bytes.size();
  skip_front(block, rest);
  read_fields(block, rest);
  return block;
}

std::optional<std::string_view> HeaderBlock::first(std::string_view name) const {
  for (const HeaderField& field : fields) {
    if (ascii_equal(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::vector<std::string_view> HeaderBlock::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const HeaderField& field : fields) {
    if (ascii_equal(field.name, name)) values.push_back(field.value);
  }
  return values;
}

}  // namespace backstamp::message
