// Why a playbook can't be run here and now.
#pragma once

#include <string>

#include "base/time.h"
#include "playbook/bundle.h"
#include "playbook/runner.h"

namespace backstamp::playbook {

// Empty when it can be run: neither it nor a playbook it calls has problems, is revoked or out of
// its time, or has commands that are refused, and the values fit. One line otherwise.
std::string refusal(const Bundle& bundle, const Variables& external, const Commands& commands,
                    Time now);

}  // namespace backstamp::playbook
