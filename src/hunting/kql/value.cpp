#include "hunting/kql/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"

namespace backstamp::hunting::kql {
namespace {

constexpr std::array<std::pair<std::string_view, Type>, 21> type_names = {{
    {"bool", Type::boolean},      {"int", Type::integer},        {"long", Type::long_integer},
    {"real", Type::real},         {"string", Type::text},        {"datetime", Type::datetime},
    {"timespan", Type::timespan}, {"guid", Type::guid},          {"dynamic", Type::dynamic},
    {"boolean", Type::boolean},   {"int32", Type::integer},      {"int64", Type::long_integer},
    {"double", Type::real},       {"decimal", Type::real},       {"date", Type::datetime},
    {"time", Type::timespan},     {"uuid", Type::guid},          {"uniqueid", Type::guid},
    {"uint", Type::long_integer}, {"ulong", Type::long_integer}, {"float", Type::real},
}};

// Reads numbers and separators from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool done() const { return at_ == text_.size(); }
  bool take(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take_any(std::string_view characters) {
    if (done() || !characters.contains(text_[at_])) return false;
    ++at_;
    return true;
  }
  char peek() const { return done() ? '\0' : text_[at_]; }

  // A whole number of `least` to `most` digits.
  std::optional<std::int64_t> number(std::size_t least, std::size_t most) {
    const std::size_t begin = at_;
    std::int64_t value = 0;
    while (!done() && at_ - begin < most && text_[at_] >= '0' && text_[at_] <= '9') {
      value = value * 10 + (text_[at_++] - '0');
    }
    if (at_ - begin < least) return std::nullopt;
    return value;
  }

  // The digits behind a point as ticks; further digits are dropped.
  std::optional<std::int64_t> fraction() {
    std::int64_t ticks = 0, unit = ticks_a_second / 10;
    const std::size_t begin = at_;
    for (; !done() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_, unit /= 10) {
      ticks += (text_[at_] - '0') * unit;
    }
    if (at_ == begin) return std::nullopt;
    return ticks;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// hh:mm[:ss[.fffffff]]
std::optional<std::int64_t> clock_ticks(Scanner& scan) {
  const auto hours = scan.number(1, 2);
  if (!hours || !scan.take(':')) return std::nullopt;
  const auto minutes = scan.number(1, 2);
  if (!minutes) return std::nullopt;
  std::int64_t ticks = (*hours * 3600 + *minutes * 60) * ticks_a_second;
  if (scan.take(':')) {
    const auto seconds = scan.number(1, 2);
    if (!seconds) return std::nullopt;
    ticks += *seconds * ticks_a_second;
    if (scan.take('.')) {
      const auto fraction = scan.fraction();
      if (!fraction) return std::nullopt;
      ticks += *fraction;
    }
  }
  return ticks;
}

// Z, +hh:mm, +hhmm: what is to be taken off.
std::optional<std::int64_t> zone_ticks(Scanner& scan) {
  if (scan.done() || scan.take_any("Zz")) return 0;
  const bool west = scan.peek() == '-';
  if (!scan.take_any("+-")) return std::nullopt;
  const auto hours = scan.number(1, 2);
  scan.take(':');
  const auto minutes = scan.number(0, 2);
  if (!hours || !minutes) return std::nullopt;
  const std::int64_t ticks = (*hours * 3600 + *minutes * 60) * ticks_a_second;
  return west ? -ticks : ticks;
}

std::optional<std::int64_t> day_ticks(std::int64_t year, std::int64_t month, std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year < 1 || year > 9999) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * ticks_a_day;
}

// yyyy[-MM[-dd]] or, as in the United States, MM/dd/yyyy.
std::optional<std::int64_t> date_ticks(Scanner& scan) {
  const auto first = scan.number(1, 4);
  if (!first) return std::nullopt;
  if (scan.take('/')) {
    const auto day = scan.number(1, 2);
    if (!day || !scan.take('/')) return std::nullopt;
    const auto year = scan.number(4, 4);
    return year ? day_ticks(*year, *first, *day) : std::nullopt;
  }
  std::int64_t month = 1, day = 1;
  if (scan.take('-')) {
    const auto read = scan.number(1, 2);
    if (!read) return std::nullopt;
    month = *read;
    if (scan.take('-')) {
      const auto last = scan.number(1, 2);
      if (!last) return std::nullopt;
      day = *last;
    }
  }
  return day_ticks(*first, month, day);
}

struct Unit {
  std::string_view name;
  double ticks;
};
constexpr double second = static_cast<double>(ticks_a_second);
constexpr Unit units[] = {
    {"d", 86'400 * second},
    {"day", 86'400 * second},
    {"days", 86'400 * second},
    {"h", 3'600 * second},
    {"hr", 3'600 * second},
    {"hrs", 3'600 * second},
    {"hour", 3'600 * second},
    {"hours", 3'600 * second},
    {"m", 60 * second},
    {"min", 60 * second},
    {"minute", 60 * second},
    {"minutes", 60 * second},
    {"s", second},
    {"sec", second},
    {"second", second},
    {"seconds", second},
    {"ms", second / 1e3},
    {"milli", second / 1e3},
    {"millis", second / 1e3},
    {"millisec", second / 1e3},
    {"millisecond", second / 1e3},
    {"milliseconds", second / 1e3},
    {"micro", second / 1e6},
    {"micros", second / 1e6},
    {"microsec", second / 1e6},
    {"microsecond", second / 1e6},
    {"microseconds", second / 1e6},
    {"nano", second / 1e9},
    {"nanos", second / 1e9},
    {"nanosecond", second / 1e9},
    {"nanoseconds", second / 1e9},
    {"tick", 1},
    {"ticks", 1},
};

// 1.5h, 2days; a bare number is days.
std::optional<std::int64_t> unit_ticks(std::string_view text) {
  double amount = 0;
  const auto read =
      std::from_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
  if (read.ec != std::errc()) return std::nullopt;
  const std::string_view rest = trim(text.substr(static_cast<std::size_t>(read.ptr - text.data())));
  double ticks = rest.empty() ? 86'400 * second : 0;
  for (const Unit& unit : units) {
    if (unit.name == rest) ticks = amount == 0 ? 1 : unit.ticks;
  }
  const double product = amount * ticks;
  if (ticks == 0 || product > 9e18 || product < -9e18) return std::nullopt;
  return static_cast<std::int64_t>(product);
}

}  // namespace

std::string_view name_of(Type type) {
  for (const auto& [name, named] : type_names) {
    if (named == type) return name;
  }
  return "string";
}

std::optional<Type> type_of_name(std::string_view name) {
  for (const auto& [known, type] : type_names) {
    if (known == name) return type;
  }
  return std::nullopt;
}

std::string timespan_text(std::int64_t ticks) {
  const std::uint64_t size =
      ticks < 0 ? 0 - static_cast<std::uint64_t>(ticks) : static_cast<std::uint64_t>(ticks);
  const std::uint64_t seconds = size / ticks_a_second;
  char text[64];
  const std::uint64_t days = seconds / 86'400;
  const std::string front = days == 0 ? "" : std::to_string(days) + ".";
  std::snprintf(text, sizeof text, "%02u:%02u:%02u", static_cast<unsigned>(seconds / 3'600 % 24),
                static_cast<unsigned>(seconds / 60 % 60), static_cast<unsigned>(seconds % 60));
  std::string all = (ticks < 0 ? "-" : "") + front + text;
  if (size % ticks_a_second != 0) {
    std::snprintf(text, sizeof text, ".%07u", static_cast<unsigned>(size % ticks_a_second));
    all += text;
  }
  return all;
}

std::string datetime_text(std::int64_t ticks) {
  using namespace std::chrono;
  std::int64_t day = ticks / ticks_a_day, rest = ticks % ticks_a_day;
  if (rest < 0) {
    rest += ticks_a_day;
    --day;
  }
  const year_month_day date{sys_days(days(day))};
  const std::int64_t seconds = rest / ticks_a_second;
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02u:%02u:%02u.%07uZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<unsigned>(seconds / 3'600),
                static_cast<unsigned>(seconds / 60 % 60), static_cast<unsigned>(seconds % 60),
                static_cast<unsigned>(rest % ticks_a_second));
  return text;
}

std::optional<std::int64_t> parse_datetime(std::string_view text) {
  Scanner scan(trim(text));
  const auto date = date_ticks(scan);
  if (!date) return std::nullopt;
  std::int64_t ticks = *date;
  if (!scan.done() && scan.take_any("Tt ")) {
    const auto clock = clock_ticks(scan);
    if (!clock) return std::nullopt;
    scan.take(' ');
    const auto zone = zone_ticks(scan);
    if (!zone) return std::nullopt;
    ticks += *clock - *zone;
  } else {
    scan.take_any("Zz");
  }
  if (!scan.done()) return std::nullopt;
  return ticks;
}

std::optional<std::int64_t> parse_timespan(std::string_view text) {
  text = trim(text);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (!text.contains(':')) {
    const auto ticks = unit_ticks(text);
    return ticks && negative ? -*ticks : ticks;
  }
  Scanner scan(text);
  std::int64_t days = 0;
  if (const std::size_t point = text.find('.'); point < text.find(':')) {
    const auto read = scan.number(1, 7);
    if (!read || !scan.take('.')) return std::nullopt;
    days = *read;
  }
  const auto clock = clock_ticks(scan);
  if (!clock || !scan.done()) return std::nullopt;
  const std::int64_t ticks = days * ticks_a_day + *clock;
  return negative ? -ticks : ticks;
}

std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace backstamp::hunting::kql
