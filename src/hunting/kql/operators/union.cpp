// union: the rows of all tables; columns are matched by name and type.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

struct Options {
  bool common_only = false;  // kind=inner
  bool fuzzy = false;        // unknown tables are left out
  std::string source = {};   // withsource=
};

class United final : public Operator {
 public:
  United(Place where, Options options, std::vector<ExpressionPtr> tables)
      : Operator(where), options_(std::move(options)), tables_(std::move(tables)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    std::vector<Relation> legs;
    if (input.plan) legs.push_back(std::move(input));
    for (const ExpressionPtr& table : TRY(all_tables(binder))) {
      auto leg = binder.table(*table, station.scope);
      if (leg) {
        legs.push_back(std::move(*leg));
      } else if (options_.fuzzy && table->kind == Expression::Kind::name &&
                 leg.error().message == "there is no table " + table->text) {
        binder.note("union leaves out " + table->text + ": " + leg.error().message);
      } else {
        return std::unexpected(std::move(leg).error());
      }
    }
    if (legs.empty()) return wrong(place, "none of the tables of this union exists");
    return united(binder, legs);
  }

 private:
  // Names with a * stand for all tables that match.
  Checked<std::vector<ExpressionPtr>> all_tables(const Binder& binder) const {
    std::vector<ExpressionPtr> all;
    for (const ExpressionPtr& table : tables_) {
      if (table->kind != Expression::Kind::star) {
        all.push_back(table);
        continue;
      }
      for (const TableSpec& spec : *binder.settings().tables) {
        if (spec.internal || !spec.name.starts_with(table->text)) continue;
        auto named = make_expression(Expression::Kind::name, table->place);
        named->text = spec.name;
        all.push_back(std::move(named));
      }
    }
    return all;
  }

  struct Cell {
    std::string name;  // as it comes out
    std::string from;  // as the legs call it
    Type type;
  };

  // One name of two types becomes a column for each type.
  std::vector<Cell> cells_of(const std::vector<Relation>& legs) const {
    std::vector<Cell> cells;
    for (const Relation& leg : legs) {
      for (const Column& column : leg.columns) {
        const auto same = [&](const Cell& cell) {
          return cell.from == column.name && cell.type == column.type;
        };
        if (std::ranges::none_of(cells, same)) {
          cells.push_back({column.name, column.name, column.type});
        }
      }
    }
    for (Cell& cell : cells) {
      const auto count = std::ranges::count(cells, cell.from, &Cell::from);
      if (count > 1) cell.name = cell.from + "_" + std::string(name_of(cell.type));
    }
    if (!options_.common_only) return cells;
    std::erase_if(cells, [&](const Cell& cell) {
      return !std::ranges::all_of(legs, [&](const Relation& leg) {
        const Column* column = leg.find(cell.from);
        return column != nullptr && column->type == cell.type;
      });
    });
    return cells;
  }

  Checked<Relation> united(Binder& binder, std::vector<Relation>& legs) const {
    Relation result;
    Union all;
    const std::vector<Cell> cells = cells_of(legs);
    for (const Relation& leg : legs) all.legs.push_back({.select = leg.plan, .columns = {}});
    for (const Cell& cell : cells) {
      bool nullable = false;
      for (const Relation& leg : legs) {
        const Column* column = leg.find(cell.from);
        nullable = nullable || column == nullptr || column->type != cell.type || column->nullable;
      }
      Column column{
          .name = cell.name, .type = cell.type, .nullable = nullable, .id = binder.fresh_id()};
      column.nullable = make_scalar("", cell.type, nullable).nullable;
      for (std::size_t i = 0; i < legs.size(); ++i) {
        const Column* given = legs[i].find(cell.from);
        const bool there = given != nullptr && given->type == cell.type;
        const Scalar value =
            there ? make_scalar(given->id, cell.type, given->nullable) : null_of(cell.type);
        all.legs[i].columns.push_back(canonical_sql(value, nullable));
      }
      all.ids.push_back(column.id);
      result.columns.push_back(std::move(column));
    }
    if (!options_.source.empty()) add_source(binder, legs, all, result);
    result.plan = std::make_shared<Select>();
    result.plan->all_of = std::move(all);
    return result;
  }

  void add_source(Binder& binder, const std::vector<Relation>& legs, Union& all,
                  Relation& result) const {
    const std::string id = binder.fresh_id();
    for (std::size_t i = 0; i < legs.size(); ++i) {
      const std::string name =
          legs[i].name.empty() ? "union_arg" + std::to_string(i) : legs[i].name;
      all.legs[i].columns.push_back(sql_text(name));
    }
    all.ids.push_back(id);
    result.columns.insert(result.columns.begin(), {.name = options_.source, .id = id});
  }

  Options options_;
  std::vector<ExpressionPtr> tables_;
};

Checked<Options> parse_options(Parser& parser) {
  Options options;
  for (;;) {
    TRY(parser.skip_hints());
    if (parser.at_option("kind")) {
      parser.next();
      parser.next();
      const Token word = parser.next();
      if (!word.is_name("inner") && !word.is_name("outer")) {
        return wrong(word.place, "unknown kind of union " + word.text, "inner or outer");
      }
      options.common_only = word.is_name("inner");
    } else if (parser.at_option("withsource") || parser.at_option("with_source")) {
      parser.next();
      parser.next();
      options.source = TRY(parser.name());
    } else if (parser.at_option("isfuzzy")) {
      parser.next();
      parser.next();
      options.fuzzy = parser.next().text != "false";
    } else {
      return options;
    }
  }
}

// Email*, *, a name, or a query in parentheses.
Checked<ExpressionPtr> parse_table(Parser& parser) {
  const Token word = parser.peek();
  const bool wild = word.is("*") || (word.kind == Token::Kind::name && parser.peek(1).is("*") &&
                                     parser.peek(1).begin == word.end);
  if (!wild) return parser.table_in_parentheses_or_name();
  auto star = make_expression(Expression::Kind::star, word.place);
  if (!word.is("*")) star->text = parser.next().text;
  parser.next();
  return star;
}

}  // namespace

Checked<Relation> bind_union(Binder& binder, Place place, const std::vector<ExpressionPtr>& tables,
                             const std::string& source, const Station& station) {
  return United(place, {.source = source}, tables).bind(binder, {}, station);
}

Checked<OperatorPtr> parse_union(Parser& parser, Place place) {
  Options options = TRY(parse_options(parser));
  std::vector<ExpressionPtr> tables;
  do {
    tables.push_back(TRY(parse_table(parser)));
  } while (parser.accept(","));
  return std::make_shared<United>(place, std::move(options), std::move(tables));
}

Checked<OperatorPtr> parse_union_source(Parser& parser, Place place) {
  return parse_union(parser, place);
}

}  // namespace backstamp::hunting::kql
