// An HTML body as a run of pieces that can be changed one by one: tags, and the texts between them.
// The mutator's own reader, on purpose another one than the product's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace backstamp::bench {

struct Piece {
  bool tag = false;   // else text
  std::string bytes;  // a tag with its brackets, a comment, or text as written
  bool shown = true;  // false for the insides of <style>, <script>, <title> and for comments
  int block = 0;      // the number of the block-level element that the piece stands in
};

std::vector<Piece> pieces_of(std::string_view html);
std::string html_of(const std::vector<Piece>& pieces);

// The name of a tag, lower case, with "/" in front of an end tag.
std::string name_of(std::string_view tag);
// The value of an attribute of a tag, or "".
std::string attribute_of(std::string_view tag, std::string_view name);
// The tag with the attribute's value replaced, where it has one.
std::string with_attribute(std::string tag, std::string_view name, std::string_view value);
// Text with its five named and its numeric references resolved to ASCII where they are ASCII.
std::string plain_text(std::string_view html_text);
std::string escaped(std::string_view text);

}  // namespace backstamp::bench
