// The header of a message or part: fields in order, as they stand in the bytes. No decoding.
// Follows RFC 5322 section 2.2, leniently: see header_block.cpp for what is let pass.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace backstamp::message {

// Views into the bytes read; they live as long as those.
struct HeaderField {
  std::string_view name;   // as written, without blanks around it
  std::string_view value;  // after the colon, folded as it came, without the last line end
};

struct HeaderBlock {
  static constexpr std::size_t fields_max = 2'000;

  std::vector<HeaderField> fields;
  std::string_view mbox_line;  // "From ..." before the first field, without its line end
  std::string_view body;       // after the empty line
  std::size_t odd_lines = 0;   // lines that are no fields, skipped
  bool too_many = false;       // more than fields_max: the rest was dropped
  bool body_at_once = false;   // no empty line between header and body
  bool marked = false;         // a byte order mark stood before the first field

  // The first field of that name (any case), nothing when there is none.
  std::optional<std::string_view> first(std::string_view name) const;
  // All values of that name, topmost first.
  std::vector<std::string_view> all(std::string_view name) const;
};

// Of a message: a byte order mark, an mbox line or empty lines may stand before the first field.
HeaderBlock read_header_block(std::string_view bytes);
// Of a part: an empty line at the front ends an empty header.
HeaderBlock read_part_header(std::string_view bytes);

// Without the byte order mark that editors write at the front of a file.
std::string_view without_mark(std::string_view bytes);

// The first line of `bytes` with its line end (LF or CRLF); all of it when there is none.
std::string_view first_line(std::string_view bytes);
// The line without its line end.
std::string_view without_line_end(std::string_view line);

// The length of the field name when `line` is "Name:" ..., otherwise 0. Blanks may stand before
// the colon; the name itself is printable ASCII.
std::size_t field_name_length(std::string_view line);

// True for the separator line of an mbox file, "From sender date" (also as ">From ").
bool is_mbox_line(std::string_view line);

}  // namespace backstamp::message
