// What of a text is the store's common property: footers, disclaimers, unsubscribe lines, the one
// sentence that a list server puts in place of every attachment.
//
// A line of the message is boilerplate when mail of several unrelated sender domains held it more
// than a week before, was not judged bad, and shares nothing else with the message. An attack's own
// copies come within days and share other lines too, however many senders they come from.
#pragma once

#include <span>

#include "investigation/found_copy.h"
#include "investigation/nearness.h"
#include "message/sketch.h"

namespace backstamp::investigation {

// The values of the seed's sketch that come from boilerplate alone. None when less than a quarter
// of the values would be left: then nothing tells the text from its boilerplate. `near` are
// messages of the store whose whole sketch is near to the seed's.
message::SketchValues boilerplate_values(const message::SketchLines& lines,
                                         const NearnessSeed& seed, std::span<const FoundCopy> near,
                                         const NearnessPolicy& policy);

}  // namespace backstamp::investigation
