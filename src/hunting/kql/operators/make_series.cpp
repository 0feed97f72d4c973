// make-series aggregates by steps of an axis: a row for each combination of keys, with an array for
// each aggregate and one of the steps, gaps filled. The last step ends before `to`.
#include <charconv>

#include "hunting/kql/aggregates/aggregates.h"
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

constexpr std::int64_t points_max = 10'000;

struct Series {
  ExpressionPtr aggregate;  // perhaps with a name
  ExpressionPtr standard;   // what stands where no row is; 0 unless said
};

struct Axis {
  ExpressionPtr value, from, to, step;
};

// Names, and the SQL of numbers, of the axis once bound: ticks for times.
struct Grid {
  std::string name, index, start, step, points;
  Type type = Type::datetime;
};

class MakeSeries final : public Operator {
 public:
  MakeSeries(Place where, std::vector<Series> series, Axis axis, std::vector<ExpressionPtr> keys)
      : Operator(where),
        series_(std::move(series)),
        axis_(std::move(axis)),
        keys_(std::move(keys)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    const Names row{.row = &input, .scope = station.scope};
    std::vector<Column> keys = TRY(bind_keys(binder, input, station.scope));
    const Grid grid = TRY(bind_grid(binder, input, row));
    const std::string index =
        binder.column(input, "", make_scalar(grid.index, Type::long_integer, false)).id;
    Aggregation aggregation{.input = &input, .items = {}};
    std::vector<std::pair<std::string, Scalar>> values;
    for (const Series& one : series_) {
      values.push_back(TRY(bind_series(binder, *one.aggregate, station.scope, aggregation)));
    }
    by_step(input, keys, index, std::move(aggregation));
    const std::vector<std::string> cells = by_key(binder, input, keys, index, values);
    input.columns = keys;
    for (std::size_t i = 0; i < series_.size(); ++i) {
      const std::string standard = TRY(standard_of(binder, series_[i], station.scope));
      add(binder, input, values[i].first,
          sql("arrayMap(i -> if(has($0, i), arrayElement($1, indexOf($0, i)), $2), $3)",
              {cells[0], cells[i + 1], sql_text(standard), grid.points}));
    }
    const std::string step_at = sql("($0 + i * $1)", {grid.start, grid.step});
    const Scalar at = grid.type == Type::datetime
                          ? make_scalar(datetime_of_ticks(step_at), Type::datetime, false)
                          : make_scalar(step_at, grid.type, false);
    add(binder, input, grid.name, sql("arrayMap(i -> $0, $1)", {json_sql(at), grid.points}));
    return input;
  }

 private:
  Checked<std::vector<Column>> bind_keys(Binder& binder, Relation& input,
                                         const ScopePtr& scope) const {
    std::vector<Column> keys;
    input.open();
    for (const ExpressionPtr& key : keys_) {
      const bool given = key->kind == Expression::Kind::assign;
      const Expression& value = given ? *key->children[0] : *key;
      const Scalar bound = TRY(binder.scalar(value, {.row = &input, .scope = scope}));
      if (bound.type == Type::dynamic) {
        return wrong(value.place, "rows can't be grouped by a dynamic", "tostring(...)");
      }
      const std::string name = given ? key->names[0] : named_or_numbered(keys, value);
      keys.push_back(binder.column(input, name, bound));
    }
    return keys;
  }

  // Keeps the rows between the bounds, which must not hang on the row.
  Checked<Grid> bind_grid(Binder& binder, Relation& input, const Names& row) const {
    const Names alone{.row = nullptr, .scope = row.scope};
    const Expression& value = *axis_.value;
    const Scalar axis = TRY(binder.scalar(value, row));
    const Scalar from = TRY(binder.scalar(*axis_.from, alone));
    const Scalar to = TRY(binder.scalar(*axis_.to, alone));
    const Scalar step = TRY(binder.scalar(*axis_.step, alone));
    const bool times = axis.type == Type::datetime && from.type == Type::datetime &&
                       to.type == Type::datetime && step.type == Type::timespan;
    const bool numbers =
        is_whole(axis.type) && is_whole(from.type) && is_whole(to.type) && is_whole(step.type);
    if (!times && !numbers) {
      return wrong(axis_.value->place,
                   "the axis of make-series is a datetime with a step of time, or a whole number");
    }
    const auto width = constant_whole(step);
    if (!width || *width <= 0) return wrong(axis_.step->place, "a constant step above 0 is needed");
    Grid grid{.name = default_name(value),
              .index = {},
              .start = ticks(from),
              .step = sql_whole(*width),
              .points = {},
              .type = times ? Type::datetime : Type::long_integer};
    if (grid.name.empty()) grid.name = "Column1";
    input.where(sql("($0 >= $1 AND $0 < $2)", {axis.sql, from.sql, to.sql}));
    grid.index = sql("toInt64(intDiv($0 - $1, $2))", {ticks(axis), grid.start, grid.step});
    grid.points = TRY(points_of(binder, from, to, grid.start, *width));
    return grid;
  }

  Checked<std::string> points_of(Binder& binder, const Scalar& from, const Scalar& to,
                                 const std::string& start, std::int64_t width) const {
    const auto first = constant_whole(from), last = constant_whole(to);
    if (first && last) {
      const double points =
          (static_cast<double>(*last) - static_cast<double>(*first)) / static_cast<double>(width);
      if (points > static_cast<double>(points_max)) {
        return too_much(place, "make-series gives at most 10000 points");
      }
    } else {
      binder.note("make-series gives at most 10000 points");
    }
    return sql("range(toUInt64(greatest(0, least($3, intDiv($0 - $1 + $2 - 1, $2)))))",
               {ticks(to), start, sql_whole(width), sql_whole(points_max)});
  }

