// The language's scalar types and constants.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace backstamp::hunting::kql {

enum class Type { boolean, integer, long_integer, real, text, datetime, timespan, guid, dynamic };

std::string_view name_of(Type type);                      // as getschema shows it: "long"
std::optional<Type> type_of_name(std::string_view name);  // with its synonyms: int64, double, date

inline bool is_number(Type type) {
  return type == Type::integer || type == Type::long_integer || type == Type::real;
}
inline bool is_whole(Type type) { return type == Type::integer || type == Type::long_integer; }

// Null, bool, a whole number (also ticks of 100 ns of a timespan, or since 1970 of a datetime),
// real, text (also guid, and the JSON text of a dynamic).
using Constant = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

inline bool is_null(const Constant& constant) {
  return std::holds_alternative<std::monostate>(constant);
}

inline constexpr std::int64_t ticks_a_second = 10'000'000;
inline constexpr std::int64_t ticks_a_day = 86'400 * ticks_a_second;

// [-][d.]hh:mm:ss[.fffffff]
std::string timespan_text(std::int64_t ticks);
// 2024-05-06T07:08:09.1234567Z
std::string datetime_text(std::int64_t ticks);
// What datetime(...) and time(...) take; nullopt when it is none.
std::optional<std::int64_t> parse_datetime(std::string_view text);
std::optional<std::int64_t> parse_timespan(std::string_view text);

// A text as JSON writes it, with its quotes; what is not UTF-8 is replaced.
std::string json_text(std::string_view text);

}  // namespace backstamp::hunting::kql
