// extract, extract_all, replace_regex, trim: regular expressions in RE2's syntax.
#include <re2/re2.h>

#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

Checked<std::string> pattern_of(Call& call, std::size_t i) {
  std::string pattern = regex_for_engine(TRY(call.constant(i, "the regular expression")));
  TRY(check_regex(call.place_of(i), pattern));
  return pattern;
}

// The dot does not match the end of a line, unless the pattern says so.
std::string quoted(const std::string& pattern) { return sql_text("(?-s)" + pattern); }

Checked<Scalar> extract(Call& call) {
  const std::string pattern = TRY(pattern_of(call, 0));
  const std::int64_t group = TRY(call.whole(1, "the group"));
  const int groups = re2::RE2(pattern).NumberOfCapturingGroups();
  if (group < 0 || group > groups) {
    return wrong(call.place_of(1), "the pattern has " + std::to_string(groups) + " groups");
  }
  const Scalar text = make_scalar(
      sql("regexpExtract($0, $1, $2)", {call.text(2), quoted(pattern), sql_whole(group)}),
      Type::text, false);
  return text;
}

// extract(pattern, group, text [, typeof(type)]): the type is syntax, no value.
Checked<Scalar> extract_typed(Call& call) {
  for (std::size_t i = 0; i < 3; ++i) {
    call.arguments.push_back(TRY(call.binder.scalar(*call.syntax.children[i], call.names)));
  }
  const Scalar text = TRY(extract(call));
  if (call.syntax.children.size() == 3) return text;
  const Expression& type = *call.syntax.children[3];
  if (type.kind != Expression::Kind::type) return wrong(type.place, "no type", "typeof(long)");
  return converted(text, type.type);
}

// Without one group: an array of texts; with several: an array of arrays. Null when nothing
// matches.
Checked<Scalar> extract_all(Call& call) {
  const std::string pattern = TRY(pattern_of(call, 0));
  const std::size_t text_at = call.size() - 1;
  const int groups = re2::RE2(pattern).NumberOfCapturingGroups();
  if (groups == 0) return wrong(call.place_of(0), "extract_all() needs a group", "( )");
  std::vector<std::string> chosen;
  if (call.size() == 3) {
    const auto asked = constant_texts(call[1]);
    if (!asked) return wrong(call.place_of(1), "the groups must be a constant array");
    for (const std::string& one : *asked) {
      const int number = one.size() == 1 ? one[0] - '0' : 0;
      if (number < 1 || number > groups) return wrong(call.place_of(1), "no such group: " + one);
      chosen.push_back("g[" + std::to_string(number) + "]");
    }
  }
  const std::string found =
      sql("extractAllGroupsVertical($0, $1)", {call.text(text_at), quoted(pattern)});
  std::string element = "toJSONString(g)";
  if (groups == 1 || chosen.size() == 1) {
    element = sql("toJSONString($0)", {chosen.empty() ? "g[1]" : chosen[0]});
  } else if (!chosen.empty()) {
    element = sql("toJSONString([$0])", {joined(chosen)});
  }
  return make_scalar(sql("arrayElement(arrayMap(m -> if(empty(m), '', concat('[', "
                         "arrayStringConcat(arrayMap(g -> $0, m), ','), ']')), [$1]), 1)",
                         {element, found}),
                     Type::dynamic);
}

// \1 of the rewrite is the engine's \1; $ means nothing to it.
Checked<Scalar> replaced(Call& call, std::size_t text_at, std::size_t pattern_at,
                         std::size_t rewrite_at) {
  const std::string pattern = TRY(pattern_of(call, pattern_at));
  return make_scalar(sql("replaceRegexpAll($0, $1, $2)",
                         {call.text(text_at), quoted(pattern), call.text(rewrite_at)}),
                     Type::text, false);
}

Checked<Scalar> replace_regex(Call& call) { return replaced(call, 0, 1, 2); }
Checked<Scalar> replace(Call& call) { return replaced(call, 2, 0, 1); }

std::string trimmed(const std::string& text, const std::string& pattern, bool start) {
  const std::string anchored = start ? "^(?:" + pattern + ")" : "(?:" + pattern + ")$";
  return sql("replaceRegexpOne($0, $1, '')", {text, quoted(anchored)});
}

Checked<Scalar> trim(Call& call) {
  const std::string pattern = TRY(pattern_of(call, 0));
  const std::string& name = call.syntax.text;
  std::string text = call.text(1);
  if (name != "trim_end") text = trimmed(text, pattern, /*start=*/true);
  if (name != "trim_start") text = trimmed(text, pattern, /*start=*/false);
  return make_scalar(std::move(text), Type::text, false);
}

constexpr Function functions[] = {
    {"extract", 3, 4, extract_typed, /*binds_arguments=*/true},
    {"extract_all", 2, 3, extract_all},
    {"extractall", 2, 3, extract_all},
    {"replace_regex", 3, 3, replace_regex},
    {"replace", 3, 3, replace},
    {"trim", 2, 2, trim},
    {"trim_start", 2, 2, trim},
    {"trim_end", 2, 2, trim},
};

}  // namespace

std::span<const Function> pattern_functions() { return functions; }

}  // namespace backstamp::hunting::kql
