// A filter: conditions on fields, joined by and, or, not in any nesting.
//
//   {"and": [F, ...]}   {"or": [F, ...]}   {"not": F}
//   {"field": "Subject", "op": "contains", "values": ["invoice", "bill"]}
//
// op: equals, not_equals, contains, not_contains, has, not_has, starts_with, ends_with, matches (a
// regular expression), greater, less, at_least, at_most, empty, not_empty. Several values: any of
// them, with a not_ form none of them. "value": V stands for "values": [V]. Values are texts,
// numbers, truth values, and RFC 3339 for times. An "and" of nothing holds always.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "explorer/field.h"

namespace backstamp::explorer {

struct FilterBounds {
  std::size_t depth_max = 16;
  std::size_t conditions_max = 256;
  std::size_t values_max = 5'000;  // of all conditions together
  std::size_t value_bytes_max = 4'096;
};

struct Filter {
  enum class Kind { all_of, any_of, none_of, condition };
  Kind kind = Kind::all_of;
  std::vector<Filter> parts;  // none_of has one
  const Field* field = nullptr;
  std::string op;
  std::vector<std::string> values;  // KQL literals of the field's type
};

// Error: invalid (with the place in the filter), limit.
Result<Filter> read_filter(std::string_view json, const FilterBounds& bounds = {});

// Whether JSON nests deeper than its readers and writers, which recurse, can take.
bool nests_too_deeply(std::string_view json);

// As a KQL condition over EmailEvents; "true" for one that holds always.
std::string condition_of(const Filter& filter);
// Whether a derived field is mentioned.
bool is_derived(const Filter& filter, std::string_view field);

}  // namespace backstamp::explorer
