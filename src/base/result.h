// Failures a caller is expected to handle are values: Result<T> holds a T or an Error.
#pragma once

#include <expected>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>

namespace backstamp {

// What kind of failure it is, as far as a caller branches on it. Mapped once per door:
// to an HTTP status in api/, to an exit status in cli/.
enum class Fault {
  invalid,      // the input is wrong; the same call will fail again
  not_found,    // what was named does not exist
  conflict,     // the state does not allow it (already decided, already running)
  denied,       // the caller may not
  limit,        // a bound of size, depth, count or space was reached
  timeout,      // a deadline passed
  cancelled,    // stopped on request
  unavailable,  // a peer is down or refusing; the caller owns the retry policy
  corrupt,      // stored bytes are wrong
};

std::string_view name_of(Fault fault);

// `what` is one line for a person: what happened, where, what to do. It never holds a secret.
struct Error {
  Fault fault;
  std::string what;
  std::source_location where = std::source_location::current();

  // The same error with "context: " put in front, added on the way up.
  Error in(std::string_view context) &&;
};

template <class T>
using Result = std::expected<T, Error>;

// `return fail(Fault::invalid, "...")` in any function that returns a Result.
inline std::unexpected<Error> fail(Fault fault, std::string what,
                                   std::source_location where = std::source_location::current()) {
  return std::unexpected(Error{fault, std::move(what), where});
}

// The text of errno as an Error: "cannot open /x/y: No such file or directory".
// The fault follows errno: ENOENT not_found, EACCES denied, ENOSPC limit, otherwise unavailable.
Error errno_error(std::string_view doing, int error_number,
                  std::source_location where = std::source_location::current());

namespace detail {
template <class T>
T take(Result<T>&& result) {
  return std::move(*result);
}
inline void take(Result<void>&&) {}
}  // namespace detail

}  // namespace backstamp

// Each use has a name of its own, so that one may stand inside another.
#define BACKSTAMP_JOIN_(a, b) a##b
#define BACKSTAMP_JOIN(a, b) BACKSTAMP_JOIN_(a, b)
#define BACKSTAMP_TRY(result, expression, error)  \
  __extension__({                                 \
    auto result = (expression);                   \
    if (!result) return std::unexpected(error);   \
    ::backstamp::detail::take(std::move(result)); \
  })
#define BACKSTAMP_TRY_NAMED(result, expression) \
  BACKSTAMP_TRY(result, expression, std::move(result).error())
#define BACKSTAMP_TRY_IN_NAMED(result, context, expression) \
  BACKSTAMP_TRY(result, expression, std::move(result).error().in(context))

// The value of a Result, or return its Error to the caller.
#define TRY(expression) BACKSTAMP_TRY_NAMED(BACKSTAMP_JOIN(try_result_, __COUNTER__), expression)

// As TRY, with context put in front of the error's text.
#define TRY_IN(context, expression) \
  BACKSTAMP_TRY_IN_NAMED(BACKSTAMP_JOIN(try_result_, __COUNTER__), context, expression)
