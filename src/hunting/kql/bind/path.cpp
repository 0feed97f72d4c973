// Paths into dynamic values. The document and the path are kept apart, so that d.a.b[0] and what
// is made of it is one call of the engine.
#include "hunting/kql/bind/binder.h"

namespace backstamp::hunting::kql {
namespace {

std::string no_text_unless(const std::string& guard, const std::string& value) {
  return guard.empty() ? value : sql("if($0, $1, '')", {guard, value});
}

Scalar at(const std::string& document, const std::string& path, const std::string& guard) {
  Scalar scalar = make_scalar(no_text_unless(guard, sql("JSONExtractRaw($0$1)", {document, path})),
                              Type::dynamic);
  scalar.document = document;
  scalar.path = path;
  scalar.guard = guard;
  return scalar;
}

// Counted from 1; no array is as long as the bound.
std::string engine_place(std::int64_t index) {
  constexpr std::int64_t most = 1'000'000'000;
  const std::int64_t place = std::clamp(index, -most, most);
  return sql_whole(place < 0 ? place : place + 1);
}

std::string both(const std::string& a, const std::string& b) {
  return a.empty() ? b : sql("($0 AND $1)", {a, b});
}

}  // namespace

Scalar member_of(const Scalar& object, const std::string& key) {
  const std::string& document = object.document.empty() ? object.sql : object.document;
  return at(document, object.path + ", " + sql_text(key), object.guard);
}

// d[0]: an element of an array, from the end when negative. d[expression]: an element or a member.
Scalar element_of(const Scalar& object, const Scalar& index) {
  const auto constant = constant_whole(index);
  if (!object.texts.empty() && (constant || is_number(index.type))) {
    const std::string place =
        constant ? engine_place(*constant)
                 : sql("toInt64(ifNull($0, -1000000) + if($0 < 0, 0, 1))", {index.sql});
    Scalar scalar = make_scalar("", Type::dynamic);
    scalar.text = sql("arrayElement($0, $1)", {object.texts, place});
    scalar.sql = sql("if($0 > length($1) OR $0 < -length($1), '', toJSONString($2))",
                     {place, object.texts, scalar.text});
    return scalar;
  }
  const std::string& document = object.document.empty() ? object.sql : object.document;
  if (index.type == Type::text || index.type == Type::dynamic) {
    return at(document, object.path + ", " + text_sql(index), object.guard);
  }
  const std::string is_array = sql("JSONType($0$1) = 'Array'", {document, object.path});
  const std::string place =
      constant ? engine_place(*constant)
               : sql("toInt64(ifNull($0, -1000000) + if($0 < 0, 0, 1))", {index.sql});
  return at(document, object.path + ", " + place, both(object.guard, is_array));
}

}  // namespace backstamp::hunting::kql
