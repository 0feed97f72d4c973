#include "verdict/feeds/feed_lines.h"

#include "base/text.h"

namespace backstamp::verdict {
namespace {

constexpr std::size_t fields_max = 64;

// Takes a field in quotes off the line, which begins with one. Nothing when it has no end.
std::optional<std::string> quoted(std::string_view& line) {
  std::string field;
  line.remove_prefix(1);
  while (true) {
    const auto quote = line.find('"');
    if (quote == line.npos) return std::nullopt;
    field += line.substr(0, quote);
    line.remove_prefix(quote + 1);
    if (!line.starts_with('"')) return field;
    field += '"';
    line.remove_prefix(1);
  }
}

std::string plain(std::string_view& line) {
  const auto comma = std::min(line.find(','), line.size());
  const std::string field(trim(line.substr(0, comma)));
  line.remove_prefix(comma);
  return field;
}

std::string_view without_blanks(std::string_view line) {
  const auto first = line.find_first_not_of(" \t");
  return line.substr(std::min(first, line.size()));
}

}  // namespace

std::optional<std::string_view> FeedLines::next() {
  while (!rest_.empty()) {
    const auto end = std::min(rest_.find('\n'), rest_.size());
    const std::string_view line = trim(rest_.substr(0, end));
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++number_;
    if (!line.empty()) return line;
  }
  return std::nullopt;
}

std::optional<std::vector<std::string>> csv_fields(std::string_view line) {
  std::vector<std::string> fields;
  while (fields.size() < fields_max) {
    line = without_blanks(line);
    auto field = line.starts_with('"') ? quoted(line) : std::optional(plain(line));
    if (!field) return std::nullopt;
    fields.push_back(*std::move(field));
    line = without_blanks(line);
    if (line.empty()) return fields;
    if (!line.starts_with(',')) return std::nullopt;
    line.remove_prefix(1);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
