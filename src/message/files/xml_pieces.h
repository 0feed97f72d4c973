// XML cut into tags and text, in order, without a tree: enough to find links in office files.
// Linear, whatever the bytes; comments, declarations, closing tags and CDATA marks are passed
// over.
#pragma once

#include <string>
#include <string_view>

namespace backstamp::message {

struct XmlPiece {
  bool is_tag = false;
  std::string_view name;     // of a tag: the local name, without prefix
  std::string_view content;  // of a tag: its attributes; otherwise text, references as written
};

class XmlPieces {
 public:
  explicit XmlPieces(std::string_view xml) : rest_(xml) {}

  bool next(XmlPiece& piece);  // false at the end

 private:
  std::string_view rest_;
};

// The value of the attribute with that local name, references decoded; empty without it.
std::string xml_attribute(std::string_view attributes, std::string_view local_name);

}  // namespace backstamp::message
