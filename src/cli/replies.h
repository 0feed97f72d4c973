// backstamp playbook questions INVESTIGATION, playbook reply INVESTIGATION ...
#pragma once

#include "cli/subcommand.h"

namespace backstamp::cli {

void add_replies(CLI::App& playbook, Context& context);

}  // namespace backstamp::cli
