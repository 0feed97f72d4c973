#include "verdict/feeds/csv_table.h"

#include <algorithm>

#include "base/text.h"

namespace backstamp::verdict {
namespace {

constexpr std::size_t line_bytes_max = 64 * 1024;

std::string joined(std::span<const std::string_view> names) {
  std::string all;
  for (const std::string_view name : names) all += (all.empty() ? "" : ",") + std::string(name);
  return all;
}

}  // namespace

bool CsvTable::take_names(std::string_view line, std::span<const std::string_view> wanted) {
  while (line.starts_with('#')) line = trim(line.substr(1));
  const auto names = csv_fields(line.substr(0, line_bytes_max));
  if (!names) return false;
  const auto named = [&](std::string_view column) {
    return std::ranges::find(*names, column) != names->end();
  };
  if (!std::ranges::all_of(wanted, named)) return false;
  columns_ = *names;
  return true;
}

Result<CsvTable> CsvTable::open(std::string_view bytes, std::span<const std::string_view> wanted) {
  CsvTable table{FeedLines(bytes)};
  while (const auto line = table.lines_.next()) {
    if (table.take_names(*line, wanted)) return table;
    if (line->starts_with('#')) continue;
    return fail(Fault::invalid, "line " + std::to_string(table.lines_.number()) +
                                    ": expected the names of columns, " + joined(wanted) +
                                    " among them");
  }
  return fail(Fault::invalid, "expected the names of columns, " + joined(wanted) +
                                  " among them, and reached the end");
}

bool CsvTable::next(FeedGathering& gathering) {
  while (const auto line = lines_.next()) {
    if (line->starts_with('#')) continue;
    if (line->size() > line_bytes_max) {
      gathering.refuse("line too long");
      continue;
    }
    auto fields = csv_fields(*line);
    if (fields && fields->size() == columns_.size()) {
      fields_ = *std::move(fields);
      return true;
    }
    gathering.refuse(fields ? "wrong number of fields" : "quotes out of place");
  }
  return false;
}

std::string_view CsvTable::at(std::string_view column) const {
  const auto found = std::ranges::find(columns_, column);
  if (found == columns_.end()) return {};
  return fields_[static_cast<std::size_t>(found - columns_.begin())];
}

}  // namespace backstamp::verdict
