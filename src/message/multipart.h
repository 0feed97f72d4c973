// A multipart body cut at its boundary lines (RFC 2046 section 5.1).
#pragma once

#include <string_view>
#include <vector>

namespace backstamp::message {

struct MultipartCut {
  std::vector<std::string_view> parts;  // without the line end before the boundary line
  bool closed = false;                  // the closing boundary line was there
  bool too_many = false;                // more than parts_max: the rest was dropped
};

// Linear in the body. No parts when the boundary is empty or does not occur.
MultipartCut cut_multipart(std::string_view body, std::string_view boundary, std::size_t parts_max);

}  // namespace backstamp::message
