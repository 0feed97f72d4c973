// now, ago, bin, startof..., datetime_add, datetime_diff, format_datetime, ...
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

Scalar moment(std::string form, bool nullable) {
  return make_scalar(std::move(form), Type::datetime, nullable);
}

Checked<Scalar> as_datetime(Call& call, std::size_t i) {
  if (call[i].type == Type::datetime) return call[i];
  if (call[i].type == Type::text || call[i].type == Type::dynamic) {
    return converted(call[i], Type::datetime);
  }
  return wrong(call.place_of(i), "this is a " + std::string(name_of(call[i].type)), "a datetime");
}

Checked<Scalar> now(Call& call) {
  const Scalar present = constant_scalar(call.binder.now_ticks(), Type::datetime);
  return call.size() == 0 ? present : calculate(call.place(), "+", present, call[0]);
}

Checked<Scalar> ago(Call& call) {
  const Scalar present = constant_scalar(call.binder.now_ticks(), Type::datetime);
  if (call[0].type != Type::timespan) {
    return wrong(call.place_of(0),
                 "ago() needs a timespan, this is a " + std::string(name_of(call[0].type)),
                 "such as 7d");
  }
  return calculate(call.place(), "-", present, call[0]);
}

std::string edge_sql(std::string_view unit, const std::string& when) {
  // Weeks begin on Sunday.
  const std::string_view form = unit == "day"     ? "toStartOfDay($0)"
                                : unit == "week"  ? "toStartOfWeek($0, 0)"
                                : unit == "month" ? "toStartOfMonth($0)"
                                                  : "toStartOfYear($0)";
  return sql("toDateTime64($0, 7, 'UTC')", {sql(form, {when})});
}

std::string shifted(std::string_view unit, const std::string& start, const std::string& by) {
  const std::string_view function = unit == "day"     ? "addDays"
                                    : unit == "week"  ? "addWeeks"
                                    : unit == "month" ? "addMonths"
                                                      : "addYears";
  return sql("$0($1, $2)", {function, start, by});
}

// startofday(when [, days]) and endofday(...): the first and the last tick.
Checked<Scalar> edge_of(Call& call) {
  const Scalar when = TRY(as_datetime(call, 0));
  const std::string& name = call.syntax.text;
  const bool end = name.starts_with("endof");
  const std::string unit = name.substr(end ? 5 : 7);
  std::string offset = "0";
  if (call.size() == 2) offset = converted(call[1], Type::long_integer).sql;
  if (end) offset = "(" + offset + " + 1)";
  std::string start = edge_sql(unit, sql("toDateTime64($0, 7, 'UTC')", {when.sql}));
  if (call.size() == 2 || end) start = shifted(unit, start, offset);
  if (!end) return moment(start, when.nullable);
  const std::string ticks = sql("(reinterpret(toDateTime64($0, 7, 'UTC'), 'Int64') - 1)", {start});
  return moment(datetime_of_ticks(ticks), when.nullable);
}

// bin(value, step): the multiple of step at or below value.
Checked<Scalar> bin(Call& call) {
  const Scalar& value = call[0];
  const Scalar& step = call[1];
  const auto constant = constant_whole(step);
  if (constant && *constant <= 0) return null_of(value.type);
  const bool nullable = value.nullable || step.nullable || !constant;
  const auto step_sql = constant ? step.sql : sql("if($0 > 0, $0, NULL)", {step.sql});
  if (value.type == Type::datetime && step.type == Type::timespan) {
    // Days are counted from the year 1, so weeks begin on Monday.
    const std::string ticks = ticks_sql(value);
    return moment(datetime_of_ticks(
                      sql("($0 - positiveModulo($0 + 621355968000000000, $1))", {ticks, step_sql})),
                  nullable);
  }
  if (value.type == Type::real || step.type == Type::real) {
    return make_scalar(sql("(floor($0 / $1) * $1)", {value.sql, step_sql}), Type::real, nullable);
  }
  const bool whole = is_whole(value.type) && is_whole(step.type);
  if (whole || (value.type == Type::timespan && step.type == Type::timespan)) {
    return make_scalar(
        sql("(toInt64($0) - positiveModulo(toInt64($0), toInt64($1)))", {value.sql, step_sql}),
        whole ? Type::long_integer : Type::timespan, nullable);
  }
  if (value.type == Type::dynamic) {
    call.arguments[0] = converted(value, Type::real);
    return bin(call);
  }
  return wrong(
      call.place(),
      "bin() of a " + std::string(name_of(value.type)) + " by a " + std::string(name_of(step.type)),
      "a datetime and a timespan, or numbers");
}

