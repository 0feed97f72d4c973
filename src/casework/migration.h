// The schema of the case store, as numbered steps. A step that was ever released is never changed:
// what is to be different comes as a further step.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "casework/connection.h"

namespace backstamp::casework {

struct Migration {
  int version;                              // 1, 2, 3, ...
  std::string_view what;                    // one sentence
  std::span<const char* const> statements;  // the same text for both databases
};

std::span<const Migration> migrations();

// Brings the database to the newest version of this program, in one transaction; two programs at
// once do it once. Error: conflict when the database is newer than this program.
Result<void> migrate(Connection& connection);

}  // namespace backstamp::casework
