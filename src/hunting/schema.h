// Brings the hunting store to the present schema: creates tables, adds columns that are missing,
// sets retention. Idempotent; safe to run at each start.
#pragma once

#include <chrono>

#include "base/result.h"
#include "hunting/client.h"

namespace backstamp::hunting {

// Rows leave `retention` after they were recorded (IngestedAt), whatever the age of the mail.
struct SchemaSettings {
  std::chrono::days retention{30};
};

// Errors: conflict when the store was written by a newer version, else as Client.
Result<void> migrate(const Client& client, const SchemaSettings& settings);

}  // namespace backstamp::hunting
