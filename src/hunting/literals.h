// Values too long for the URL that parameters travel in.
#pragma once

#include <cstddef>
#include <string>

#include "hunting/client.h"

namespace backstamp::hunting {

// Writes each parameter of more than `bytes_max` bytes into the SQL, as a literal in place of its
// {name:Type}, and drops it from the parameters. The SQL is gone through once: what a value holds
// is never looked at again, whatever it looks like.
Query with_long_values_as_literals(const Query& query, std::size_t bytes_max);

}  // namespace backstamp::hunting
