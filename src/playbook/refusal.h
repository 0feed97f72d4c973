// Why a run can't be begun.
#pragma once

#include <string>

#include "playbook/runner.h"

namespace backstamp::playbook {

// Empty when it can. Otherwise one line that names the place and, where there are several reasons,
// their number: problems of the document, step types that are not run yet, unknown commands, values
// for variables that are not external or don't take them.
std::string refusal(const Document& document, const Variables& external, const Commands& commands);

}  // namespace backstamp::playbook
