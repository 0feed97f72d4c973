// A feed in CSV with a line of column names: its rows, asked by column.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "verdict/feeds/feed_gathering.h"
#include "verdict/feeds/feed_lines.h"

namespace backstamp::verdict {

class CsvTable {
 public:
  // Reads to the line that names the columns, all of `wanted` among them; it may be a comment, as
  // in URLhaus's dumps. Error: invalid, saying where and what was expected.
  static Result<CsvTable> open(std::string_view bytes, std::span<const std::string_view> wanted);

  // The next row with as many fields as there are columns; others are refused to the gathering.
  bool next(FeedGathering& gathering);
  // Of this row; empty where there is no such column.
  std::string_view at(std::string_view column) const;

 private:
  explicit CsvTable(FeedLines lines) : lines_(lines) {}
  bool take_names(std::string_view line, std::span<const std::string_view> wanted);

  FeedLines lines_;
  std::vector<std::string> columns_;
  std::vector<std::string> fields_;
};

}  // namespace backstamp::verdict
