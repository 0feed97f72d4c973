// What SQLite and PostgreSQL throw, as our errors.
#pragma once

#include <exception>

#include "casework/connection.h"

namespace backstamp::casework {

// One line with the place, without bound values and without secrets. `connected` false: the
// server has gone.
Failure failure_of(const std::exception& thrown, const DatabaseUrl& url, bool connected);

}  // namespace backstamp::casework
