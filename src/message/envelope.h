// Who sent a message to whom, when, and over which host: the facts of its header.
#pragma once

#include <vector>

#include "message/facts.h"
#include "message/header_block.h"
#include "message/parse.h"

namespace backstamp::message {

// Fills all of `facts` that stands in the header, and its defects.
void read_envelope(const HeaderBlock& header, const Surroundings& surroundings,
                   const Limits& limits, Facts& facts);

// From the sender's and the recipients' domains. Says nothing of whether the sender is who he says:
// that is the authentication's part.
Direction direction_of(const Facts& facts, const std::vector<Text>& accepted_domains);

}  // namespace backstamp::message