  static std::string ticks(const Scalar& scalar) {
    const std::string whole =
        scalar.type == Type::datetime ? ticks_sql(scalar) : sql("toInt64($0)", {scalar.sql});
    return scalar.nullable ? sql("ifNull($0, 0)", {whole}) : whole;
  }

  static Checked<std::pair<std::string, Scalar>> bind_series(Binder& binder,
                                                             const Expression& series,
                                                             const ScopePtr& scope,
                                                             Aggregation& aggregation) {
    const bool given = series.kind == Expression::Kind::assign;
    const Expression& value = given ? *series.children[0] : series;
    if (gives_columns(value)) {
      return wrong(value.place, value.text + "() gives columns and makes no series");
    }
    Scalar bound =
        TRY(binder.scalar(value, {.row = nullptr, .scope = scope, .aggregation = &aggregation}));
    std::string name = given ? series.names[0] : default_name(value);
    if (name.empty()) name = "Column1";
    return std::pair(std::move(name), std::move(bound));
  }

  static void by_step(Relation& input, const std::vector<Column>& keys, const std::string& index,
                      Aggregation aggregation) {
    Select& steps = input.fresh();
    steps.grouped = true;
    for (const Column& key : keys) steps.group_by.push_back(key.id);
    steps.group_by.push_back(index);
    steps.items = std::move(aggregation.items);
    input.order.clear();
  }

  // Ids of the steps that have rows, and of each aggregate's values there, as JSON texts.
  static std::vector<std::string> by_key(
      Binder& binder, Relation& input, const std::vector<Column>& keys, const std::string& index,
      const std::vector<std::pair<std::string, Scalar>>& values) {
    input.open();
    std::vector<std::string> texts;
    for (const auto& [name, value] : values) {
      const Scalar text = make_scalar(json_sql(value), Type::text, false);
      texts.push_back(binder.column(input, "", text).id);
    }
    Select& grouped = input.fresh();
    grouped.grouped = true;
    for (const Column& key : keys) grouped.group_by.push_back(key.id);
    std::vector<std::string> ids = {binder.fresh_id()};
    grouped.items.push_back({ids[0], "groupArray(" + index + ")"});
    for (const std::string& text : texts) {
      ids.push_back(binder.fresh_id());
      grouped.items.push_back({ids.back(), "groupArray(" + text + ")"});
    }
    input.open();
    return ids;
  }

  static Checked<std::string> standard_of(Binder& binder, const Series& series,
                                          const ScopePtr& scope) {
    if (!series.standard) return std::string("0");
    const Scalar bound = TRY(binder.scalar(*series.standard, {.row = nullptr, .scope = scope}));
    if (!bound.constant) return wrong(series.standard->place, "a default must be a constant");
    if (is_null(*bound.constant)) return std::string("null");
    if (const auto* whole = std::get_if<std::int64_t>(&*bound.constant)) {
      return std::to_string(*whole);
    }
    if (const auto* real = std::get_if<double>(&*bound.constant)) {
      char digits[64];
      const auto written = std::to_chars(digits, digits + sizeof digits, *real);
      return std::string(digits, written.ptr);
    }
    return wrong(series.standard->place, "a default is a number or null");
  }

  static void add(Binder& binder, Relation& input, const std::string& name,
                  const std::string& cells) {
    const Scalar array =
        make_scalar(sql("concat('[', arrayStringConcat($0, ','), ']')", {cells}), Type::dynamic);
    input.columns.push_back(binder.column(input, free_name(input.columns, name), array));
  }

  std::vector<Series> series_;
  Axis axis_;
  std::vector<ExpressionPtr> keys_;
};

Checked<Axis> parse_axis(Parser& parser) {
  // Not an expression: "on Timestamp in range(...)" is no comparison.
  Axis axis{.value = TRY(parser.postfix_expression()), .from = {}, .to = {}, .step = {}};
  if (parser.accept_name("in")) {  // on Timestamp in range(from, to, step), as it once was written
    TRY(parser.expect_name("range"));
    TRY(parser.expect("("));
    axis.from = TRY(parser.expression());
    TRY(parser.expect(","));
    axis.to = TRY(parser.expression());
    TRY(parser.expect(","));
    axis.step = TRY(parser.expression());
    TRY(parser.expect(")"));
    return axis;
  }
  if (!parser.peek().is_name("from")) {
    return wrong(parser.peek().place, "make-series without bounds is not supported",
                 "from ... to ... step ...");
  }
  parser.next();
  axis.from = TRY(parser.expression());
  TRY(parser.expect_name("to"));
  axis.to = TRY(parser.expression());
  TRY(parser.expect_name("step"));
  axis.step = TRY(parser.expression());
  return axis;
}

}  // namespace

Checked<OperatorPtr> parse_make_series(Parser& parser, Place place) {
  TRY(parser.skip_hints());
  if (parser.at_option("kind")) {  // kind=nonempty
    parser.next();
    parser.next();
    parser.next();
  }
  std::vector<Series> series;
  do {
    Series one{.aggregate = TRY(parser.assignment()), .standard = {}};
    if (parser.accept_name("default")) {
      TRY(parser.expect("="));
      one.standard = TRY(parser.expression());
    }
    series.push_back(std::move(one));
  } while (parser.accept(","));
  TRY(parser.expect_name("on"));
  Axis axis = TRY(parse_axis(parser));
  std::vector<ExpressionPtr> keys;
  if (parser.accept_name("by")) keys = TRY(parser.assignments());
  return std::make_shared<MakeSeries>(place, std::move(series), std::move(axis), std::move(keys));
}

}  // namespace backstamp::hunting::kql
