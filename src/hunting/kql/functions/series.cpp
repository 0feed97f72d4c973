// series_decompose_anomalies, series_fit_line: over an array of numbers, several columns each.
//
// A series is a trend and what is left of each point. A point is an anomaly when what is left lies
// so many times the distance between the tenth and the ninetieth percentile outside of the two
// (Tukey's fences as the language's ctukey draws them). Seasons are not looked for: a note says so.
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

constexpr std::string_view anomalies = "series_decompose_anomalies";
constexpr std::string_view line = "series_fit_line";

class Series {
 public:
  Series(Binder& binder, const Expression& call, Relation& relation)
      : binder_(binder), call_(call), relation_(relation) {}

  Checked<void> read(const ScopePtr& scope) {
    if (call_.children.empty()) return wrong(call_.place, call_.text + "() needs a series");
    const Scalar array =
        TRY(binder_.scalar(*call_.children[0], {.row = &relation_, .scope = scope}));
    if (array.type != Type::dynamic) {
      return wrong(call_.children[0]->place, call_.text + "() needs an array", "of make-series");
    }
    name_ = default_name(*call_.children[0]);
    relation_.open();
    relation_.fresh();
    y_ = keep(sql("arrayMap(x -> ifNull(toFloat64OrNull(x), 0), $0)", {raw_sql(array)}));
    n_ = keep(sql("toFloat64(length($0))", {y_}));
    mean_ = keep(sql("if($1 = 0, 0, arraySum($0) / $1)", {y_, n_}));
    return {};
  }

  // Slope of the line of least squares, over places 0, 1, ...
  void fit_line() {
    const std::string middle = sql("(($0 - 1) / 2)", {n_});
    slope_ = keep(
        sql("if($0 < 2, 0, arraySum(arrayMap((x, i) -> (toFloat64(i) - 1 - $2) * (x - $3), $1, "
            "arrayEnumerate($1))) / ($0 * ($0 * $0 - 1) / 12))",
            {n_, y_, middle, mean_}));
    start_ = keep(sql("($0 - $1 * $2)", {mean_, slope_, middle}));
    fitted_ = keep(sql("arrayMap(i -> $0 + $1 * (toFloat64(i) - 1), arrayEnumerate($2))",
                       {start_, slope_, y_}));
  }

  Checked<std::vector<SeriesColumn>> line_columns() {
    fit_line();
    const std::string total = keep(squares(sql("arrayMap(x -> x - $0, $1)", {mean_, y_})));
    const std::string left = keep(squares(sql("arrayMap((x, f) -> x - f, $0, $1)", {y_, fitted_})));
    const auto share = [&](const std::string& sum) {
      return real(sql("if($1 < 2, 0, $0 / ($1 - 1))", {sum, n_}));
    };
    std::vector<SeriesColumn> columns;
    add(columns, "rsquare", real(sql("if($0 = 0, 0, 1 - $1 / $0)", {total, left})));
    add(columns, "slope", real(slope_));
    add(columns, "variance", share(total));
    add(columns, "rvariance", share(left));
    add(columns, "interception", real(start_));
    add(columns, "line_fit", array(fitted_));
    return columns;
  }

  Checked<std::vector<SeriesColumn>> anomaly_columns(const ScopePtr& scope) {
    const std::string threshold = TRY(number(1, "1.5", scope));
    if (call_.children.size() > 2 && TRY(number(2, "-1", scope)) != "0") {
      binder_.note("series_decompose_anomalies() looks for no seasons");
    } else if (call_.children.size() <= 2) {
      binder_.note("series_decompose_anomalies() looks for no seasons");
    }
    const std::string trend = TRY(text(3, "avg", scope));
    if (trend == "linefit") {
      fit_line();
    } else if (trend == "avg" || trend == "none") {
      fitted_ = keep(sql("arrayMap(x -> $0, $1)", {trend == "avg" ? mean_ : "toFloat64(0)", y_}));
    } else {
      return wrong(call_.children[3]->place, "unknown trend", "avg, linefit or none");
    }
    const std::string rest = keep(sql("arrayMap((x, f) -> x - f, $0, $1)", {y_, fitted_}));
    const std::string sorted = keep("arraySort(" + rest + ")");
    const std::string low = keep(percentile(sorted, "0.1")), high = keep(percentile(sorted, "0.9"));
    const std::string score =
        keep(sql("arrayMap(x -> multiIf($1 = $2, 0., x > $2, (x - $2) / ($2 - $1), x < $1, "
                 "(x - $1) / ($2 - $1), 0.), $0)",
                 {rest, low, high}));
    std::vector<SeriesColumn> columns;
    add(columns, "ad_flag",
        array(sql("arrayMap(x -> multiIf(x > $1, 1, x < -$1, -1, 0), $0)", {score, threshold})));
    add(columns, "ad_score", array(score));
    add(columns, "baseline", array(fitted_));
    return columns;
  }

