// What became of events, as JSON for API and command line.
#pragma once

#include <string>

#include "intake/event_ingest.h"

namespace backstamp::intake {

// {"records", "added", "known", "refused", "rows": {TABLE: n}, "reasons": {WHY: n}, "examples": []}
std::string to_json(const EventCounts& counts);

}  // namespace backstamp::intake
