#include "message/multipart.h"

#include <string>

#include "base/text.h"
#include "message/header_block.h"

namespace backstamp::message {
namespace {

struct BoundaryLine {
  std::size_t begin = std::string_view::npos;
  std::size_t end = 0;
  bool closing = false;
};

// The next line that is the delimiter, alone but for "--" and blanks after it. `from` is where a
// line begins. Goes by lines: a search for the delimiter itself is slow in bytes made to resemble
// it.
BoundaryLine next_boundary(std::string_view body, std::string_view delimiter, std::size_t from) {
  for (std::size_t at = from; at < body.size();) {
    const std::string_view line = first_line(body.substr(at));
    if (line.starts_with('-') && line.starts_with(delimiter)) {
      std::string_view rest = trim(line.substr(delimiter.size()));
      const bool closing = rest.starts_with("--");
      if (closing) rest = trim(rest.substr(2));
      if (rest.empty()) return {at, at + line.size(), closing};
    }
    at += line.size();
  }
  return {};
}

}  // namespace

MultipartCut cut_multipart(std::string_view body, std::string_view boundary,
                           std::size_t parts_max) {
  MultipartCut cut;
  if (boundary.empty()) return cut;
  const std::string delimiter = "--" + std::string(boundary);
  BoundaryLine line = next_boundary(body, delimiter, 0);
  while (line.begin != body.npos && !line.closing) {
    const BoundaryLine next = next_boundary(body, delimiter, line.end);
    if (cut.parts.size() >= parts_max) {
      cut.too_many = true;
      return cut;
    }
    const std::size_t end = next.begin == body.npos ? body.size() : next.begin;
    const std::string_view part = body.substr(line.end, end - line.end);
    cut.parts.push_back(next.begin == body.npos ? part : without_line_end(part));
    line = next;
  }
  cut.closed = line.closing;
  return cut;
}

}  // namespace backstamp::message
