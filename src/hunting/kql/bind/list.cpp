// in, in~, has_any, has_all and their ! forms. A list holds constants, dynamic arrays, tables
// (their first column) and expressions; constants and constant arrays are made one list.
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "hunting/kql/bind/binder.h"

namespace backstamp::hunting::kql {
namespace {

constexpr std::size_t list_items_max = 100'000;
constexpr std::int64_t needles_max = 10'000;

// The members of the list by how they are looked up.
struct List {
  std::vector<Scalar> constants;
  std::vector<Scalar> values;  // known row by row
  std::vector<Scalar> arrays;  // dynamic, known row by row
  std::vector<Binder::Subquery> tables;
};

// A table in any number of parentheses, or a let that is one.
bool is_table(const Binder& binder, const Expression& expression, const Names& names) {
  return binder.is_tabular(expression, names);
}

Checked<void> add_constant_array(List& list, const Scalar& array, Place place) {
  const auto texts = constant_texts(array);
  if (!texts) {
    list.constants.push_back(converted(array, Type::text));
    return {};
  }
  for (const std::string& text : *texts) {
    list.constants.push_back(constant_scalar(text, Type::text));
  }
  if (list.constants.size() > list_items_max) {
    return too_much(place, "a list may hold 100000 values");
  }
  return {};
}

Checked<List> read_list(Binder& binder, const Expression& expression, const Names& names,
                        bool needles) {
  List list;
  for (std::size_t i = 1; i < expression.children.size(); ++i) {
    const Expression& item = *expression.children[i];
    if (is_table(binder, item, names)) {
      const auto limit = needles ? std::optional(needles_max) : std::nullopt;
      list.tables.push_back(TRY(binder.subquery(item, names.scope, limit)));
      continue;
    }
    Scalar value = TRY(binder.scalar(item, names));
    if (value.type == Type::dynamic && is_constant(value)) {
      TRY(add_constant_array(list, value, item.place));
    } else if (value.type == Type::dynamic) {
      list.arrays.push_back(std::move(value));
    } else if (is_constant(value)) {
      list.constants.push_back(std::move(value));
    } else {
      list.values.push_back(std::move(value));
    }
  }
  if (list.constants.size() > list_items_max) {
    return too_much(expression.place, "a list may hold 100000 values");
  }
  return list;
}

std::string folded(const std::string& text, bool folds) {
  return folds ? sql("lowerUTF8($0)", {text}) : text;
}

// x IN a table's first column.
Checked<std::string> in_table(Place place, const Scalar& value, const Binder::Subquery& table,
                              bool folds) {
  const bool as_text = value.type == Type::text || table.column.type == Type::text ||
                       value.type == Type::dynamic || table.column.type == Type::guid;
  if (!as_text && value.type != table.column.type &&
      !(is_number(value.type) && is_number(table.column.type))) {
    return wrong(place, "a " + std::string(name_of(value.type)) + " is looked for among " +
                            std::string(name_of(table.column.type)) + "s");
  }
  if (!as_text) return sql("ifNull($0 IN $1, 0)", {value.sql, table.sql});
  const std::string column = folded(text_sql(table.column), folds);
  return sql("($0 IN (SELECT $1 FROM $2))", {folded(text_sql(value), folds), column, table.sql});
}

std::string in_constants(const Scalar& value, const List& list, bool folds) {
  std::vector<std::string> literals;
  for (const Scalar& constant : list.constants) {
    if (is_null(*constant.constant)) continue;
    if (value.type == Type::text || value.type == Type::dynamic) {
      const auto text = constant_text(constant);
      literals.push_back(folded(text ? sql_text(*text) : text_sql(constant), folds));
    } else {
      literals.push_back(converted(constant, value.type).sql);
    }
  }
  if (literals.empty()) return "false";
  const std::string looked_for = value.type == Type::dynamic ? text_sql(value) : value.sql;
  const std::string found = sql("($0 IN ($1))", {folded(looked_for, folds), joined(literals)});
  return value.nullable ? sql("ifNull($0, 0)", {found}) : found;
}

Checked<Scalar> is_in(Binder& binder, const Expression& expression, const Names& names,
                      bool folds) {
  const Scalar value = TRY(binder.scalar(*expression.children[0], names));
  if (folds && value.type != Type::text && value.type != Type::dynamic) folds = false;
  const List list = TRY(read_list(binder, expression, names, /*needles=*/false));
  std::vector<std::string> parts;
  if (!list.constants.empty()) parts.push_back(in_constants(value, list, folds));
  for (const Scalar& other : list.values) {
    const Scalar same = folds ? TRY(text_operation(expression.place, "=~", value, other))
                              : TRY(compare(binder, expression.place, "==", value, other));
    parts.push_back(same.nullable ? sql("ifNull($0, 0)", {same.sql}) : same.sql);
  }
  for (const Scalar& array : list.arrays) {
    const std::string texts =
        folds ? sql("arrayMap(x -> lowerUTF8(x), $0)", {texts_sql(array)}) : texts_sql(array);
    parts.push_back(sql("has($0, $1)", {texts, folded(text_sql(value), folds)}));
  }
  for (const Binder::Subquery& table : list.tables) {
    parts.push_back(TRY(in_table(expression.place, value, table, folds)));
  }
  if (parts.empty()) return constant_scalar(false, Type::boolean);
  return make_scalar("(" + joined(parts, " OR ") + ")", Type::boolean, false);
}

Checked<Scalar> has_list(Binder& binder, const Expression& expression, const Names& names,
                         const std::string& text, bool all) {
  const List list = TRY(read_list(binder, expression, names, /*needles=*/true));
  std::vector<std::string> parts, needles;
  for (const Scalar& constant : list.constants) {
    needles.push_back(constant_text(constant).value_or(""));
    if (constant.type != Type::text) {
      const auto whole = constant_whole(constant);
      if (whole) needles.back() = std::to_string(*whole);
    }
  }
  if (!needles.empty()) parts.push_back(TRY(has_of_list(expression.place, text, needles, all)));
  for (const Scalar& value : list.values) {
    parts.push_back(
        TRY(text_operation(expression.place, "has", make_scalar(text, Type::text, false), value))
            .sql);
  }
  for (const Scalar& array : list.arrays) {
    parts.push_back(has_of_array(text, texts_sql(array), all));
  }
  for (const Binder::Subquery& table : list.tables) {
    const std::string array =
        sql("(SELECT groupArray($0) FROM $1)", {text_sql(table.column), table.sql});
    parts.push_back(has_of_array(text, array, all));
  }
  if (parts.empty()) return constant_scalar(all, Type::boolean);
  return make_scalar("(" + joined(parts, all ? " AND " : " OR ") + ")", Type::boolean, false);
}

// * in (...), * has_any (...): any column that is a text or dynamic.
Checked<Scalar> has_list_anywhere(Binder& binder, const Expression& expression, const Names& names,
                                  bool all) {
  std::vector<std::string> parts;
  if (names.row == nullptr) return wrong(expression.place, "* needs a table");
  for (const Column& column : names.row->columns) {
    if (column.type != Type::text && column.type != Type::dynamic) continue;
    const std::string text = text_sql(make_scalar(column.id, column.type, false));
    parts.push_back(TRY(has_list(binder, expression, names, text, all)).sql);
  }
  if (parts.empty()) return constant_scalar(false, Type::boolean);
  return make_scalar("(" + joined(parts, " OR ") + ")", Type::boolean, false);
}

}  // namespace

Checked<Scalar> in_list(Binder& binder, const Expression& expression, const Names& names) {
  const bool inverse = expression.text.starts_with('!');
  const std::string word = expression.text.substr(inverse ? 1 : 0);
  const bool star = expression.children[0]->kind == Expression::Kind::star;
  Scalar found;
  if (word == "in" || word == "in~") {
    found = TRY(is_in(binder, expression, names, word == "in~"));
  } else if (star) {
    found = TRY(has_list_anywhere(binder, expression, names, word == "has_all"));
  } else {
    const Scalar value = TRY(binder.scalar(*expression.children[0], names));
    found = TRY(has_list(binder, expression, names, text_sql(value), word == "has_all"));
  }
  if (inverse) found = make_scalar(sql("(NOT $0)", {found.sql}), Type::boolean, false);
  return found;
}

}  // namespace backstamp::hunting::kql
