// hourofday, dayofweek, datetime_part, format_datetime, format_timespan.
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

struct Part {
  std::string_view name;
  std::string_view form;
};

// By the unit's name in datetime_part().
constexpr Part parts[] = {
    {"year", "toYear($0)"},
    {"quarter", "toQuarter($0)"},
    {"month", "toMonth($0)"},
    {"week_of_year", "toISOWeek($0)"},
    {"day", "toDayOfMonth($0)"},
    {"dayofyear", "toDayOfYear($0)"},
    {"hour", "toHour($0)"},
    {"minute", "toMinute($0)"},
    {"second", "toSecond($0)"},
    {"millisecond", "intDiv(positiveModulo(reinterpret($0, 'Int64'), 10000000), 10000)"},
    {"microsecond", "intDiv(positiveModulo(reinterpret($0, 'Int64'), 10000000), 10)"},
    {"nanosecond", "(positiveModulo(reinterpret($0, 'Int64'), 10000000) * 100)"},
};

Scalar when_of(Call& call, std::size_t i) {
  Scalar when = converted(call[i], Type::datetime);
  when.sql = sql("toDateTime64($0, 7, 'UTC')", {when.sql});
  return when;
}

Checked<Scalar> part_of(Call& call, std::string_view name, std::size_t i) {
  const Scalar when = when_of(call, i);
  for (const Part& part : parts) {
    if (part.name != name) continue;
    return make_scalar("toInt64(" + sql(part.form, {when.sql}) + ")", Type::long_integer,
                       when.nullable);
  }
  return wrong(call.place(), "unknown part " + std::string(name),
               "year, month, day, hour, minute, second, dayofyear or week_of_year");
}

