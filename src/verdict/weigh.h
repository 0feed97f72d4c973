// Reasons -> a verdict. Pure.
#pragma once

#include <string>
#include <vector>

#include "verdict/verdict.h"

namespace backstamp::verdict {

// Adds up the reasons' points. Malicious needs a strong reason besides the points, HighConfPhish a
// strong one of Phish. `readable` is false when there was nothing to read in the message: then
// nothing found is Unknown.
Verdict weigh(std::vector<Reason> reasons, bool readable);

// What an engine says of a message: nothing seen is an opinion too.
struct Opinion {
  std::string engine = {};  // "ClamAV"
  std::vector<Reason> reasons = {};
  std::vector<std::string> gaps = {};  // what it could not look at, a line each
};

// Weighs the verdict's own reasons and those of the engines together, so that their points add up.
// What an engine could not look at is missing too.
// Equal opinions in another order give an equal verdict.
Verdict combine(const Verdict& own, std::vector<Opinion> opinions, std::vector<Missing> missing);

}  // namespace backstamp::verdict
