// An alert -> its rows of AlertInfo and AlertEvidence.
#pragma once

#include "casework/alert.h"
#include "hunting/writer.h"

namespace backstamp {

// The batch is the same for the same alert, so that telling it again adds nothing.
hunting::Batch alert_rows(const casework::Alert& alert);

}  // namespace backstamp
