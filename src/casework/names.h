// Enumerators and their names at the edge, as one table each.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/result.h"

namespace backstamp::casework {

template <class Enum, std::size_t count>
using Names = std::array<std::pair<Enum, std::string_view>, count>;

template <class Enum, std::size_t count>
std::string_view name_in(const Names<Enum, count>& names, Enum value) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  CHECK(!"every enumerator has a name");
  return {};
}

// Error: invalid, with the names there are.
template <class Enum, std::size_t count>
Result<Enum> value_in(const Names<Enum, count>& names, std::string_view name,
                      std::string_view what) {
  std::string known;
  for (const auto& [value, known_name] : names) {
    if (known_name == name) return value;
    known += (known.empty() ? "" : ", ") + std::string(known_name);
  }
  return fail(Fault::invalid, "no " + std::string(what) + " is called '" +
                                  std::string(name.substr(0, 64)) + "'; there are " + known);
}

}  // namespace backstamp::casework
