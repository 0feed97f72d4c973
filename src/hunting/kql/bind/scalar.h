// A bound expression: SQL with its type. Every conversion between types is written out; nothing is
// left to the engine's own rules.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hunting/kql/plan/sql_text.h"
#include "hunting/kql/value.h"

namespace backstamp::hunting::kql {

// SQL forms: text String (never null); whole numbers Int32 and Int64; real Float64; bool Bool or
// UInt8; datetime DateTime64 of any scale; timespan Int64 ticks; guid lower-case String, '' null;
// dynamic String with JSON text, '' null.
struct Scalar {
  std::string sql;
  Type type = Type::text;
  bool nullable = false;
  std::optional<Constant> constant;

  // Of a dynamic: the document and the path that `sql` reads of it, so that a longer path and
  // tostring() become one call.
  std::string document;
  std::string path;   // ", 'a', 1"
  std::string guard;  // where it does not hold, the value is null
  // Of a dynamic: its text, and its elements as Array(String) of texts, where SQL has them at hand.
  std::string text;
  std::string texts;
};

Scalar make_scalar(std::string sql, Type type, bool nullable = true);
Scalar constant_scalar(Constant constant, Type type);
Scalar null_of(Type type);

bool is_constant(const Scalar& scalar);
std::optional<std::string> constant_text(const Scalar& scalar);    // a text or guid
std::optional<std::int64_t> constant_whole(const Scalar& scalar);  // a whole number or ticks
std::optional<std::vector<std::string>> constant_texts(const Scalar& scalar);  // a dynamic array

std::string text_sql(const Scalar& scalar);  // tostring(), a String
std::string json_sql(const Scalar& scalar);  // its JSON text, 'null' for null
std::string texts_sql(const Scalar& array);  // the elements' texts, Array(String)
std::string raw_sql(const Scalar& array);    // the elements' JSON texts, Array(String)
std::string is_null_sql(const Scalar& scalar);
std::string ticks_sql(const Scalar& datetime);
std::string datetime_of_ticks(std::string_view ticks);
std::string array_of_texts_json(std::string_view texts);  // Array(String) of texts -> JSON text

// tolong() and kin: null where the value is none.
Scalar converted(const Scalar& scalar, Type type);
// Of the same SQL type as every other of that type and nullability, for UNION, if() and joins.
std::string canonical_sql(const Scalar& scalar, bool nullable);
// The ClickHouse type: Nullable(Int64).
std::string sql_type(Type type, bool nullable);
// What both can become without loss; nullopt when there is none.
std::optional<Type> common_type(Type a, Type b);

}  // namespace backstamp::hunting::kql
