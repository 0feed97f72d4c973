#include "hunting/kql/functions/functions.h"

#include "hunting/kql/aggregates/aggregates.h"

namespace backstamp::hunting::kql {
namespace {

std::vector<std::span<const Function>> families() {
  return {address_functions(),    array_functions(),    bag_functions(),         choice_functions(),
          conversion_functions(), encoding_functions(), json_path_functions(),   number_functions(),
          pattern_functions(),    string_functions(),   table_value_functions(), time_functions(),
          time_part_functions(),  url_functions(),      window_functions()};
}

const Function* function_named(std::string_view name) {
  for (const auto& family : families()) {
    for (const Function& function : family) {
      if (function.name == name) return &function;
    }
  }
  return nullptr;
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const auto& family : families()) {
    for (const Function& function : family) names.emplace_back(function.name);
  }
  return names;
}

std::unexpected<Diagnostic> unknown_function(const Expression& call) {
  if (const std::string_view why = why_refused(call.text); !why.empty()) {
    return wrong(call.place, call.text + "() is not supported: " + std::string(why));
  }
  if (is_aggregate(call.text)) {
    return wrong(call.place, call.text + "() is an aggregate", "it inside summarize");
  }
  return wrong(call.place, "there is no function " + call.text, "",
               nearest_name(call.text, function_names()));
}

std::unexpected<Diagnostic> wrong_count(const Expression& call, const Function& function) {
  std::string expected = std::to_string(function.arguments_min);
  if (function.arguments_max == any_number) {
    expected += " or more";
  } else if (function.arguments_max != function.arguments_min) {
    expected += " to " + std::to_string(function.arguments_max);
  }
  return wrong(call.place,
               call.text + "() has " + std::to_string(call.children.size()) + " arguments",
               expected);
}

}  // namespace

Checked<std::string> Call::constant(std::size_t i, std::string_view what) const {
  const auto text = constant_text(arguments[i]);
  if (text) return *text;
  return wrong(place_of(i), std::string(what) + " must be a constant text", "a text in quotes");
}

Checked<std::int64_t> Call::whole(std::size_t i, std::string_view what) const {
  const auto number = constant_whole(arguments[i]);
  if (number) return *number;
  return wrong(place_of(i), std::string(what) + " must be a constant number");
}

Checked<Scalar> bind_function(Binder& binder, const Expression& call, const Names& names) {
  const Function* function = function_named(call.text);
  if (function == nullptr) return unknown_function(call);
  const std::size_t count = call.children.size();
  if (count < function->arguments_min ||
      (function->arguments_max != any_number && count > function->arguments_max)) {
    return wrong_count(call, *function);
  }
  Call bound{.binder = binder, .syntax = call, .names = names, .arguments = {}};
  if (!function->binds_arguments) {
    for (const ExpressionPtr& argument : call.children) {
      bound.arguments.push_back(TRY(binder.scalar(*argument, names)));
    }
  }
  return function->bind(bound);
}

}  // namespace backstamp::hunting::kql
