// render: a hint for the console, without effect on rows. as: a name for what is before it.
// invoke f(): f with what is before it as its first argument. serialize: columns that see the
// order. getschema: the columns themselves.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

class Render final : public Operator {
 public:
  Render(Place where, std::string kind) : Operator(where), kind_(std::move(kind)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station&) const override {
    binder.render = kind_;
    return input;
  }

 private:
  std::string kind_;
};

class As final : public Operator {
 public:
  As(Place where, std::string name) : Operator(where), name_(std::move(name)) {}

  Checked<Relation> bind(Binder&, Relation input, const Station&) const override {
    input.name = name_;
    return input;
  }
  std::string names_table() const override { return name_; }

 private:
  std::string name_;
};

class Invoke final : public Operator {
 public:
  Invoke(Place where, ExpressionPtr call) : Operator(where), call_(std::move(call)) {}

  Checked<Relation> bind(Binder& binder, Relation, const Station& station) const override {
    Expression call = *call_;
    call.children.insert(call.children.begin(), station.before);
    return binder.table(call, station.scope);
  }

 private:
  ExpressionPtr call_;
};

class Serialize final : public Operator {
 public:
  Serialize(Place where, std::vector<ExpressionPtr> assignments)
      : Operator(where), assignments_(std::move(assignments)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    if (!assignments_.empty()) TRY(extend_with(binder, input, assignments_, station.scope));
    return input;
  }

 private:
  std::vector<ExpressionPtr> assignments_;
};

std::string_view system_type(Type type) {
  switch (type) {
    case Type::boolean: return "System.SByte";
    case Type::integer: return "System.Int32";
    case Type::long_integer: return "System.Int64";
    case Type::real: return "System.Double";
    case Type::datetime: return "System.DateTime";
    case Type::timespan: return "System.TimeSpan";
    case Type::guid: return "System.Guid";
    case Type::dynamic: return "System.Object";
    default: return "System.String";
  }
}

class Getschema final : public Operator {
 public:
  using Operator::Operator;

  Checked<Relation> bind(Binder& binder, Relation input, const Station&) const override {
    std::vector<std::string> rows;
    for (const Column& column : input.columns) {
      rows.push_back(sql("tuple($0, $1, $2, $3)",
                         {sql_text(column.name), "toInt64(" + std::to_string(rows.size()) + ")",
                          sql_text(system_type(column.type)), sql_text(name_of(column.type))}));
    }
    if (rows.empty()) return wrong(place, "there are no columns");
    auto inner = std::make_shared<Select>();
    const std::string row = binder.fresh_id();
    inner->items.push_back({row, "arrayJoin([" + joined(rows) + "])"});
    Relation result;
    result.plan = std::make_shared<Select>();
    result.plan->child = std::move(inner);
    int number = 0;
    for (const char* name : {"ColumnName", "ColumnOrdinal", "DataType", "ColumnType"}) {
      const Type type = ++number == 2 ? Type::long_integer : Type::text;
      const Scalar value = make_scalar(sql("tupleElement($0, $1)", {row, std::to_string(number)}),
                                       type, /*nullable=*/false);
      result.columns.push_back(binder.column(result, name, value));
    }
    result.order = {{.id = result.columns[1].id, .descending = false, .nulls_first = {}}};
    return result;
  }
};

}  // namespace

Checked<OperatorPtr> parse_render(Parser& parser, Place place) {
  std::string kind = TRY(parser.name());
  if (parser.accept_name("with")) {
    TRY(parser.expect("("));
    while (!parser.accept(")")) {
      if (parser.peek().kind == Token::Kind::end) return parser.unexpected(")");
      parser.next();
    }
  }
  // Old spelling: render kind title = "x"
  while (parser.at_name() && parser.peek(1).is("=")) {
    parser.next();
    parser.next();
    parser.next();
  }
  return std::make_shared<Render>(place, std::move(kind));
}

Checked<OperatorPtr> parse_as(Parser& parser, Place place) {
  TRY(parser.skip_hints());
  return std::make_shared<As>(place, TRY(parser.name()));
}

Checked<OperatorPtr> parse_invoke(Parser& parser, Place place) {
  ExpressionPtr call = TRY(parser.primary());
  if (call->kind != Expression::Kind::call) return wrong(place, "invoke needs a function", "f()");
  return std::make_shared<Invoke>(place, std::move(call));
}

Checked<OperatorPtr> parse_serialize(Parser& parser, Place place) {
  std::vector<ExpressionPtr> assignments;
  const bool bare = parser.peek().is("|") || parser.peek().is(";") || parser.peek().is(")") ||
                    parser.peek().kind == Token::Kind::end;
  if (!bare) assignments = TRY(parser.assignments());
  return std::make_shared<Serialize>(place, std::move(assignments));
}

Checked<OperatorPtr> parse_getschema(Parser&, Place place) {
  return std::make_shared<Getschema>(place);
}

}  // namespace backstamp::hunting::kql
