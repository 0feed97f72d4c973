#include "hunting/kql/diagnostic.h"

#include <numeric>

#include "base/text.h"

namespace backstamp::hunting::kql {
namespace {

constexpr std::size_t name_bytes_max = 64;

// Levenshtein's distance.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t before = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = before + (a[i - 1] == b[j - 1] ? 0 : 1);
      before = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

}  // namespace

std::string text_of(const Diagnostic& diagnostic) {
  std::string text = "line " + std::to_string(diagnostic.place.line) + ", column " +
                     std::to_string(diagnostic.place.column) + ": " + diagnostic.message;
  if (!diagnostic.expected.empty()) text += "; expected " + diagnostic.expected;
  if (!diagnostic.nearest.empty()) text += "; did you mean " + diagnostic.nearest + "?";
  return text;
}

std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates) {
  if (name.size() > name_bytes_max) return {};
  const std::string lowered = ascii_lower(name);
  std::size_t fewest = std::max<std::size_t>(1, name.size() / 3) + 1;
  std::string nearest;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > name_bytes_max || candidate == name) continue;
    const std::size_t count = edits(lowered, ascii_lower(candidate));
    if (count >= fewest) continue;
    fewest = count;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace backstamp::hunting::kql