Checked<Scalar> datetime_part(Call& call) {
  std::string name = TRY(call.constant(0, "the part"));
  for (char& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  if (name == "weekofyear" || name == "week") name = "week_of_year";
  if (name == "dayofmonth") name = "day";
  return part_of(call, name, 1);
}

Checked<Scalar> named_part(Call& call) {
  static constexpr Part names[] = {{"hourofday", "hour"},
                                   {"dayofmonth", "day"},
                                   {"dayofyear", "dayofyear"},
                                   {"monthofyear", "month"},
                                   {"getmonth", "month"},
                                   {"getyear", "year"},
                                   {"week_of_year", "week_of_year"},
                                   {"weekofyear", "week_of_year"}};
  for (const Part& part : names) {
    if (part.name == call.syntax.text) return part_of(call, part.form, 0);
  }
  return part_of(call, call.syntax.text, 0);
}

// Days since Sunday, as a timespan.
Checked<Scalar> dayofweek(Call& call) {
  const Scalar when = when_of(call, 0);
  return make_scalar(sql("(toInt64(toDayOfWeek($0) % 7) * 864000000000)", {when.sql}),
                     Type::timespan, when.nullable);
}

// A run of one format letter, and where it stands.
struct Run {
  char letter = 0;
  std::size_t length = 0;
};

// The engine's own syntax has the same letters but for tt and f; the rest is spelt out.
std::string piece_sql(const std::string& when, const Run& run) {
  const std::string joda(run.length, run.letter);
  const auto engine = [&](const std::string& format) {
    return sql("formatDateTimeInJodaSyntax($0, $1)", {when, sql_text(format)});
  };
  const std::string fraction =
      sql("leftPad(toString(positiveModulo(reinterpret($0, 'Int64'), 10000000)), 7, '0')", {when});
  switch (run.letter) {
    case 't': return engine("a");
    case 'f': return sql("substring($0, 1, $1)", {fraction, std::to_string(run.length)});
    case 'F':
      return sql("trimRight(replaceRegexpOne(substring($0, 1, $1), '0+$$', ''))",
                 {fraction, std::to_string(run.length)});
    case 'y':
      if (run.length == 1) return sql("toString(toYear($0) % 100)", {when});
      return engine(joda);
    default: return engine(joda);
  }
}

Checked<Scalar> format_datetime(Call& call) {
  const std::string format = TRY(call.constant(1, "the format"));
  if (format.size() > 128) return wrong(call.place_of(1), "the format is too long");
  const Scalar when = when_of(call, 0);
  static constexpr std::string_view letters = "dfFhHmMsty", separators = " /-:,.[]_";
  std::vector<std::string> pieces;
  for (std::size_t i = 0; i < format.size();) {
    Run run{.letter = format[i]};
    while (i < format.size() && format[i] == run.letter) ++run.length, ++i;
    if (letters.contains(run.letter)) {
      pieces.push_back(piece_sql(when.sql, run));
    } else if (separators.contains(run.letter)) {
      pieces.push_back(sql_text(std::string(run.length, run.letter)));
    } else {
      return wrong(call.place_of(1), "unknown format letter " + std::string(1, run.letter),
                   "y, M, d, H, h, m, s, f, tt and separators");
    }
  }
  if (pieces.empty()) return constant_scalar(std::string(), Type::text);
  pieces.emplace_back("''");
  const std::string text = "concat(" + joined(pieces) + ")";
  return make_scalar(when.nullable ? sql("ifNull($0, '')", {text}) : text, Type::text, false);
}

// Of a timespan's ticks: d days, H hours, m minutes, s seconds, f fractions; runs pad with zeros.
std::string span_piece(const std::string& ticks, const Run& run) {
  const auto padded = [&](std::string_view form) {
    return sql("leftPad(toString($0), $1, '0')", {sql(form, {ticks}), std::to_string(run.length)});
  };
  switch (run.letter) {
    case 'd': return padded("intDiv(abs($0), 864000000000)");
    case 'H':
    case 'h': return padded("(intDiv(abs($0), 36000000000) % 24)");
    case 'm': return padded("(intDiv(abs($0), 600000000) % 60)");
    case 's': return padded("(intDiv(abs($0), 10000000) % 60)");
    default:
      return sql("substring(leftPad(toString(abs($0) % 10000000), 7, '0'), 1, $1)",
                 {ticks, std::to_string(run.length)});
  }
}

Checked<Scalar> format_timespan(Call& call) {
  const std::string format = TRY(call.constant(1, "the format"));
  if (format.size() > 128) return wrong(call.place_of(1), "the format is too long");
  const Scalar span = converted(call[0], Type::timespan);
  std::vector<std::string> pieces;
  for (std::size_t i = 0; i < format.size();) {
    Run run{.letter = format[i]};
    while (i < format.size() && format[i] == run.letter) ++run.length, ++i;
    if (std::string_view("dHhmsfF").contains(run.letter)) {
      // leftPad() cuts what is longer; days must not be.
      pieces.push_back(run.letter == 'd' && run.length == 1
                           ? sql("toString(intDiv(abs($0), 864000000000))", {span.sql})
                           : span_piece(span.sql, run));
    } else {
      pieces.push_back(sql_text(std::string(run.length, run.letter)));
    }
  }
  pieces.emplace_back("''");
  return make_scalar(sql("ifNull(concat($0), '')", {joined(pieces)}), Type::text, false);
}

constexpr Function functions[] = {
    {"datetime_part", 2, 2, datetime_part},
    {"hourofday", 1, 1, named_part},
    {"dayofmonth", 1, 1, named_part},
    {"dayofyear", 1, 1, named_part},
    {"monthofyear", 1, 1, named_part},
    {"getmonth", 1, 1, named_part},
    {"getyear", 1, 1, named_part},
    {"week_of_year", 1, 1, named_part},
    {"weekofyear", 1, 1, named_part},
    {"dayofweek", 1, 1, dayofweek},
    {"format_datetime", 2, 2, format_datetime},
    {"format_timespan", 2, 2, format_timespan},
};

}  // namespace

std::span<const Function> time_part_functions() { return functions; }

}  // namespace backstamp::hunting::kql
