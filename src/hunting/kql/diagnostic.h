// What is wrong with a query: the place in it, what was found, what was expected, the nearest
// known name. Data, the same in the API, the command line and the console.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace backstamp::hunting::kql {

// Counted from 1; a column is a character, not a byte.
struct Place {
  int line = 1;
  int column = 1;
};

struct Diagnostic {
  Place place;
  std::string message;   // one line, without the place
  std::string expected;  // what would have been right here, or ""
  std::string nearest;   // the known name that resembles what was written, or ""
  Fault fault = Fault::invalid;
};

// "line 2, column 9: unknown column Sbject; did you mean Subject?"
std::string text_of(const Diagnostic& diagnostic);

template <class T>
using Checked = std::expected<T, Diagnostic>;

inline std::unexpected<Diagnostic> wrong(Place place, std::string message,
                                         std::string expected = {}, std::string nearest = {}) {
  return std::unexpected(Diagnostic{.place = place,
                                    .message = std::move(message),
                                    .expected = std::move(expected),
                                    .nearest = std::move(nearest)});
}

inline std::unexpected<Diagnostic> too_much(Place place, std::string message) {
  return std::unexpected(Diagnostic{.place = place,
                                    .message = std::move(message),
                                    .expected = {},
                                    .nearest = {},
                                    .fault = Fault::limit});
}

// The candidate with the fewest edits, at most a third of the name's length; "" when none is near.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace backstamp::hunting::kql

namespace backstamp::detail {
// TRY takes Checked as it takes Result.
template <class T>
T take(std::expected<T, hunting::kql::Diagnostic>&& checked) {
  return std::move(*checked);
}
inline void take(std::expected<void, hunting::kql::Diagnostic>&&) {}
}  // namespace backstamp::detail