// floor(value, step) is bin(); without a step, down to a whole number.
Checked<Scalar> floor_of(Call& call) {
  if (call.size() == 1) call.arguments.push_back(constant_scalar(std::int64_t{1}, Type::integer));
  return bin(call);
}

Checked<Scalar> bin_at(Call& call) {
  const Scalar& value = call[0];
  const Scalar& step = call[1];
  if (value.type == Type::datetime && step.type == Type::timespan &&
      call[2].type == Type::datetime) {
    const std::string ticks = ticks_sql(value);
    return moment(datetime_of_ticks(sql("($0 - positiveModulo($0 - $1, $2))",
                                        {ticks, ticks_sql(call[2]), step.sql})),
                  true);
  }
  if (!is_number(value.type) || !is_number(step.type) || !is_number(call[2].type)) {
    return wrong(call.place(), "bin_at() needs a datetime, a timespan and a datetime, or numbers");
  }
  return make_scalar(sql("($0 - positiveModulo($0 - $2, $1))", {value.sql, step.sql, call[2].sql}),
                     value.type);
}

std::optional<std::int64_t> unit_ticks(std::string_view unit) {
  if (unit == "day") return ticks_a_day;
  if (unit == "hour") return 3'600 * ticks_a_second;
  if (unit == "minute") return 60 * ticks_a_second;
  if (unit == "second") return ticks_a_second;
  if (unit == "millisecond") return ticks_a_second / 1'000;
  if (unit == "microsecond") return ticks_a_second / 1'000'000;
  return std::nullopt;
}

bool is_calendar(std::string_view unit) {
  return unit == "year" || unit == "quarter" || unit == "month" || unit == "week";
}

Checked<std::string> unit_of(Call& call) {
  std::string unit = TRY(call.constant(0, "the unit"));
  for (char& c : unit) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  if (unit_ticks(unit) || is_calendar(unit)) return unit;
  return wrong(call.place_of(0), "unknown unit " + unit,
               "year, quarter, month, week, day, hour, minute, second or millisecond");
}

// How many borders of the unit lie between two times: datetime_diff('day', later, earlier).
Checked<Scalar> datetime_diff(Call& call) {
  const std::string unit = TRY(unit_of(call));
  const Scalar later = TRY(as_datetime(call, 1)), earlier = TRY(as_datetime(call, 2));
  const bool nullable = later.nullable || earlier.nullable;
  if (unit == "week") {
    return make_scalar(sql("toInt64(intDiv(dateDiff('day', toStartOfWeek($0, 0), "
                           "toStartOfWeek($1, 0)), 7))",
                           {earlier.sql, later.sql}),
                       Type::long_integer, nullable);
  }
  return make_scalar(sql("toInt64(dateDiff('$0', $1, $2))", {unit, earlier.sql, later.sql}),
                     Type::long_integer, nullable);
}

Checked<Scalar> datetime_add(Call& call) {
  const std::string unit = TRY(unit_of(call));
  const Scalar when = TRY(as_datetime(call, 2));
  const Scalar amount = converted(call[1], Type::long_integer);
  const bool nullable = when.nullable || amount.nullable;
  if (const auto ticks = unit_ticks(unit)) {
    const std::string moved =
        sql("($0 + $1 * $2)", {ticks_sql(when), amount.sql, sql_whole(*ticks)});
    return moment(datetime_of_ticks(moved), nullable);
  }
  const std::string_view function = unit == "year"      ? "addYears"
                                    : unit == "quarter" ? "addQuarters"
                                    : unit == "month"   ? "addMonths"
                                                        : "addWeeks";
  return moment(sql("$0(toDateTime64($1, 7, 'UTC'), $2)", {function, when.sql, amount.sql}),
                nullable);
}

