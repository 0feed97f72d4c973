// Runs the administrator's program that looks at and changes accounts.
#pragma once

#include "platform/accounts.h"

namespace backstamp {

// Bounded as what playbooks run, and to a minute. Errors: unavailable, timeout.
Result<platform::ProgramEnd> run_account_program(const std::vector<std::string>& words);

}  // namespace backstamp
