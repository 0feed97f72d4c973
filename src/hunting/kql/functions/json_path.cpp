// extract_json("$.a.b[0]", text [, typeof(type)]).
#include <charconv>

#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

// $ then .name, ['name'] and [number]; nullopt for anything else.
std::optional<Scalar> along(Scalar value, std::string_view path) {
  if (!path.starts_with('$')) return std::nullopt;
  path.remove_prefix(1);
  while (!path.empty()) {
    if (path.starts_with("['") || path.starts_with("[\"")) {
      const std::size_t end = path.find(std::string{path[1], ']'}, 2);
      if (end == std::string_view::npos) return std::nullopt;
      value = member_of(value, std::string(path.substr(2, end - 2)));
      path.remove_prefix(end + 2);
    } else if (path.starts_with('[')) {
      std::int64_t index = 0;
      const auto read = std::from_chars(path.data() + 1, path.data() + path.size(), index);
      const auto length = static_cast<std::size_t>(read.ptr - path.data());
      if (read.ec != std::errc() || path.substr(length, 1) != "]") return std::nullopt;
      value = element_of(value, constant_scalar(index, Type::long_integer));
      path.remove_prefix(length + 1);
    } else if (path.starts_with('.')) {
      const std::size_t end = std::min(path.find_first_of(".[", 1), path.size());
      if (end == 1) return std::nullopt;
      value = member_of(value, std::string(path.substr(1, end - 1)));
      path.remove_prefix(end);
    } else {
      return std::nullopt;
    }
  }
  return value;
}

Checked<Scalar> extract_json(Call& call) {
  for (std::size_t i = 0; i < 2; ++i) {
    call.arguments.push_back(TRY(call.binder.scalar(*call.syntax.children[i], call.names)));
  }
  const std::string path = TRY(call.constant(0, "the path"));
  Scalar document = make_scalar(call.text(1), Type::dynamic);
  document.document = document.sql;
  const auto value = along(document, path);
  if (!value) return wrong(call.place_of(0), path + " is no path", "such as $.a.b[0]");
  Type type = Type::text;
  if (call.syntax.children.size() == 3) {
    const Expression& given = *call.syntax.children[2];
    if (given.kind != Expression::Kind::type) return wrong(given.place, "no type", "typeof(long)");
    type = given.type;
  }
  return converted(*value, type);
}

constexpr Function functions[] = {
    {"extract_json", 2, 3, extract_json, /*binds_arguments=*/true},
    {"extractjson", 2, 3, extract_json, /*binds_arguments=*/true},
};

}  // namespace

std::span<const Function> json_path_functions() { return functions; }

}  // namespace backstamp::hunting::kql