Checked<Scalar> make_datetime(Call& call) {
  if (call.size() == 1) return converted(call[0], Type::datetime);
  if (call.size() != 3 && call.size() < 5) {
    return wrong(call.place(),
                 "make_datetime() takes year, month, day [, hour, minute [, second]]");
  }
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::max<std::size_t>(call.size(), 6); ++i) {
    parts.push_back(i < call.size() ? sql("toInt64(ifNull($0, 0))",
                                          {converted(call[i], Type::long_integer).sql})
                                    : "0");
  }
  return moment(sql("makeDateTime64($0, $1, $2, $3, $4, $5, 0, 7, 'UTC')",
                    {parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]}),
                true);
}

template <std::int64_t ticks>
Checked<Scalar> from_unix(Call& call) {
  const Scalar number = converted(call[0], Type::real);
  return moment(datetime_of_ticks(sql("toInt64(round($0 * $1))", {number.sql, sql_whole(ticks)})),
                number.nullable);
}

Checked<Scalar> local_to_utc(Call& call) {
  const std::string zone = TRY(call.constant(1, "the time zone"));
  const bool plain = std::ranges::all_of(zone, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  });
  if (!plain || zone.size() > 64) return wrong(call.place_of(1), "this is no time zone's name");
  const Scalar when = TRY(as_datetime(call, 0));
  const bool to_utc = call.syntax.text == "datetime_local_to_utc";
  const std::string_view form =
      to_utc ? "toTimeZone(toDateTime64(toString(toDateTime64($0, 7, 'UTC')), 7, $1), 'UTC')"
             : "toDateTime64(toString(toTimeZone(toDateTime64($0, 7, 'UTC'), $1)), 7, 'UTC')";
  return moment(sql(form, {when.sql, sql_text(zone)}), when.nullable);
}

// The row's own time where the store has none of arrival.
Checked<Scalar> ingestion_time(Call& call) {
  if (call.names.row == nullptr) return wrong(call.place(), "ingestion_time() needs a table");
  for (const char* name : {"IngestedAt", "Timestamp"}) {
    if (const Column* column = call.names.row->find(name)) {
      return make_scalar(column->id, column->type, column->nullable);
    }
  }
  return null_of(Type::datetime);
}

Checked<Scalar> make_timespan(Call& call) {
  const std::int64_t units[] = {ticks_a_day, 3'600 * ticks_a_second, 60 * ticks_a_second,
                                ticks_a_second};
  const std::size_t first = call.size() == 4 ? 0 : 1;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < call.size(); ++i) {
    parts.push_back(sql("toInt64(round($0 * $1))",
                        {converted(call[i], Type::real).sql, sql_whole(units[first + i])}));
  }
  return make_scalar("(" + joined(parts, " + ") + ")", Type::timespan);
}

constexpr Function functions[] = {
    {"now", 0, 1, now},
    {"ago", 1, 1, ago},
    {"bin", 2, 2, bin},
    {"floor", 1, 2, floor_of},
    {"bin_at", 3, 3, bin_at},
    {"startofday", 1, 2, edge_of},
    {"startofweek", 1, 2, edge_of},
    {"startofmonth", 1, 2, edge_of},
    {"startofyear", 1, 2, edge_of},
    {"endofday", 1, 2, edge_of},
    {"endofweek", 1, 2, edge_of},
    {"endofmonth", 1, 2, edge_of},
    {"endofyear", 1, 2, edge_of},
    {"datetime_diff", 3, 3, datetime_diff},
    {"datetime_add", 3, 3, datetime_add},
    {"make_datetime", 1, 6, make_datetime},
    {"make_timespan", 2, 4, make_timespan},
    {"unixtime_seconds_todatetime", 1, 1, from_unix<10'000'000>},
    {"unixtime_milliseconds_todatetime", 1, 1, from_unix<10'000>},
    {"unixtime_microseconds_todatetime", 1, 1, from_unix<10>},
    {"datetime_local_to_utc", 2, 2, local_to_utc},
    {"datetime_utc_to_local", 2, 2, local_to_utc},
    {"ingestion_time", 0, 0, ingestion_time},
};

}  // namespace

std::span<const Function> time_functions() { return functions; }

}  // namespace backstamp::hunting::kql
