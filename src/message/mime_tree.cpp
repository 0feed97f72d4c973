#include "message/mime_tree.h"

#include <algorithm>

#include "base/text.h"
#include "message/multipart.h"

namespace backstamp::message {
namespace {

// Where in the tree an entity stands.
struct Place {
  std::string number;       // empty for the message itself
  std::string_view parent;  // media type of the multipart around it; empty without
  bool first = true;        // in its multipart
  int depth = 0;            // attached messages around it
  int nesting = 0;          // parts and messages around it
};

bool is_text_body(const std::string& type) {
  if (!type.starts_with("text/")) return false;
  static constexpr std::string_view others[] = {
      "text/calendar",  "text/rfc822-headers", "text/vcard",          "text/x-vcard",
      "text/directory", "text/x-amp-html",     "text/rfc822-headers", "text/csv"};
  return std::ranges::find(others, type) == std::end(others);
}

bool is_message(const Part& part) {
  const std::string& type = part.type.media_type;
  if (type == "message/rfc822" || type == "message/global") return true;
  return ascii_lower(part.file_name.view()).ends_with(".eml") && !type.starts_with("image/");
}

std::string child_number(const Place& place, std::size_t index) {
  const std::string own = std::to_string(index + 1);
  return place.number.empty() ? own : place.number + "." + own;
}

class TreeReader {
 public:
  TreeReader(MimeTree& tree, const Limits& limits) : tree_(tree), limits_(limits) {}

  void read_entity(const HeaderBlock& header, const Place& place) {
    note_header(header, place);
    Part part = describe(header, place);
    if (part.type.media_type.starts_with("multipart/") && read_multipart(part, place)) return;
    if (tree_.parts.size() >= limits_.parts_max) return note_once("message", too_many_parts);
    if (is_message(part)) return read_message(std::move(part), place);
    part.role = role_of(part, place);
    tree_.parts.push_back(std::move(part));
  }

 private:
  static constexpr const char* too_many_parts = "too many parts; the rest was not read";

  void note(std::string_view where, std::string what) {
    constexpr std::size_t defects_max = 100;
    if (tree_.defects.size() >= defects_max) return;
    tree_.defects.push_back({Text::lossy(where), Text::lossy(what)});
  }
  void note_once(std::string_view where, std::string what) {
    const bool known = std::ranges::any_of(
        tree_.defects, [&](const Defect& defect) { return defect.what.view() == what; });
    if (!known) note(where, std::move(what));
  }
  static std::string where(const Place& place) {
    return place.number.empty() ? "message" : "part " + place.number;
  }

  void note_header(const HeaderBlock& header, const Place& place) {
    if (header.marked) note(where(place), "a byte order mark before the header");
    if (header.odd_lines > 0) note(where(place), "lines in the header that are no fields");
    if (header.body_at_once) note(where(place), "no empty line after the header");
    if (header.too_many) note(where(place), "too many header fields; the rest was not read");
  }

  Part describe(const HeaderBlock& header, const Place& place) {
    Part part;
    part.number = place.number.empty() ? "1" : place.number;
    part.depth = place.depth;
    part.content = header.body;
    const auto type = header.first("Content-Type");
    if (type) part.type = read_content_type(type->substr(0, limits_.header_bytes_max));
    if (type && part.type.media_type.empty()) note(where(place), "unreadable Content-Type");
    if (part.type.media_type.empty()) {
      part.type.media_type = place.parent == "multipart/digest" ? "message/rfc822" : "text/plain";
    }
    if (const auto value = header.first("Content-Transfer-Encoding")) {
      part.encoding = transfer_encoding(*value);
      if (part.encoding == TransferEncoding::unknown) {
        note(where(place), "unknown Content-Transfer-Encoding");
      }
    }
    Disposition disposition;
    if (const auto value = header.first("Content-Disposition")) {
      disposition = read_disposition(value->substr(0, limits_.header_bytes_max));
    }
    part.role = disposition.attachment ? PartRole::attachment : PartRole::body;
    part.file_name = disposition.file_name.empty() ? part.type.name : disposition.file_name;
    return part;
  }

  static PartRole role_of(const Part& part, const Place& place) {
    if (part.role == PartRole::attachment || !is_text_body(part.type.media_type)) {
      return PartRole::attachment;
    }
    const bool named = !part.file_name.empty();
    return named && !place.first ? PartRole::attachment : PartRole::body;
  }

  std::string_view decoded(const Part& part) {
    if (part.encoding == TransferEncoding::identity) return part.content;
    return tree_.decoded.emplace_back(decode_all(part.content, part.encoding, limits_.bytes_max));
  }

  // False when it can't be split: then it is read as plain text.
  bool read_multipart(Part& part, const Place& place) {
    if (place.nesting >= limits_.depth_max) {
      note_once(where(place), "parts nested too deep; read as text");
      return as_text(part);
    }
    if (part.encoding != TransferEncoding::identity) {
      part.content = decoded(part);
      part.encoding = TransferEncoding::identity;
    }
    const std::size_t parts_left = limits_.parts_max - tree_.parts.size();
    const MultipartCut cut = cut_multipart(part.content, part.type.boundary, parts_left);
    if (part.type.boundary.empty()) note(where(place), "multipart without a boundary");
    if (cut.too_many) note_once("message", too_many_parts);
    if (cut.parts.empty()) {
      if (!part.type.boundary.empty()) note(where(place), "the boundary does not occur");
      return as_text(part);
    }
    if (!cut.closed && !cut.too_many) note(where(place), "multipart without its closing boundary");
    for (std::size_t i = 0; i < cut.parts.size(); ++i) {
      read_entity(read_part_header(cut.parts[i]), {.number = child_number(place, i),
                                                   .parent = part.type.media_type,
                                                   .first = i == 0,
                                                   .depth = place.depth,
                                                   .nesting = place.nesting + 1});
    }
    return true;
  }

  static bool as_text(Part& part) {
    part.type.media_type = "text/plain";
    return false;
  }

  void read_message(Part part, const Place& place) {
    part.role = PartRole::message;
    const std::string_view content = decoded(part);
    const std::size_t index = tree_.parts.size();
    tree_.parts.push_back(std::move(part));
    if (place.nesting >= limits_.depth_max) {
      note_once(where(place), "messages nested too deep; not read");
    } else {
      read_entity(read_header_block(content), {.number = child_number(place, 0),
                                               .parent = {},
                                               .first = true,
                                               .depth = place.depth + 1,
                                               .nesting = place.nesting + 1});
    }
    tree_.parts[index].end = tree_.parts.size();
  }

  MimeTree& tree_;
  const Limits& limits_;
};

}  // namespace

MimeTree read_mime(std::string_view bytes, const Limits& limits) {
  MimeTree tree;
  tree.header = read_header_block(bytes);
  TreeReader(tree, limits).read_entity(tree.header, {});
  return tree;
}

}  // namespace backstamp::message
