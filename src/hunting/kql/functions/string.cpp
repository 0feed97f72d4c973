// Texts: strcat, strlen, substring, split, replace, ...
#include "base/text.h"
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

Scalar text(std::string form) { return make_scalar(std::move(form), Type::text, false); }
Scalar whole(std::string form, bool nullable = false) {
  return make_scalar(std::move(form), Type::long_integer, nullable);
}

Checked<Scalar> strcat(Call& call) {
  std::vector<std::string> parts;
  std::string constant;
  bool all_constant = true;
  for (std::size_t i = 0; i < call.size(); ++i) {
    parts.push_back(call.text(i));
    const auto known = constant_text(call[i]);
    all_constant = all_constant && known;
    constant += known.value_or("");
  }
  if (all_constant) return constant_scalar(constant, Type::text);
  if (parts.size() == 1) return text(parts[0]);
  return text("concat(" + joined(parts) + ")");
}

Checked<Scalar> strcat_delim(Call& call) {
  std::vector<std::string> parts;
  for (std::size_t i = 1; i < call.size(); ++i) parts.push_back(call.text(i));
  return text(sql("arrayStringConcat([$0], $1)", {joined(parts), call.text(0)}));
}

Checked<Scalar> strlen(Call& call) { return whole(sql("toInt64(lengthUTF8($0))", {call.text(0)})); }

Checked<Scalar> tolower(Call& call) {
  if (const auto known = constant_text(call[0]); known && std::ranges::all_of(*known, [](char c) {
                                                   return static_cast<unsigned char>(c) < 128;
                                                 })) {
    return constant_scalar(ascii_lower(*known), Type::text);
  }
  return text(sql("lowerUTF8($0)", {call.text(0)}));
}
Checked<Scalar> toupper(Call& call) { return text(sql("upperUTF8($0)", {call.text(0)})); }
Checked<Scalar> reverse(Call& call) { return text(sql("reverseUTF8($0)", {call.text(0)})); }

Checked<Scalar> substring(Call& call) {
  const std::string from = converted(call[1], Type::long_integer).sql;
  const std::string start = sql("toInt64(ifNull($0, 0) + if($0 < 0, 0, 1))", {from});
  if (call.size() == 2) return text(sql("substringUTF8($0, $1)", {call.text(0), start}));
  const std::string length = converted(call[2], Type::long_integer).sql;
  return text(sql("substringUTF8($0, $1, toInt64(greatest(ifNull($2, 0), 0)))",
                  {call.text(0), start, length}));
}

// The place of the first occurrence, from 0; -1 when there is none.
Checked<Scalar> indexof(Call& call) {
  if (call.size() > 3) {
    return wrong(call.place(), "indexof() with a length or an occurrence is not supported");
  }
  if (call.size() == 2) {
    return whole(sql("(toInt64(positionUTF8($0, $1)) - 1)", {call.text(0), call.text(1)}));
  }
  const std::string start = converted(call[2], Type::long_integer).sql;
  return whole(sql("(toInt64(positionUTF8($0, $1, toUInt64(greatest(ifNull($2, 0), 0) + 1))) - 1)",
                   {call.text(0), call.text(1), start}));
}

Checked<Scalar> split(Call& call) {
  const std::string parts = sql("splitByString($0, $1)", {call.text(1), call.text(0)});
  const auto constant = constant_text(call[1]);
  if (!constant) return wrong(call.place_of(1), "split() needs a constant delimiter");
  Scalar scalar = make_scalar(array_of_texts_json(parts), Type::dynamic);
  scalar.texts = parts;
  if (call.size() == 2) return scalar;
  const std::int64_t index = TRY(call.whole(2, "the index of split()"));
  const std::int64_t place = std::clamp<std::int64_t>(index, 0, 1'000'000'000) + 1;
  scalar.texts = sql("arraySlice($0, $1, 1)", {parts, sql_whole(place)});
  scalar.sql = array_of_texts_json(scalar.texts);
  return scalar;
}

Checked<Scalar> replace_string(Call& call) {
  return text(sql("replaceAll($0, $1, $2)", {call.text(0), call.text(1), call.text(2)}));
}

Checked<Scalar> strrep(Call& call) {
  const std::string times = sql("toUInt64(least(greatest(ifNull($0, 0), 0), 1024))", {call[1].sql});
  if (call.size() == 2) return text(sql("repeat($0, $1)", {call.text(0), times}));
  return text(
      sql("arrayStringConcat(arrayWithConstant($0, $1), $2)", {times, call.text(0), call.text(2)}));
}

Checked<Scalar> strcmp(Call& call) {
  return whole(sql("toInt64(multiIf($0 < $1, -1, $0 > $1, 1, 0))", {call.text(0), call.text(1)}));
}

// Counts overlapping occurrences, as the language does.
Checked<Scalar> countof(Call& call) {
  if (call.size() == 3 && constant_text(call[2]) == "regex") {
    const std::string pattern = TRY(call.constant(1, "the pattern"));
    TRY(check_regex(call.place_of(1), pattern));
    return whole(sql("toInt64(countMatches($0, $1))", {call.text(0), sql_text("(?-s)" + pattern)}));
  }
  return whole(
      sql("toInt64(length(arrayFilter(i -> substring($0, i, length($1)) = $1, "
          "range(1, least(length($0), 100000) + 1))))",
          {call.text(0), call.text(1)}));
}

// has_any_index(text, list): the place of the first needle found, or -1.
Checked<Scalar> has_any_index(Call& call) {
  return whole(sql("(toInt64(arrayFirstIndex(n -> $0, $1)) - 1)",
                   {has_of_array(call.text(0), "[n]", /*all=*/false), texts_sql(call[1])}));
}

Checked<Scalar> string_size(Call& call) {
  return whole(sql("toInt64(length($0))", {call.text(0)}));
}

constexpr Function functions[] = {
    {"strcat", 1, any_number, strcat},
    {"strcat_delim", 2, any_number, strcat_delim},
    {"strlen", 1, 1, strlen},
    {"string_size", 1, 1, string_size},
    {"tolower", 1, 1, tolower},
    {"toupper", 1, 1, toupper},
    {"reverse", 1, 1, reverse},
    {"substring", 2, 3, substring},
    {"indexof", 2, 5, indexof},
    {"split", 2, 3, split},
    {"replace_string", 3, 3, replace_string},
    {"strrep", 2, 3, strrep},
    {"strcmp", 2, 2, strcmp},
    {"countof", 2, 3, countof},
    {"has_any_index", 2, 2, has_any_index},
};

}  // namespace

std::span<const Function> string_functions() { return functions; }

}  // namespace backstamp::hunting::kql
