// backstamp playbook run ID --on MESSAGE [--dry-run]
#pragma once

#include "cli/subcommand.h"

namespace backstamp::cli {

void add_playbook_run(CLI::App& playbook, Context& context);

}  // namespace backstamp::cli
