// The properties of CACAO 2.0's objects as tables, for the validator.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace backstamp::playbook {

enum class Shape {
  any,
  text,
  texts,  // not empty
  flag,
  identifier,   // type--UUID (section 10.10)
  identifiers,  // not empty
  timestamp,    // RFC 3339 in UTC (section 10.14)
  percent,      // 0 to 100
  milliseconds,
  list,  // not empty
  object
};
std::string_view words_for(Shape shape);

struct Property {
  std::string_view name;
  Shape shape = Shape::any;
  bool required = false;
};

struct Properties {
  std::vector<Property> list;

  const Property* find(std::string_view name) const;
  // "; do you mean X?" when a property of nearly this name exists, else empty.
  std::string hint(std::string_view name) const;
};

const Properties& playbook_properties();
// Of a step type; for unknown types those that all steps have.
const Properties& step_properties(std::string_view type);

bool is_identifier(std::string_view text);
bool is_timestamp(std::string_view text);

}  // namespace backstamp::playbook
