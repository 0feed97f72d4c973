// A verdict as the JSON of `backstamp judge`.
#pragma once

#include <string>

#include "message/facts.h"
#include "verdict/verdict.h"

namespace backstamp::verdict {

// One compact object: network_message_id, verdict, threat_types, detection_methods, points,
// confidence, reasons[{rule, detail, entity, points}], missing[{engine, why}].
std::string to_json(const Verdict& verdict, const message::NetworkMessageId& message);

}  // namespace backstamp::verdict
