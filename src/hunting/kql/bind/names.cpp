// What a column is called that the query gives no name.
#include <algorithm>
#include <array>

#include "hunting/kql/aggregates/aggregates.h"
#include "hunting/kql/bind/binder.h"

namespace backstamp::hunting::kql {
namespace {

// Functions whose result keeps the name of what they are given first.
constexpr std::string_view keeping[] = {
    "tostring",     "tolong",          "toint",      "todouble",   "toreal",
    "tobool",       "toboolean",       "todatetime", "totimespan", "todynamic",
    "parse_json",   "parsejson",       "toobject",   "toguid",     "bin",
    "floor",        "round",           "split",      "startofday", "startofweek",
    "startofmonth", "startofyear",     "endofday",   "endofweek",  "endofmonth",
    "endofyear",    "format_datetime", "abs",        "log",        "pow",
    "sqrt",         "ceiling",         "exp",        "trim",       "column_ifexists"};

std::string path_name(const Expression& expression) {
  const std::string object = default_name(*expression.children[0]);
  if (object.empty()) return {};
  if (expression.kind == Expression::Kind::member) return object + "_" + expression.text;
  const Expression& key = *expression.children[1];
  if (key.kind != Expression::Kind::literal) return object + "_";
  if (const auto* text = std::get_if<std::string>(&key.constant)) return object + "_" + *text;
  if (const auto* whole = std::get_if<std::int64_t>(&key.constant)) {
    return object + "_" + std::to_string(*whole);
  }
  return object + "_";
}

}  // namespace

std::string share_name(const Expression& share) {
  if (const auto* whole = std::get_if<std::int64_t>(&share.constant)) {
    return std::to_string(*whole);
  }
  const auto* real = std::get_if<double>(&share.constant);
  if (real == nullptr) return {};
  std::string text = std::to_string(*real);
  text.erase(text.find_last_not_of('0') + 1);
  std::ranges::replace(text, '.', '_');
  return text;
}

std::string default_name(const Expression& expression) {
  switch (expression.kind) {
    case Expression::Kind::name: return expression.text;
    case Expression::Kind::member:
    case Expression::Kind::index: return path_name(expression);
    case Expression::Kind::assign: return expression.names.front();
    case Expression::Kind::call: break;
    default: return {};
  }
  const std::string first =
      expression.children.empty() ? "" : default_name(*expression.children[0]);
  if (expression.text == "column_ifexists" && !expression.children.empty()) {
    const auto* text = std::get_if<std::string>(&expression.children[0]->constant);
    return text != nullptr ? *text : "";
  }
  if (std::ranges::find(keeping, expression.text) != std::end(keeping)) return first;
  if (expression.text == "percentile" && expression.children.size() == 2) {
    return "percentile_" + first + "_" + share_name(*expression.children[1]);
  }
  if (expression.text == "strlen") return "strlen_" + first;
  return is_aggregate(expression.text) ? aggregate_name(expression.text, first) : "";
}

std::string free_name(const std::vector<Column>& columns, std::string name) {
  const auto taken = [&](const std::string& wanted) {
    return std::ranges::any_of(columns,
                               [&](const Column& column) { return column.name == wanted; });
  };
  if (!taken(name)) return name;
  for (int number = 1;; ++number) {
    const std::string next = name + std::to_string(number);
    if (!taken(next)) return next;
  }
}

std::string named_or_numbered(const std::vector<Column>& columns, const Expression& expression) {
  const std::string name = default_name(expression);
  if (!name.empty()) return free_name(columns, name);
  for (int number = 1;; ++number) {
    const std::string next = "Column" + std::to_string(number);
    if (std::ranges::find(columns, next, &Column::name) == columns.end()) return next;
  }
}

}  // namespace backstamp::hunting::kql
