#include "base/time.h"

#include <cstdio>
#include <optional>

namespace backstamp {
namespace {

using namespace std::chrono;

// Reads exactly `digits` decimal digits at `at` and moves on.
std::optional<int> number(std::string_view text, std::size_t& at, int digits) {
  int value = 0;
  for (int i = 0; i < digits; ++i, ++at) {
    if (at >= text.size() || text[at] < '0' || text[at] > '9') return std::nullopt;
    value = value * 10 + (text[at] - '0');
  }
  return value;
}

bool mark(std::string_view text, std::size_t& at, std::string_view any_of) {
  if (at >= text.size() || any_of.find(text[at]) == any_of.npos) return false;
  ++at;
  return true;
}

std::optional<milliseconds> fraction(std::string_view text, std::size_t& at) {
  if (at >= text.size() || text[at] != '.') return milliseconds{0};
  int value = 0, scale = 100, digits = 0;
  for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++digits) {
    value += (text[at] - '0') * scale;
    scale /= 10;
  }
  if (digits == 0 || digits > 9) return std::nullopt;
  return milliseconds{value};
}

std::optional<minutes> offset(std::string_view text, std::size_t& at) {
  if (mark(text, at, "Zz")) return minutes{0};
  if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return std::nullopt;
  const int sign = text[at++] == '-' ? -1 : 1;
  const auto hour = number(text, at, 2);
  if (!hour || !mark(text, at, ":")) return std::nullopt;
  const auto minute = number(text, at, 2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  return sign * (hours{*hour} + minutes{*minute});
}

std::optional<Time> read(std::string_view text) {
  std::size_t at = 0;
  const auto y = number(text, at, 4);
  if (!y || !mark(text, at, "-")) return std::nullopt;
  const auto mo = number(text, at, 2);
  if (!mo || !mark(text, at, "-")) return std::nullopt;
  const auto d = number(text, at, 2);
  if (!d || !mark(text, at, "Tt ")) return std::nullopt;
  const auto h = number(text, at, 2);
  if (!h || !mark(text, at, ":")) return std::nullopt;
  const auto mi = number(text, at, 2);
  if (!mi || !mark(text, at, ":")) return std::nullopt;
  const auto s = number(text, at, 2);
  if (!s || *h > 23 || *mi > 59 || *s > 60) return std::nullopt;
  const auto milli = fraction(text, at);
  if (!milli) return std::nullopt;
  const auto zone = offset(text, at);
  if (!zone || at != text.size()) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*mo)},
                            day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  return Time{sys_days{date}} + hours{*h} + minutes{*mi} + seconds{*s} + *milli - *zone;
}

}  // namespace

std::string rfc3339(Time time) {
  const auto day_start = floor<days>(time);
  const year_month_day date{day_start};
  const hh_mm_ss clock{time - day_start};
  char text[40];
  std::snprintf(
      text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

Result<Time> parse_rfc3339(std::string_view text) {
  if (const auto time = read(text)) return *time;
  return fail(Fault::invalid, "not an RFC 3339 time: '" + std::string(text.substr(0, 64)) +
                                  "'; write 2026-11-24T03:53:03Z");
}

Time SystemClock::now() const { return floor<milliseconds>(system_clock::now()); }

}  // namespace backstamp
