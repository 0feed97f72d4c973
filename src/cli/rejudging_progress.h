// Waiting for mail to be weighed again after an entry changed.
#pragma once

#include <string>

#include "cli/connection.h"
#include "cli/subcommand.h"

namespace backstamp::cli {

// Shows how far the job is until it has ended, then what came of it. The exit status.
int follow_rejudging(const Context& context, const Connection& connection, const std::string& id);

}  // namespace backstamp::cli
