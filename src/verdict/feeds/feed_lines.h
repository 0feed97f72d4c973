// Feeds of lines: the lines one by one, and the fields of a line of CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace backstamp::verdict {

class FeedLines {
 public:
  explicit FeedLines(std::string_view bytes) : rest_(bytes) {}

  // The next line that is not blank, without its end and the blanks around it.
  std::optional<std::string_view> next();
  std::uint64_t number() const { return number_; }  // of the line given last, from 1

 private:
  std::string_view rest_;
  std::uint64_t number_ = 0;
};

// RFC 4180 within one line: a quote that the line leaves open must not swallow the lines after it.
// Nothing where one is open or text stands behind a closed one, or there are too many fields.
std::optional<std::vector<std::string>> csv_fields(std::string_view line);

}  // namespace backstamp::verdict
