// The scalar functions. Each family is a file; functions.cpp lists the families.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hunting/kql/bind/binder.h"

namespace backstamp::hunting::kql {

struct Call {
  Binder& binder;
  const Expression& syntax;
  const Names& names;
  std::vector<Scalar> arguments;

  Place place() const { return syntax.place; }
  std::size_t size() const { return arguments.size(); }
  const Scalar& operator[](std::size_t i) const { return arguments[i]; }
  std::string text(std::size_t i) const { return text_sql(arguments[i]); }
  Place place_of(std::size_t i) const { return syntax.children[i]->place; }
  // The constant text or whole number of an argument. Error: it is none.
  Checked<std::string> constant(std::size_t i, std::string_view what) const;
  Checked<std::int64_t> whole(std::size_t i, std::string_view what) const;
};

struct Function {
  std::string_view name;
  std::size_t arguments_min, arguments_max;
  Checked<Scalar> (*bind)(Call&);
  bool binds_arguments = false;  // looks at the arguments' syntax itself
};

constexpr std::size_t any_number = 64;

std::span<const Function> address_functions();
std::span<const Function> array_functions();
std::span<const Function> bag_functions();
std::span<const Function> choice_functions();
std::span<const Function> conversion_functions();
std::span<const Function> encoding_functions();
std::span<const Function> json_path_functions();
std::span<const Function> number_functions();
std::span<const Function> pattern_functions();
std::span<const Function> string_functions();
std::span<const Function> table_value_functions();
std::span<const Function> time_functions();
std::span<const Function> time_part_functions();
std::span<const Function> url_functions();
std::span<const Function> window_functions();

// Functions over the arrays of make-series that give several columns (series.cpp).
struct SeriesColumn {
  std::string name;
  Scalar value;
};
bool gives_series(const Expression& call);
// What they have in common becomes columns of the relation's plan.
Checked<std::vector<SeriesColumn>> bind_series(Binder& binder, const Expression& call,
                                               Relation& relation, const ScopePtr& scope);

Checked<Scalar> bind_function(Binder& binder, const Expression& call, const Names& names);

// materialize(T), table("T") and kin, and the reasons why others are refused.
bool is_table_function(std::string_view name);
Checked<Relation> bind_table_function(Binder& binder, const Expression& call,
                                      const ScopePtr& scope);

// Why a known function is not supported; "" for others.
std::string_view why_refused(std::string_view function);

}  // namespace backstamp::hunting::kql
