#include "hunting/literals.h"

namespace backstamp::hunting {
namespace {

// A string literal takes the escapes of a parameter as they are. An array's text form holds
// literals itself, so its backslashes stand for themselves.
std::string literal(std::string_view value, std::string_view type) {
  const bool list = type.starts_with("Array");
  std::string text = "CAST('";
  for (const char c : value) {
    if (c == '\'' || (list && c == '\\')) text += '\\';
    text += c;
  }
  return text + "', '" + std::string(type) + "')";
}

struct Place {
  std::string_view whole, name, type;
};

// "{name:Type}" at the front of `sql`; empty when there is none.
Place place_at(std::string_view sql) {
  const std::size_t end = sql.find('}');
  if (!sql.starts_with('{') || end == std::string_view::npos) return {};
  const std::string_view whole = sql.substr(0, end + 1);
  const std::size_t colon = whole.find(':');
  if (colon == std::string_view::npos) return {};
  return {whole, whole.substr(1, colon - 1), whole.substr(colon + 1, end - colon - 1)};
}

}  // namespace

Query with_long_values_as_literals(const Query& query, std::size_t bytes_max) {
  const auto is_long = [&](const auto& parameter) { return parameter.second.size() > bytes_max; };
  if (std::ranges::none_of(query.parameters, is_long)) return query;
  Query bound{.sql = {}, .parameters = {}, .settings = query.settings};
  for (const auto& parameter : query.parameters) {
    if (!is_long(parameter)) bound.parameters.insert(parameter);
  }
  for (std::string_view rest = query.sql; !rest.empty();) {
    const Place place = place_at(rest);
    const auto value = query.parameters.find(std::string(place.name));
    if (value != query.parameters.end() && is_long(*value)) {
      bound.sql += literal(value->second, place.type);
      rest.remove_prefix(place.whole.size());
    } else {
      bound.sql += rest.front();
      rest.remove_prefix(1);
    }
  }
  return bound;
}

}  // namespace backstamp::hunting
