#include "verdict/feeds/feed_time.h"

#include <charconv>
#include <cstdint>
#include <string>

#include "base/text.h"

namespace backstamp::verdict {
namespace {

constexpr std::size_t written_max = 40;
constexpr std::size_t day_size = 10;                   // 2026-11-24
constexpr std::int64_t seconds_max = 253'402'300'799;  // the end of the year 9999

std::optional<Time> strict(const std::string& text) {
  const auto time = parse_rfc3339(text);
  return time ? std::optional(*time) : std::nullopt;
}

}  // namespace

std::optional<Time> feed_time(std::string_view written) {
  written = trim(written);
  if (written.size() > written_max) return std::nullopt;
  if (written.ends_with(" UTC")) written.remove_suffix(4);
  const std::string text(written);
  if (const auto time = strict(text)) return time;
  return strict(text.size() == day_size ? text + "T00:00:00Z" : text + "Z");
}

std::optional<Time> feed_time_of_seconds(std::string_view digits) {
  digits = trim(digits);
  std::int64_t seconds = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, seconds);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  if (seconds <= 0 || seconds > seconds_max) return std::nullopt;
  return Time(std::chrono::seconds(seconds));
}

}  // namespace backstamp::verdict
