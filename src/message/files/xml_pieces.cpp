#include "message/files/xml_pieces.h"

#include <algorithm>

#include "message/html_reference.h"

namespace backstamp::message {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view local(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

std::string_view take(std::string_view& rest, std::size_t count) {
  const std::string_view taken = rest.substr(0, count);
  rest.remove_prefix(taken.size());
  return taken;
}

}  // namespace

bool XmlPieces::next(XmlPiece& piece) {
  while (!rest_.empty()) {
    if (!rest_.starts_with('<')) {
      piece = {.is_tag = false, .name = {}, .content = take(rest_, rest_.find('<'))};
      return true;
    }
    if (rest_.starts_with("<!--")) {
      const std::size_t end = rest_.find("-->");
      take(rest_, end == rest_.npos ? end : end + 3);
      continue;
    }
    if (rest_.starts_with("<![CDATA[")) {
      take(rest_, 9);
      continue;
    }
    const std::size_t end = rest_.find('>');
    std::string_view tag = take(rest_, end == rest_.npos ? end : end + 1).substr(1);
    if (tag.ends_with('>')) tag.remove_suffix(1);
    const std::string_view name = tag.substr(0, tag.find_first_of(" \t\r\n/"));
    if (name.empty() || name.starts_with('!') || name.starts_with('?')) continue;
    piece = {.is_tag = true, .name = local(name), .content = tag.substr(name.size())};
    return true;
  }
  return false;
}

std::string xml_attribute(std::string_view attributes, std::string_view local_name) {
  while (true) {
    const std::size_t equals = attributes.find('=');
    if (equals == attributes.npos) return {};
    std::string_view name = attributes.substr(0, equals);
    name = name.substr(0, name.find_last_not_of(blanks) + 1);
    const std::size_t start = name.find_last_of(blanks);
    if (start != name.npos) name.remove_prefix(start + 1);
    attributes.remove_prefix(equals + 1);
    attributes.remove_prefix(std::min(attributes.find_first_not_of(blanks), attributes.size()));
    if (attributes.empty()) return {};
    const char quote = attributes.front();
    if (quote != '"' && quote != '\'') continue;
    attributes.remove_prefix(1);
    const std::string_view value = take(attributes, attributes.find(quote));
    if (!attributes.empty()) attributes.remove_prefix(1);
    if (local(name) != local_name) continue;
    std::string decoded;
    append_decoded(value, ReferencePlace::attribute, decoded);
    return decoded;
  }
}

}  // namespace backstamp::message
