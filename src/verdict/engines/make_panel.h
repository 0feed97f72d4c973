// The engines that there are, as the settings say.
#pragma once

#include <memory>

#include "base/result.h"
#include "base/settings.h"
#include "verdict/engines/panel.h"

namespace backstamp::verdict {

// An engine without an address is absent; one that cannot be reached now is a member all the same.
// Error: invalid, naming the setting, for an address that is none.
Result<std::unique_ptr<Panel>> make_panel(const Settings& settings);

}  // namespace backstamp::verdict
