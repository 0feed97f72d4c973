// Names and types of CACAO variables (CACAO 2.0 section 10.18).
#pragma once

#include <string>
#include <string_view>

#include "playbook/document.h"

namespace backstamp::playbook {

// How values of a type are compared.
enum class ValueKind { text, number, boolean };
ValueKind value_kind(std::string_view type);

// "__name__": two underscores, a letter or underscore, at most 199 of letters, digits, _ and -.
bool is_variable_name(std::string_view name);

// "__name__" of a reference "__name__:value"; what is no such reference is returned as it is.
std::string_view name_in(std::string_view reference);

// Whether the value can stand in a variable of that type. An empty value is one not yet set and
// fits each type; types outside the standard's list take any text.
bool fits(std::string_view type, std::string_view value);

// The number a text stands for; nothing when it is none or not finite.
std::optional<long double> number_of(std::string_view text);

// Checks and sets. Errors: invalid (the value does not fit the type, the variable is constant),
// limit (over 64 KiB).
Result<void> assign(Variable& variable, std::string_view name, const std::string& value);

}  // namespace backstamp::playbook
