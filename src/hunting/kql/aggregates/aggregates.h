// The aggregates of summarize. Each family is a file; aggregates.cpp lists the families.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hunting/kql/bind/binder.h"

namespace backstamp::hunting::kql {

struct AggregateCall {
  Binder& binder;
  const Expression& syntax;
  const Names& names;  // of the aggregate's arguments: the input's columns
  std::vector<Scalar> arguments;
  std::string condition;  // of countif and kin, without nulls; "" for none

  Place place_of(std::size_t i) const { return syntax.children[i]->place; }
  const Scalar& operator[](std::size_t i) const { return arguments[i]; }
  // name(parts), or nameIf(parts, condition).
  std::string applied(std::string_view name, const std::string& parts) const;
};

struct Aggregate {
  std::string_view name;
  std::string_view prefix;  // of the column's default name
  std::size_t arguments_min, arguments_max;
  bool has_condition;  // its last argument is one (its second where there are more)
  Checked<Scalar> (*bind)(AggregateCall&);
};

std::span<const Aggregate> counting_aggregates();
std::span<const Aggregate> number_aggregates();
std::span<const Aggregate> collecting_aggregates();
std::span<const Aggregate> choosing_aggregates();

bool is_aggregate(std::string_view name);  // also arg_max and kin, which give several columns
std::string aggregate_name(std::string_view aggregate, const std::string& argument);
Checked<Scalar> bind_aggregate(Binder& binder, const Expression& call, const Names& names);

// Aggregates that give several columns, each with its name; empty for all others.
struct NamedScalar {
  std::string name;
  Scalar value;
};
bool gives_columns(const Expression& call);
Checked<std::vector<NamedScalar>> bind_columns_aggregate(Binder& binder, const Expression& call,
                                                         const Names& names,
                                                         const std::vector<std::string>& by,
                                                         const std::vector<std::string>& given);

}  // namespace backstamp::hunting::kql