 private:
  // Each in a SELECT of its own: within one the engine writes what an id stands for out at each of
  // its uses, and they use each other many times over.
  std::string keep(const std::string& expression) {
    std::string id = binder_.column(relation_, "", make_scalar(expression, Type::dynamic)).id;
    relation_.fresh();
    return id;
  }

  std::string squares(const std::string& array) const {
    return sql("arraySum(arrayMap(x -> x * x, $0))", {array});
  }

  // Between the two points next to the place.
  std::string percentile(const std::string& sorted, std::string_view share) const {
    const std::string place = sql("($0 * greatest(0, $1 - 1))", {share, n_});
    const std::string below = sql("arrayElement($0, toInt64(floor($1)) + 1)", {sorted, place});
    const std::string above = sql("arrayElement($0, toInt64(ceil($1)) + 1)", {sorted, place});
    return sql("($0 + ($1 - $0) * ($2 - floor($2)))", {below, above, place});
  }

  static Scalar real(const std::string& value) { return make_scalar(value, Type::real, false); }
  static Scalar array(const std::string& numbers) {
    return make_scalar(
        sql("concat('[', arrayStringConcat(arrayMap(x -> toString(x), $0), ','), ']')", {numbers}),
        Type::dynamic);
  }

  void add(std::vector<SeriesColumn>& columns, const std::string& what, Scalar value) const {
    columns.push_back({call_.text + "_" + name_ + "_" + what, std::move(value)});
  }

  Checked<std::string> number(std::size_t at, std::string standard, const ScopePtr& scope) const {
    if (call_.children.size() <= at) return standard;
    const Scalar bound = TRY(binder_.scalar(*call_.children[at], {.row = nullptr, .scope = scope}));
    if (bound.constant) {
      if (const auto* whole = std::get_if<std::int64_t>(&*bound.constant)) {
        return std::to_string(*whole);
      }
      if (const auto* value = std::get_if<double>(&*bound.constant)) return sql_real(*value);
    }
    return wrong(call_.children[at]->place, "a constant number is needed");
  }

  Checked<std::string> text(std::size_t at, std::string standard, const ScopePtr& scope) const {
    if (call_.children.size() <= at) return standard;
    const Scalar bound = TRY(binder_.scalar(*call_.children[at], {.row = nullptr, .scope = scope}));
    if (const auto constant = constant_text(bound)) return *constant;
    return wrong(call_.children[at]->place, "a constant text is needed");
  }

  Binder& binder_;
  const Expression& call_;
  Relation& relation_;
  std::string name_, y_, n_, mean_, slope_, start_, fitted_;  // ids of columns
};

}  // namespace

bool gives_series(const Expression& call) {
  return call.kind == Expression::Kind::call && (call.text == anomalies || call.text == line);
}

Checked<std::vector<SeriesColumn>> bind_series(Binder& binder, const Expression& call,
                                               Relation& relation, const ScopePtr& scope) {
  const std::size_t most = call.text == line ? 1 : 7;
  if (call.children.size() > most) {
    return wrong(call.place, call.text + "() has too many arguments");
  }
  Series series(binder, call, relation);
  TRY(series.read(scope));
  return call.text == line ? series.line_columns() : series.anomaly_columns(scope);
}

}  // namespace backstamp::hunting::kql
