#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "hunting/client.h"

namespace backstamp::hunting {

Rows::Rows(std::vector<std::string> columns,
           std::vector<std::vector<std::optional<std::string>>> cells)
    : columns_(std::move(columns)), cells_(std::move(cells)) {}

std::size_t Rows::column(std::string_view name) const {
  const auto found = std::ranges::find(columns_, name);
  CHECK(found != columns_.end());
  return static_cast<std::size_t>(found - columns_.begin());
}

bool Rows::is_null(std::size_t row, std::string_view name) const {
  return !cells_.at(row).at(column(name)).has_value();
}

std::string_view Rows::text(std::size_t row, std::string_view name) const {
  const auto& cell = cells_.at(row).at(column(name));
  return cell ? std::string_view(*cell) : std::string_view();
}

std::int64_t Rows::integer(std::size_t row, std::string_view name) const {
  const std::string_view digits = text(row, name);
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

double Rows::number(std::size_t row, std::string_view name) const {
  const std::string_view digits = text(row, name);
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

Time Rows::time(std::size_t row, std::string_view name) const {
  std::string iso(text(row, name));
  if (!iso.empty() && iso.back() != 'Z') iso += 'Z';
  return parse_rfc3339(iso).value_or(Time{});
}

}  // namespace backstamp::hunting
