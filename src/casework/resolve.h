// Ids as people give them: whole, or the first hex digits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.h"
#include "casework/statement.h"

namespace backstamp::casework {

// The one id of `table` that begins with `given` (at least six hex digits; dashes may stand where
// they stand in an id). `noun` is for the messages. Errors: invalid; not_found; conflict, with how
// many begin so.
Result<Uuid> resolve_id(Session& session, std::string_view table, std::string_view noun,
                        std::string_view given);

}  // namespace backstamp::casework
