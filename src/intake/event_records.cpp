#include "intake/event_records.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "base/text.h"

namespace backstamp::intake {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
using Take = std::function<bool(EventRecord)>;

// How far an object reaches: to its closing brace at depth 0, and how deep it is on the way.
struct Extent {
  std::size_t end = std::string_view::npos;  // behind the brace
  int depth = 0;
};

Extent extent_of(std::string_view bytes) {
  Extent extent;
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const char c = bytes[at];
    if (quoted) {
      if (c == '\\') ++at;
      quoted = c != '"';
      continue;
    }
    if (c == '"') quoted = true;
    if (c == '{' || c == '[') extent.depth = std::max(extent.depth, ++depth);
    if (c == '}' || c == ']') --depth;
    if (depth == 0 && c == '}') {
      extent.end = at + 1;
      return extent;
    }
  }
  return extent;
}

EventRecord checked(std::uint64_t number, std::string_view json, const Extent& extent,
                    const EventLimits& limits) {
  EventRecord record{.number = number, .json = {}, .refused = {}};
  if (json.size() > limits.record_bytes_max) {
    record.refused = "larger than " + std::to_string(limits.record_bytes_max) + " bytes";
  } else if (extent.depth > limits.depth_max) {
    record.refused = "nested more than " + std::to_string(limits.depth_max) + " deep";
  } else if (extent.end == std::string_view::npos) {
    record.refused = "no whole JSON object";
  } else {
    record.json = json;
  }
  return record;
}

void by_lines(std::string_view bytes, const EventLimits& limits, const Take& take) {
  std::uint64_t number = 0;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = trim(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (line.empty()) continue;
    const Extent extent = line.front() == '{' ? extent_of(line) : Extent{};
    EventRecord record = checked(++number, line, extent, limits);
    if (record.refused.empty() && extent.end != line.size()) {
      record = {.number = number, .json = {}, .refused = "text behind the JSON object"};
    }
    if (!take(std::move(record))) return;
  }
}

// An array, or objects that go over several lines.
void by_braces(std::string_view bytes, const EventLimits& limits, const Take& take) {
  std::uint64_t number = 0;
  for (;;) {
    const std::size_t begin = bytes.find_first_not_of(" \t\r\n,[]");
    if (begin == std::string_view::npos) return;
    bytes.remove_prefix(begin);
    const bool object = bytes.front() == '{';
    const Extent extent = object ? extent_of(bytes) : Extent{};
    std::size_t end = std::min(extent.end, bytes.size());
    if (!object) end = std::min(bytes.find_first_of(",]\n"), bytes.size());
    if (!take(checked(++number, bytes.substr(0, end), extent, limits))) return;
    bytes.remove_prefix(end);
  }
}

// RFC 4180: fields in quotes may hold commas, quotes (doubled) and line ends.
class Csv {
 public:
  Csv(std::string_view bytes, const EventLimits& limits) : bytes_(bytes), limits_(limits) {}

  // The next row's fields; nothing at the end. `too_large_` tells a row that was cut.
  std::optional<std::vector<std::string>> next() {
    if (bytes_.empty()) return std::nullopt;
    std::vector<std::string> fields(1);
    std::size_t taken = 0;
    too_large_ = false;
    bool quoted = false;
    for (; taken < bytes_.size(); ++taken) {
      const char c = bytes_[taken];
      if (quoted && c == '"' && taken + 1 < bytes_.size() && bytes_[taken + 1] == '"') {
        fields.back() += bytes_[++taken];
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == ',') {
        fields.emplace_back();
      } else if (!quoted && c == '\n') {
        break;
      } else if (c != '\r' || quoted) {
        fields.back() += c;
      }
      too_large_ =
          too_large_ || taken > limits_.record_bytes_max || fields.size() > limits_.columns_max;
      if (too_large_) fields.resize(1);
    }
    bytes_.remove_prefix(std::min(taken + 1, bytes_.size()));
    return fields;
  }
  bool too_large() const { return too_large_; }

 private:
  std::string_view bytes_;
  const EventLimits& limits_;
  bool too_large_ = false;
};

EventRecord record_of(std::uint64_t number, const std::vector<std::string>& names,
                      const std::vector<std::string>& fields, const EventLimits& limits) {
  EventRecord record{.number = number, .json = {}, .refused = {}};
  if (names.size() != fields.size()) {
    record.refused = std::to_string(fields.size()) + " fields, where the columns are " +
                     std::to_string(names.size());
    return record;
  }
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == "AuditData") {
      const std::string_view json = trim(fields[i]);
      return checked(number, json, json.starts_with('{') ? extent_of(json) : Extent{}, limits);
    }
    if (!fields[i].empty()) object[names[i]] = Text::lossy(fields[i]).str();
  }
  record.json = object.dump();
  return record;
}

Result<void> by_rows(std::string_view bytes, const EventLimits& limits, const Take& take) {
  Csv csv(bytes, limits);
  const auto head = csv.next();
  if (!head || csv.too_large() || head->size() < 2) {
    return fail(Fault::invalid,
                "neither JSON objects, one a line or in an array, nor CSV with a line of column "
                "names");
  }
  std::vector<std::string> names;
  for (const std::string& name : *head) names.push_back(Text::lossy(trim(name)).cut(200).str());
  std::uint64_t number = 0;
  while (const auto fields = csv.next()) {
    if (fields->size() == 1 && trim(fields->front()).empty() && !csv.too_large()) continue;
    EventRecord record{.number = ++number, .json = {}, .refused = "row too large"};
    if (!csv.too_large()) record = record_of(number, names, *fields, limits);
    if (!take(std::move(record))) return {};
  }
  return {};
}

}  // namespace

Result<void> for_each_event_record(std::string_view bytes, const EventLimits& limits,
                                   const Take& take) {
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  const std::size_t begin = bytes.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  bytes.remove_prefix(begin);
  if (bytes.front() == '[') {
    by_braces(bytes, limits, take);
    return {};
  }
  if (bytes.front() != '{') return by_rows(bytes, limits, take);
  const std::string_view line = trim(bytes.substr(0, bytes.find('\n')));
  if (extent_of(line).end == line.size() || line.size() == trim(bytes).size()) {
    by_lines(bytes, limits, take);
  } else {
    by_braces(bytes, limits, take);
  }
  return {};
}

}  // namespace backstamp::intake
